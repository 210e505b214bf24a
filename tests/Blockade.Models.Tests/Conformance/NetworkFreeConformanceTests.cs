using System.Diagnostics;
using Blockade.Testing;

namespace Blockade.Models.Tests.Conformance;

/// <summary>Runs without a network against ensembles of NFsim, or of the expanded network where NFsim does not know a feature.</summary>
public class NetworkFreeConformanceTests(ITestOutputHelper output)
{
    private const string Archive = "nfsim-validate-open.tar.gz";

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "NFsim 1.14.3 and BioNetGen 2.9.3, ensembles collected by RuleMonkey (commit 13e9f636)")]
    public void All_models_run_as_their_references_or_are_refused_by_name()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("BLOCKADE_ACCEPT") == "1", "takes minutes; BLOCKADE_ACCEPT=1 runs it and writes its table");
        CorpusArchive corpus = CorpusArchive.Open(Archive);
        string only = Environment.GetEnvironmentVariable("BLOCKADE_ONLY") ?? "";
        var wrong = new List<string>();
        var byFeature = new SortedDictionary<string, (int Cases, int Same, int Refused)>(StringComparer.Ordinal);
        foreach (Dictionary<string, string> row in corpus.Table("cases.tsv"))
        {
            var model = new NetworkFreeCase(corpus, row);
            if (!model.Id.Contains(only, StringComparison.Ordinal)) continue;
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
    }
}
