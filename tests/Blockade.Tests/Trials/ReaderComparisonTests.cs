using Blockade.Testing;
using Blockade.Trials;
using static Blockade.Tests.Trials.HandTrial;

namespace Blockade.Tests.Trials;

/// <summary>Two readers of patients whose progressions are written down.</summary>
public class ReaderComparisonTests
{
    [Fact]
    [Evidence(EvidenceKind.Published, "Amit et al. (2011): early discrepancies over all of the investigator's progressions, late ones over all differences")]
    public void Differences_are_counted_by_who_called_first()
    {
        TrialResult trial = Of(
            Read(126, 126), Read(126, 126), Read(63, 63),     // the same scan
            Read(126, 63),                                    // the investigator earlier
            Read(63, 126), Read(63, 189),                     // and later
            Read(null, 63), Read(63, null), Read(null, null),
            Read(252, 315));                                  // both after the cut

        ReaderComparison arm = ReaderComparison.Of(trial, StudyTime.FromDays(200))[0];

        Assert.Equal((10, 3, 2, 1, 1, 1, 2), (arm.Patients, arm.SameDay, arm.InvestigatorLater, arm.InvestigatorEarlier, arm.InvestigatorOnly, arm.IndependentOnly, arm.Neither));
        Assert.Equal(2 / 7.0, arm.EarlyDiscrepancy, 1e-15);   // of seven that the investigator called
        Assert.Equal(3 / 5.0, arm.LateDiscrepancy, 1e-15);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "readers who always agree differ in nothing; an arm without patients has no rates")]
    public void Readers_who_agree_differ_in_nothing()
    {
        ReaderComparison[] arms = [.. ReaderComparison.Of(Of(Read(63, 63), Read(null, null)), StudyTime.FromDays(400))];

        Assert.Equal(0, arms[0].EarlyDiscrepancy);
        Assert.Equal(double.NaN, arms[0].LateDiscrepancy);
        Assert.Equal((0, double.NaN), (arms[1].Patients, arms[1].EarlyDiscrepancy));
    }

    private static SubjectRow Read(int? independent, int? investigator)
    {
        SubjectRow row = Patient(0, 0, [63, 126, 189, 252], progression: independent);
        return row with { Disease = row.Disease! with { InvestigatorProgressionDay = investigator } };
    }
}
