using System.Formats.Tar;
using System.IO.Compression;
using Blockade.Testing;

namespace Blockade.Tests.Survival;

/// <summary>Equality with R: on data made for the purpose, which lie beside this file, and on a larger reference, where there is one.</summary>
public class RComparisonTests
{
    // Both programs do the same sums in double precision, in another order: 1e-10 for closed forms, and 1e-8 where an iteration stops.
    private const double ClosedForm = 1e-10;
    private const double Iterated = 1e-8;

    private static readonly Lazy<RComparison> Own = new(() => Read(name => File.ReadAllText(
        Path.Combine(Repository.Root, "tests", "Blockade.Tests", "Survival", "golden", name))));

    [Theory]
    [InlineData("km", 3380), InlineData("km_at", 936), InlineData("km_quantile", 768)]
    [InlineData("rmst", 80), InlineData("logrank", 90), InlineData("cox", 304), InlineData("cox_zph", 432)]
    [Evidence(EvidenceKind.OtherProgram, "R 4.2.2, survival 3.5-3: golden/make-golden.R")]
    public void R_agrees_on_ties_strata_rounded_times_and_traps(string analysis, int count) => CompareAll(Own.Value, analysis, count);

    [Theory, InlineData("km", 18498), InlineData("km_quantile", 405), InlineData("rmst", 40), InlineData("logrank", 138), InlineData("cox", 1832)]
    [InlineData("cox_zph", 2112)]
    [Evidence(EvidenceKind.OtherProgram, "R 4.2.2, survival 3.5-3: survival-reference")]
    public void R_agrees_on_the_data_sets_everyone_knows(string analysis, int count)
    {
        var files = new Dictionary<string, string>();
        using FileStream file = File.OpenRead(Repository.Shared("corpora/survival-reference.tar.gz"));
        using var tar = new TarReader(new GZipStream(file, CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } stream) files[Path.GetFileName(entry.Name)] = new StreamReader(stream).ReadToEnd();
        }

        CompareAll(Read(name => files[name == "reference.csv" ? "survival_reference.csv" : name]), analysis, count);
    }

    private static RComparison Read(Func<string, string> file) => new(new(file("reference.csv"), name => file(name + ".csv")));

    // the count is stated too: a reader that silently skips rows would agree with anything
    private static void CompareAll(RComparison r, string analysis, int count)
    {
        int compared = analysis switch
        {
            "km" => r.Compare("km", ClosedForm, n => Covered(n) && !n.Statistic.Contains("cumhaz"), r.Km),
            "km_at" => r.Compare("km_at", ClosedForm, Covered, r.KmAt),
            "km_quantile" => r.Compare("km_quantile", ClosedForm, Covered, r.KmQuantile),
            "rmst" => r.Compare("rmst", ClosedForm, Covered, r.RestrictedMean),
            "logrank" => r.Compare("logrank", ClosedForm, n => Covered(n) && n.Options == "rho=0" && n.Statistic != "var", r.LogRankTest),
            "cox_zph" => r.Compare("cox_zph", Iterated, n => Covered(n) && !n.Options.Contains("cluster"), r.ProportionalHazards),
            _ => r.Compare("cox", Iterated, n => Covered(n) && IsPlainFit(n), r.CoxFit),
        };
        Assert.Equal(count, compared);
    }

    private static bool IsPlainFit(RReference.Number n) =>
        n.Options is "ties=efron" or "ties=breslow" && !n.Statistic.StartsWith("concordance", StringComparison.Ordinal);

    // late entry, the logit and arcsine scales, case weights and robust errors are not offered
    private static bool Covered(RReference.Number n) =>
        !n.Model.StartsWith("Surv(start", StringComparison.Ordinal) && !n.Options.Contains("logit") && !n.Options.Contains("arcsin");
}
