using System.Collections.Concurrent;
using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Models.Dynamics;
using Blockade.Models.Sbml;
using Blockade.Numerics.Jump;
using Blockade.Numerics.Random;
using Blockade.Simulation;
using Blockade.Testing;

namespace Blockade.Tests.Conformance;

/// <summary>The SBML Test Suite, release 3.4.0: every eighth case, or with BLOCKADE_EVERYTHING=1 all of the open part and the document's tables.</summary>
public class SbmlConformanceTests(ITestOutputHelper output)
{
    private const string Document = "docs/conformance-sbml.md";
    private const string Semantic = "sbml-semantic-open.tar.gz";
    private const string SemanticLevel2 = "sbml-semantic-l2v4-open.tar.gz";
    private const string Stochastic = "sbml-stochastic.tar.gz";

    private static readonly bool Everything = Environment.GetEnvironmentVariable("BLOCKADE_EVERYTHING") == "1";

    // what is simulated; the others are refused by name
    private static readonly string[] Simulated = ["A1-core", "A2-core-events", "B-algebraic", "R-random"];

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "SBML Test Suite 3.4.0, semantic cases: closed forms, or two simulators that agree")]
    public void Cases_of_the_semantic_suite_give_their_tables()
    {
        CorpusArchive corpus = CorpusArchive.Open(Semantic);
        Run(corpus, corpus, c => c.ModelFile, "");
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "SBML Test Suite 3.4.0, the same cases as Level 2 Version 4")]
    public void Cases_of_the_semantic_suite_give_their_tables_from_Level_2_too()
    {
        CorpusArchive level2 = CorpusArchive.Open(SemanticLevel2);
        Run(CorpusArchive.Open(Semantic), level2, c => $"{c.Id}/{c.Id}-sbml-l2v4.xml", "-level-2");
    }

    private void Run(CorpusArchive tables, CorpusArchive models, Func<SemanticCase, string> fileOf, string part)
    {
        HashSet<string> names = [.. models.Names];
        SemanticCase[] cases = [.. tables.Table("cases.tsv").Select(r => new SemanticCase(tables, r)).Where(c => names.Contains(fileOf(c)))];
        if (!Everything) cases = [.. cases.Where((_, i) => i % 8 == 0)];
        var outcomes = new ConcurrentDictionary<string, string>();
        Parallel.ForEach(cases, new ParallelOptions { MaxDegreeOfParallelism = 2 }, c =>
        {
            var source = new SourceText(fileOf(c), models[fileOf(c)]);
            string outcome = c.Run(source, 1, TestContext.Current.CancellationToken);
            if (outcome.Length > 0 && c.Tier == "R-random") outcome = c.Run(source, 2, TestContext.Current.CancellationToken);   // chance decides there, and may err once
            outcomes[c.Id] = outcome;
        });

        string[] differences = [.. cases.Where(c => outcomes[c.Id].Length > 0 && !outcomes[c.Id].StartsWith("refused", StringComparison.Ordinal)).Select(c => $"{c.Tier} {c.Id}: {outcomes[c.Id]}")];
        string[] refused = [.. cases.Where(c => Simulated.Contains(c.Tier) && outcomes[c.Id].StartsWith("refused", StringComparison.Ordinal)).Select(c => $"{c.Tier} {c.Id}: {outcomes[c.Id]}")];
        output.WriteLine($"{cases.Length} cases, {outcomes.Count(o => o.Value.Length == 0)} the same");
        Assert.True(differences.Length + refused.Length == 0, string.Join('\n', differences.Concat(refused)));
        Assert.InRange(cases.Length, 90, int.MaxValue);
        if (!Everything) return;

        IEnumerable<string> tiers = cases.GroupBy(c => c.Tier).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Row(g.Key, g));
        IEnumerable<string> tags = cases.SelectMany(c => c.Tags.Select(t => (Tag: t, Case: c))).GroupBy(t => t.Tag.Replace("comp:", "", StringComparison.Ordinal)).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => Row(g.Key, g.Select(t => t.Case).Distinct()));
        IEnumerable<string> reasons = outcomes.Values.Where(o => o.Length > 0).Select(o => o[9..].Split("; ")[0]).GroupBy(r => r).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"| {g.Key} | {g.Count()} |");
        WrittenDocument.Agrees(
            Document,
            ("tiers" + part, "| tier | cases | the same | refused by name |\n|---|---:|---:|---:|\n" + string.Join('\n', tiers)),
            ("tags" + part, "| tag of the suite | cases | the same | refused by name |\n|---|---:|---:|---:|\n" + string.Join('\n', tags)),
            ("refused" + part, "| what the reader says | cases |\n|---|---:|\n" + string.Join('\n', reasons)));

        string Row(string name, IEnumerable<SemanticCase> group)
        {
            SemanticCase[] all = [.. group];
            return FormattableString.Invariant($"| {name} | {all.Length} | {all.Count(c => outcomes[c.Id].Length == 0)} | {all.Count(c => outcomes[c.Id].StartsWith("refused", StringComparison.Ordinal))} |");
        }
    }

    // Evans, Gillespie and Wilkinson (2008), doi:10.1093/bioinformatics/btm566: Z = sqrt(n) (mean - mu) / sigma within 3, Y = sqrt(n/2) (s^2 / sigma^2 - 1) within 5.
    // Of 51 times, neighbours of which are nearly one draw, up to three may lie outside. Variances of birth processes have long tails: a thousand runs are too few for Y.
    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "SBML Test Suite 3.4.0, stochastic cases 1 to 39: the discrete stochastic model test suite, means and deviations in closed form")]
    public void Means_and_deviations_of_the_stochastic_suite_are_met()
    {
        CorpusArchive corpus = CorpusArchive.Open(Stochastic);
        Dictionary<string, string>[] rows = [.. corpus.Table("cases.tsv").Where(r => r["kind"] == "dsmts-ssa")];

        if (!Everything) rows = [.. rows.Where((r, i) => (i % 3 == 0 || r["id"] == "00033") && !IsLarge(r["id"]))];
        var outcomes = new ConcurrentDictionary<string, (int Means, int Deviations)>();
        Parallel.ForEach(rows, new ParallelOptions { MaxDegreeOfParallelism = 2 }, row => outcomes[row["id"]] = Outside(corpus, row, Runs(row["id"])));

        output.WriteLine(string.Join('\n', outcomes.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Key}: {o.Value.Means} means and {o.Value.Deviations} deviations outside")));
        Assert.All(outcomes, o => Assert.InRange(o.Value.Means, 0, Everything ? 3 : 8));
        if (!Everything) return;
        Assert.All(outcomes, o => Assert.InRange(o.Value.Deviations, 0, 5));
        WrittenDocument.Agrees(Document, ("stochastic", "| case | its name in the suite | runs | means outside | deviations outside | of |\n|---|---|---:|---:|---:|---:|\n" + string.Join('\n', rows.Select(r =>
            FormattableString.Invariant($"| {r["id"]} | {r["dsmts_id"]} | {Runs(r["id"])} | {outcomes[r["id"]].Means} | {outcomes[r["id"]].Deviations} | {51 * r["output"].Split(',').Count(o => o.EndsWith("-mean", StringComparison.Ordinal))} |")))));
    }

    // two have populations of ten thousand: the suite's least number of runs takes as long as the most of all others together
    private static bool IsLarge(string id) => id is "00005" or "00023";

    private static int Runs(string id) => !Everything ? 500 : IsLarge(id) ? 1000 : 10_000;

    private static (int Means, int Deviations) Outside(CorpusArchive corpus, Dictionary<string, string> row, int runs)
    {
        string id = row["id"];
        SbmlDocument document = SbmlReader.Read(new SourceText(row["file"], corpus[$"{id}/{row["file"]}"]), SbmlLimits.Default).Value!;
        string[] amounts = corpus[$"{id}/{id}-settings.txt"].Split('\n').First(l => l.StartsWith("amount:", StringComparison.Ordinal))[7..].Split(',', StringSplitOptions.TrimEntries);
        string[] wanted = row["output"].Split(',', StringSplitOptions.TrimEntries);
        string[] names = [.. wanted.Select(w => w[..w.LastIndexOf('-')]).Distinct()];
        int points = int.Parse(row["steps"], CultureInfo.InvariantCulture);
        ModelTrajectory run = DynamicSimulator.Stochastic(
            document.Compiled, [.. names.Select(Quantity)], double.Parse(row["duration"], CultureInfo.InvariantCulture), points,
            new EnsembleOptions { Runs = runs, Random = new RandomSource(2), Purpose = 1 }, []);
        Assert.Null(run.Trouble);
        string[][] table = [.. corpus[$"{id}/{id}-results.csv"].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(l => l.Split(','))];
        (int means, int deviations) = (0, 0);
        foreach (string name in names)
        {
            (int mean, int deviation) = (Array.IndexOf(table[0], name + "-mean"), Array.IndexOf(table[0], name + "-sd"));
            for (int k = 0; k <= points; k++)
            {
                (double mu, double sigma) = (double.Parse(table[k + 1][mean], CultureInfo.InvariantCulture), double.Parse(table[k + 1][deviation], CultureInfo.InvariantCulture));
                double m = run.Values[run.Names.IndexOf(Quantity(name))][k];
                double s = run.Values[run.Names.IndexOf(Quantity(name) + "_sd")][k];
                if (sigma == 0)
                {
                    Assert.Equal(mu, m, 1e-6);   // the table has six digits
                    continue;
                }

                if (wanted.Contains(name + "-mean") && !(Math.Abs(Math.Sqrt(runs) * (m - mu) / sigma) < 3)) means++;
                if (wanted.Contains(name + "-sd") && !(Math.Abs(Math.Sqrt(runs / 2.0) * ((s * s / (sigma * sigma)) - 1)) < 5)) deviations++;
            }
        }

        return (means, deviations);

        string Quantity(string name) => amounts.Contains(name) && document.IsSpecies(name, out _) ? document.AmountOf(name) : name;
    }
}
