using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Sbml;
using Blockade.Numerics.Ode;
using Blockade.Petab;
using Blockade.Testing;

namespace Blockade.Tests.Petab;

/// <summary>The PEtab test suite, and the collection of benchmark problems: quick ones, or with BLOCKADE_EVERYTHING=1 all.</summary>
public class PetabConformanceTests(ITestOutputHelper output)
{
    private const string Document = "docs/conformance-petab.md";
    private const string Suite = "petab-testsuite.tar.gz";
    private const string Benchmark = "petab-benchmark.tar.gz";

    private static readonly bool Everything = Environment.GetEnvironmentVariable("BLOCKADE_EVERYTHING") == "1";
    private static readonly SolverOptions Options = new() { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-12 };

    // small models whose likelihood the collection's own tables confirm
    private static readonly string[] Quick = ["Boehm_JProteomeRes2014", "Borghans_BiophysChem1997", "Bruno_JExpBot2016", "Crauste_CellSystems2017", "Elowitz_Nature2000"];

    // what a simulated value depends on
    private static readonly string[] Simulated = ["observableId", "preequilibrationConditionId", "simulationConditionId", "time", "observableParameters"];

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "PEtab test suite, commit bc28d0a1, with the tolerances of each case")]
    public void Cases_of_the_suite_give_their_likelihoods_and_simulations()
    {
        CorpusArchive corpus = CorpusArchive.Open(Suite);
        var rows = new List<string>();
        var differences = new List<string>();
        foreach (string file in corpus.Names.Where(n => n.Contains("/sbml/", StringComparison.Ordinal) && n.EndsWith("_solution.yaml", StringComparison.Ordinal)))
        {
            string folder = file[..(file.LastIndexOf('/') + 1)], id = folder.Split('/')[^2];
            Dictionary<string, double> solution = Scalars(corpus[file]);
            Checked<PetabProblem> read = Read(corpus, $"{folder}_{id}.yaml");
            string outcome = read.Value is null ? "not read: " + read.Diagnostics[0].Message : "";
            if (read.Value is { } problem)
            {
                PetabOutcome run = new PetabSimulator(problem, Options).Run(problem.NominalValues(), TestContext.Current.CancellationToken);
                outcome = run.Trouble ?? "";
                Compare("llh", run.LogLikelihood, "tol_llh");
                Compare("chi2", run.ChiSquare, "tol_chi2");
                if (solution.ContainsKey("unnorm_log_posterior")) Compare("unnorm_log_posterior", run.LogLikelihood + run.LogPrior, "tol_unnorm_log_posterior");
                foreach (PetabParameter p in problem.Parameters.Where(p => solution.ContainsKey("  " + p.Id)))
                {
                    // the table has fifteen digits
                    if (!(Math.Abs((p.Prior?.LogDensity(p.Nominal) ?? double.NaN) - solution["  " + p.Id]) <= 1e-13)) outcome += $" prior of {p.Id} {p.Prior?.LogDensity(p.Nominal)} for {solution["  " + p.Id]}";
                }

                Dictionary<string, string>[] table = [.. corpus.Table($"{folder}_simulations.tsv")];
                for (int m = 0; m < table.Length; m++)
                {
                    double expected = double.Parse(table[m]["simulation"], CultureInfo.InvariantCulture);
                    if (!(Math.Abs(run.Simulations[m] - expected) <= solution["tol_simulations"])) outcome += $" simulation {m + 1} {run.Simulations[m]:g8} for {expected:g8}";
                }

                void Compare(string key, double got, string tolerance)
                {
                    if (!(Math.Abs(got - solution[key]) <= solution[tolerance])) outcome += FormattableString.Invariant($" {key} {got:g10} for {solution[key]:g10}");
                }
            }

            string version = folder[..2];
            rows.Add($"| {version[1]} | {id} | {Title(corpus[folder + "README.md"])} | {(outcome.Length == 0 ? "the same" : outcome.Trim())} |");
            if (outcome.Length > 0) differences.Add($"{version} {id}: {outcome}");
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.Equal(51, rows.Count);
        WrittenDocument.Agrees(Document, ("suite", "| version | case | what it is about | outcome |\n|---|---|---|---|\n" + string.Join('\n', rows)));
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "PEtab test suite, commit bc28d0a1: math_tests.yaml")]
    public void Formulas_of_the_suite_give_their_values()
    {
        string[] lines = CorpusArchive.Open(Suite)["v2.0.0/math/math_tests.yaml"].Split('\n');
        int seen = 0;
        for (int i = 0; i + 1 < lines.Length; i++)
        {
            if (!lines[i].StartsWith("- expression: ", StringComparison.Ordinal)) continue;
            string text = lines[i]["- expression: ".Length..].Trim().Trim('"', '\'');
            string expected = lines[i + 1].Trim()["expected: ".Length..].Trim('"', '\'', '.');
            if (!double.TryParse(expected.Replace("inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture, out double value)) continue;
            seen++;
            var diagnostics = new List<Diagnostic>();
            Expression? read = PetabFormulaReader.Read(new SourceText("math", text), new SourceSpan(0, text.Length), diagnostics);
            Assert.True(read is not null, $"{text}: {diagnostics.FirstOrDefault()?.Message}");
            double got = CompiledExpression.Compile(read, _ => null).Evaluate([]);
            Assert.True(got == value || Math.Abs(got - value) <= 1e-14 * Math.Max(1, Math.Abs(value)), $"{text} is {got}, not {value}");   // printed with sixteen digits
        }

        Assert.InRange(seen, 80, 200);
    }

    // AMICI's own check of these likelihoods allows 1e-3 of them; so do we. The collection's own simulations have a likelihood too, which is not AMICI's where
    // nominal values were updated after the one or the other was written: a problem must agree with one of them.
    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "AMICI 3aebbe84, tests/benchmark_models/benchmark_models.yaml, for the collection of benchmark problems, commit 4d208508")]
    public void Benchmark_problems_have_their_published_likelihoods()
    {
        CorpusArchive corpus = CorpusArchive.Open(Benchmark);
        var rows = new List<string>();
        var differences = new List<string>();
        foreach (Dictionary<string, string> model in corpus.Table("models.tsv").Where(m => m["shipped"] == "1" && (Everything || Quick.Contains(m["model"]))))
        {
            string name = model["model"];
            string file = corpus.Names.First(n => n.StartsWith(name + "/", StringComparison.Ordinal) && (n == $"{name}/{name}.yaml" || n == $"{name}/problem.yaml"));
            Checked<PetabProblem> read = Read(corpus, file);
            double? expected = double.TryParse(model["llh_at_nominal_AMICI"], CultureInfo.InvariantCulture, out double given) ? given : null;
            double? table = null;
            string got, outcome;
            if (read.Value is not { } problem)
            {
                (got, outcome) = ("", "not read: " + read.Diagnostics.First(d => d.Severity == Severity.Error).Message);
            }
            else
            {
                PetabOutcome run = new PetabSimulator(problem, Options).Run(problem.NominalValues(), TestContext.Current.CancellationToken);
                got = FormattableString.Invariant($"{run.LogLikelihood:f4}");
                table = FromTable(corpus, name, problem, run);
                (bool asAmici, bool asTable) = (IsNear(run.LogLikelihood, expected), IsNear(run.LogLikelihood, table));
                outcome = run.Trouble ?? (asAmici && asTable ? "both" : asAmici ? "AMICI" : asTable ? "simulations" : expected is null ? "" : "neither");
            }

            string line = FormattableString.Invariant($"| {name.Replace("_", " ", StringComparison.Ordinal)} | {model["species"]} | {model["reactions"]} | {model["measurements"]} | {got} | {expected:f4} | {table:f4} | {outcome} |");
            rows.Add(line);
            output.WriteLine(line);
            if (expected is not null && outcome is not ("both" or "AMICI" or "simulations")) differences.Add(line);
        }

        if (Everything)
        {
            WrittenDocument.Agrees(Document, ("benchmark", "| problem | species | reactions | measurements | log-likelihood here | by AMICI | of the collection's simulations | agrees with |\n|---|---:|---:|---:|---:|---:|---:|---|\n" + string.Join('\n', rows)));
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static bool IsNear(double got, double? expected) => expected is { } value && Math.Abs(got - value) <= 1e-3 * Math.Abs(value);

    // The likelihood of the simulations that the collection holds. Its tables need not have the rows in the order of the measurements: those of one observable,
    // condition and time belong together, and where the table names them, of one value for each placeholder. Null where a measurement has no row.
    private static double? FromTable(CorpusArchive corpus, string name, PetabProblem problem, PetabOutcome run)
    {
        string? file = corpus.Names.FirstOrDefault(n => n == $"{name}/simulatedData_{name}.tsv" || n == $"{name}/simulations.tsv");
        if (file is null) return null;
        Dictionary<string, string>[] rows = [.. corpus.Table(file)];
        Dictionary<string, string>[] measured = [.. corpus.Names.Where(n => problem.Files.Any(f => n == $"{name}/{f.Name}") && n.EndsWith(".tsv", StringComparison.Ordinal) && corpus.Table(n).First().ContainsKey("measurement")).SelectMany(corpus.Table)];
        string[] shared = [.. Simulated.Where(c => measured[0].ContainsKey(c) && rows[0].ContainsKey(c))];
        return rows[0].ContainsKey("simulation") ? Sum(shared) ?? Sum([.. shared.Except(["observableParameters"])]) : null;

        double? Sum(string[] columns)
        {
            Dictionary<string, Queue<string>> simulated = rows.GroupBy(r => Key(columns, r)).ToDictionary(g => g.Key, g => new Queue<string>(g.Select(r => r["simulation"])));
            double sum = 0;
            for (int m = 0; m < measured.Length; m++)
            {
                PetabMeasurement measurement = problem.Measurements[m];
                if (!simulated.TryGetValue(Key(columns, measured[m]), out Queue<string>? here) || !here.TryDequeue(out string? text) || !double.TryParse(text, CultureInfo.InvariantCulture, out double value)) return null;
                sum += PetabLikelihood.Log(problem.Observables[measurement.Observable], measurement.Value, value, run.Noise[m]);
            }

            return sum;
        }
    }

    // times are printed with different numbers of digits
    private static string Key(string[] columns, Dictionary<string, string> row) =>
        string.Join('\t', columns.Select(c => c == "time" && double.TryParse(row[c], CultureInfo.InvariantCulture, out double time) ? time.ToString("g7", CultureInfo.InvariantCulture) : row[c]));

    internal static Checked<PetabProblem> Read(CorpusArchive corpus, string file)
    {
        string folder = file[..(file.LastIndexOf('/') + 1)];
        HashSet<string> names = [.. corpus.Names];
        return PetabReader.Read(new SourceText(file, corpus[file]), n => names.Contains(folder + n) ? new SourceText(n, corpus[folder + n]) : null, SbmlLimits.Default);
    }

    private static string Title(string readme)
    {
        string[] words = readme[(readme.IndexOf("## Objective", StringComparison.Ordinal) + 12)..].Trim().Split("\n\n")[0].Split(default(char[]), StringSplitOptions.RemoveEmptyEntries);
        string first = string.Join(' ', words).Split(". ")[0].TrimEnd('.', ',');
        return first.Replace("This case tests support for ", "", StringComparison.Ordinal).Replace("This case tests ", "", StringComparison.Ordinal).Replace("|", "", StringComparison.Ordinal);
    }

    // keys keep their indentation, so that entries of a table below differ from those above
    private static Dictionary<string, double> Scalars(string yaml)
    {
        var found = new Dictionary<string, double>();
        foreach (string line in yaml.Split('\n'))
        {
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0 && double.TryParse(line[(colon + 2)..].Trim(), CultureInfo.InvariantCulture, out double value)) found[line[..colon]] = value;
        }

        return found;
    }
}
