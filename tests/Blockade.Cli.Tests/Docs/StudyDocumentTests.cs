using System.Globalization;
using Blockade.Testing;
using Blockade.Tests.Docs;

namespace Blockade.Cli.Tests.Docs;

/// <summary>What documents show of runs over a study's virtual patients is what was recorded, and of the files that ship.</summary>
public sealed class StudyDocumentTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "SHA-256 of the files that ship, and of what the recorded runs wrote")]
    public async Task Synergy_in_virtual_patients_is_of_the_files_that_ship()
    {
        var tumour = new RecordedRun("synergy-tumour", "synergy cleopatra --level tumour", ["tumour-excess.csv", "tumour-changes.csv", "figure-excess.svg"]);
        var trial = new RecordedRun("synergy-trial", "synergy cleopatra --level trial --patients 400", ["trial-excess.csv", "figure-excess.svg"]);

        WrittenDocument.Agrees("docs/measure-synergy-in-patients.md", ("tumour", await tumour.BlockAsync()), ("trial", await trial.BlockAsync()));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "SHA-256 of the files that ship, and of what the recorded run wrote")]
    public async Task Sensitivity_is_of_the_files_that_ship()
    {
        var sense = new RecordedRun(
            "sensitivity", "sense cleopatra --on hr,median_pfs,gain_pfs --trajectories 6", ["effects.csv", "ends.csv", "figure-tornado-hr.svg", "figure-tornado-gain-pfs.svg"]);

        var shares = new RecordedRun("sensitivity-shares", "sense cleopatra --on hr,gain_pfs --method sobol --samples 128", ["shares.csv"]);
        var mechanisms = new RecordedRun("sensitivity-mechanisms", "sense cleopatra --on hr,gain_pfs --method shapley", ["parts.csv"]);

        (string effects, string ofVariance, string ofMechanisms) = (await sense.BlockAsync(), await shares.BlockAsync(), await mechanisms.BlockAsync());
        WrittenDocument.Agrees("docs/use-sensitivity.md", ("effects", effects), ("shares", ofVariance), ("mechanisms", ofMechanisms));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "SHA-256 of the files that ship, and of what the recorded run wrote; the table is of two files of predictions")]
    public async Task Non_target_lesions_are_of_the_files_that_ship()
    {
        var all = new RecordedRun("non-target", "trial cleopatra --population metastatic-all-lesions", ["predictions.csv", "responses.csv"]);
        await all.BlockAsync();

        WrittenDocument.Agrees("docs/read-scans.md", ("difference", Difference()));
    }

    // arm, quantity and value with its limits, of a run with target lesions only and of one with all
    private static string Difference()
    {
        Dictionary<string, string[]> Rows(string folder) => File.ReadLines(Path.Combine(Repository.Root, "docs", folder, "predictions.csv")).Skip(1).Select(l => l.Split(',')).ToDictionary(r => r[0]);
        Dictionary<string, string[]> without = Rows("run"), with = Rows("non-target");
        string Value(string[] row) => string.Join(" to ", row[4..7].Select(v => v.Length == 0 ? "NR" : double.Parse(v, CultureInfo.InvariantCulture).ToString("0.00", CultureInfo.InvariantCulture))) is string text && text.IndexOf(" to ", StringComparison.Ordinal) is int cut
            ? $"{text[..cut]} ({text[(cut + 4)..]})" : "";
        IEnumerable<string> lines = without.Values
            .Where(r => r[2] is "median-pfs" or "median-os" or "orr" or "hazard-ratio-pfs" or "hazard-ratio-pfs-final" or "hazard-ratio-os")
            .Select(r => $"| {r[2]} | {r[1]} | {Value(r)} | {Value(with[r[0]])} |");
        return string.Join('\n', ["| quantity | arm | target lesions only (95 % limits) | all lesions |", "| --- | --- | --- | --- |", .. lines]);
    }
}
