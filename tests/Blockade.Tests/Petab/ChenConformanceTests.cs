using System.Globalization;
using System.Xml.Linq;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sbml;
using Blockade.Numerics.Ode;
using Blockade.Petab;
using Blockade.Testing;

namespace Blockade.Tests.Petab;

/// <summary>Chen et al. (2009), doi:10.1038/msb.2008.74, of which the collection holds a problem whose parts are of different days: each published number from the parts that it was made of.</summary>
public class ChenConformanceTests
{
    private const string Folder = "Chen_MSB2009/";
    private const string Parameters = "parameters_Chen_MSB2009.tsv", Measurements = "measurementData_Chen_MSB2009.tsv";

    private static readonly SolverOptions Options = new() { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-12 };

    // what the collection corrected on 2020-03-17 (its commit 07fa15d): observable, conditions, time, value and noise before that
    private const string Uncorrected = """
        ERK_PP data3,data4 1950 8.8 2.3
        ERK_PP data3,data4 2100 43 8.9
        ERK_PP data3,data4 2250 46 5.8
        ERK_PP data3,data4 2400 40 3.3
        ERK_PP data3,data4 2700 26 2.5
        ERK_PP data3,data4 3600 27 0.38
        ERK_PP data3,data4 4500 18 3.6
        ERK_PP data3,data4 5400 11 2.5
        ERK_PP data3,data4 9000 2.7 0.75
        AKT_PP data4 1950 1.7 0.98
        AKT_PP data4 2100 44 11.1
        AKT_PP data4 2250 43 5.6
        AKT_PP data4 2400 50 3.1
        AKT_PP data4 2700 45 4.5
        AKT_PP data4 3600 35 5.1
        AKT_PP data4 4500 40 14.1
        AKT_PP data4 5400 28 9.7
        AKT_PP data4 9000 28 5.6
        """;

    // Two solvers, each within 1e-8 a step or better; over the hundreds of steps of a course at most 1e-6. What is never stirred stays near zero, so nothing is asked of
    // values below 1e-9 of their observable's scale, which is per cent.
    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "Data2Dynamics: simulatedData_Chen_MSB2009.tsv of the benchmark collection, commit 4d208508")]
    public void Simulations_with_the_models_own_constants_are_those_of_the_collections_table()
    {
        CorpusArchive corpus = CorpusArchive.Open("petab-benchmark.tar.gz");
        double[] expected = [.. corpus.Table(Folder + "simulatedData_Chen_MSB2009.tsv").Select(r => double.Parse(r["simulation"], CultureInfo.InvariantCulture))];

        PetabOutcome run = Run(corpus, measurements: t => t);

        Assert.Equal(120, expected.Length);
        Assert.All(expected.Zip(run.Simulations), p => Assert.True(Math.Abs(p.Second - p.First) <= 1e-9 + (1e-6 * p.First), $"{p.Second} for {p.First}"));
    }

    // One measurement of 0 with a noise of 0.1, simulated as 46.9, makes the likelihood 220,000 times as sensitive as its simulation: 1e-7 of that is 0.02.
    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "AMICI, benchmark_models.yaml of 2020-02-09 and since: -115700.1192629893")]
    public void Likelihood_of_the_measurements_before_their_correction_is_that_of_Amici()
    {
        CorpusArchive corpus = CorpusArchive.Open("petab-benchmark.tar.gz");

        PetabOutcome run = Run(corpus, Before);

        Assert.Equal(-115700.1192629893, run.LogLikelihood, 0.02);
    }

    private static PetabOutcome Run(CorpusArchive corpus, Func<string, string> measurements)
    {
        Dictionary<string, string> own = XDocument.Parse(corpus[Folder + "model_Chen_MSB2009.xml"]).Descendants().Where(e => e.Name.LocalName == "parameter").ToDictionary(e => (string)e.Attribute("id")!, e => (string)e.Attribute("value")!);
        PetabProblem problem = PetabReader.Read(Text("Chen_MSB2009.yaml", t => t), name => Text(name, name == Measurements ? measurements : name == Parameters ? Unrounded : t => t), SbmlLimits.Default).Value!;
        return new PetabSimulator(problem, Options).Run(problem.NominalValues(), TestContext.Current.CancellationToken);

        SourceText Text(string name, Func<string, string> change) => new(name, change(corpus[Folder + name]));

        // nominal values were rounded to three digits on 2021-03-03 (commit ba91cdc); the model kept what they were rounded from
        string Unrounded(string table)
        {
            string[][] rows = [.. table.TrimEnd().Split('\n').Select(l => l.Split('\t'))];
            foreach (string[] row in rows.Where(r => own.ContainsKey(r[0]))) row[5] = own[row[0]];
            return string.Join('\n', rows.Select(r => string.Join('\t', r)));
        }
    }

    private static string Before(string table)
    {
        string[] lines = table.TrimEnd().Split('\n');
        foreach (string[] old in Uncorrected.Split('\n').Select(r => r.Trim().Split(' ')))
        {
            foreach (string condition in old[1].Split(','))
            {
                int line = Array.FindIndex(lines, l => l.Split('\t') is var c && c[0] == old[0] && c[2] == "model1_" + condition && c[4] == old[2]);
                string[] cells = lines[line].Split('\t');
                (cells[3], cells[6]) = (old[3], old[4]);
                lines[line] = string.Join('\t', cells);
            }
        }

        return string.Join('\n', lines);
    }
}
