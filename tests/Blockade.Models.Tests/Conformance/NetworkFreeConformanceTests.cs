using System.Diagnostics;
using Blockade.Testing;

namespace Blockade.Models.Tests.Conformance;

/// <summary>Runs without a network against ensembles of NFsim, or of the expanded network where NFsim does not know a feature.</summary>
public class NetworkFreeConformanceTests(ITestOutputHelper output)
{
    private const string Archive = "nfsim-validate-open.tar.gz";

    private const string Switch = "BLOCKADE_NETWORK_FREE";

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "NFsim 1.14.3 and BioNetGen 2.9.3, ensembles collected by RuleMonkey (commit 13e9f636)")]
    public void All_models_run_as_their_references_or_are_refused_by_name()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Switch) == "1", $"takes half an hour of one core; {Switch}=1 runs it, with BLOCKADE_ACCEPT=1 it writes its table");
        CorpusArchive corpus = CorpusArchive.Open(Archive);
        var wrong = new List<string>();
        var byFeature = new SortedDictionary<string, (int Cases, int Same, int Refused)>(StringComparer.Ordinal);
        foreach (Dictionary<string, string> row in corpus.Table("cases.tsv"))
        {
            var model = new NetworkFreeCase(corpus, row);
            long start = Stopwatch.GetTimestamp();
            string verdict = model.Compare(TestContext.Current.CancellationToken);
            output.WriteLine($"{model.Id}: {(verdict.Length == 0 ? "same" : verdict)} [{Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s]");
            bool refused = verdict.StartsWith("refused", StringComparison.Ordinal);
            if (verdict.Length > 0 && !refused) wrong.Add($"{model.Id}: {verdict}");
            foreach (string feature in model.Features)
            {
                (int cases, int same, int refusals) = byFeature.GetValueOrDefault(feature);
                byFeature[feature] = (cases + 1, same + (verdict.Length == 0 ? 1 : 0), refusals + (refused ? 1 : 0));
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Transcript.Check(Path.Combine(Repository.Root, "docs", "conformance-network-free.md"), [Document(byFeature)]);
    }

    private static string Document(SortedDictionary<string, (int Cases, int Same, int Refused)> byFeature) =>
        """
        # Conformance without a network

        Models run molecule by molecule, 20 times each, against ensembles of NFsim 1.14.3, or of the expanded network where NFsim does not know a
        feature (conditions on reactants and products). Small models of one feature are compared point by point: at most 1 % of points beyond
        z = 4 and none beyond 6. Of the others each observable's integral over time is: z below 5, or below 1.2 times what parts of the reference show
        among themselves. Models whose reference is only that they run are counted as the same when they do. What cannot be simulated without a network is
        refused by name (NET1301), never run wrongly. What rules say of species is done molecule by molecule as the network has it: of rules of differing priority that
        make the same reaction only the highest does, which NFsim leaves aside; a species with a `$` stays, or is not counted. Molecules of types without components,
        population types above all, are a number. Each feature that NFsim does not know is compared with the network's own jumps in `BesideNetworkTests` and
        `SpeciesRuleTests`: priorities, `$`, compartments, components with several bonds, MatchOnce, saturating laws, energies, rates that mix labels; whole
        distributions, there and in `DistributionTests`, by chi-square.

        The data lie in a folder `shared` beside the checkout. With it, this command compares them and writes this table, in half an hour of one core:

        ```
        BLOCKADE_NETWORK_FREE=1 BLOCKADE_ACCEPT=1 dotnet test --project tests/Blockade.Models.Tests -c Release
        ```

        | feature, as the archive names it | models | the same | refused |
        |---|---:|---:|---:|

        """.ReplaceLineEndings("\n")
        + string.Join('\n', byFeature.Select(f => $"| {f.Key.Replace('_', ' ')} | {f.Value.Cases} | {f.Value.Same} | {f.Value.Refused} |"));
}
