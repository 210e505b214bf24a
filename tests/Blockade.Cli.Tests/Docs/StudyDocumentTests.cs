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

        WrittenDocument.Agrees("docs/use-sensitivity.md", ("effects", await sense.BlockAsync()));
    }
}
