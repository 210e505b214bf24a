using System.Collections.Immutable;
using Blockade.Calibration;
using Blockade.Evidence;
using Blockade.Simulation;
using Blockade.Testing;
using Blockade.Tumours;

namespace Blockade.Tests.Calibration;

public class CalibrationQuantityTests
{
    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the arms exchanged, the logarithm changes its sign; an arm against itself, nought")]
    public void A_ratio_of_hazards_changes_sign_with_the_arms_and_is_nought_between_equals()
    {
        DiseaseCourse[] early = [.. new int?[] { 30, 60, 90, 120, 150, 400 }.Select(d => Course(d, d))], late = [.. new int?[] { 100, 200, 300, 400, null, null }.Select(d => Course(d, d))];
        PublishedResult row = Row("hazard-ratio-pfs");

        double forwards = CalibrationQuantity.LogHazardRatio(row, late, early, 500), backwards = CalibrationQuantity.LogHazardRatio(row, early, late, 500);

        Assert.True(forwards < -0.5, $"{forwards}");
        Assert.Equal(-forwards, backwards, 1e-8);
        Assert.Equal(0, CalibrationQuantity.LogHazardRatio(row, early, early, 500), 1e-8);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "one event of two patients: its partial likelihood 1/(1 + b) falls for ever; where nobody has an event there is nothing to say")]
    public void A_ratio_without_events_says_nothing_and_one_without_end_stays_finite()
    {
        Assert.Equal(0, CalibrationQuantity.LogHazardRatio(Row("hazard-ratio-os"), [Course(null, null)], [Course(null, null)], 500));
        Assert.InRange(Math.Abs(CalibrationQuantity.LogHazardRatio(Row("hazard-ratio-os"), [Course(null, null)], [Course(10, 10)], 500)), 0, 3);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a window sees nothing of what comes before it or after it")]
    public void A_window_looks_at_those_who_are_left_and_no_further_than_its_end()
    {
        // months 6 to 12 are days 183 to 365: events outside are moved about, those inside stay
        DiseaseCourse[] control = [.. new int?[] { 10, 200, 250, 300, 600 }.Select(d => Course(d, d))], moved = [.. new int?[] { 150, 200, 250, 300, 900 }.Select(d => Course(d, d))];
        DiseaseCourse[] treated = [.. new int?[] { 20, 260, 350, 700, null }.Select(d => Course(d, d))];
        PublishedResult row = Row("hazard-ratio-pfs-final@6-12");

        Assert.Equal(CalibrationQuantity.LogHazardRatio(row, treated, control, 1000), CalibrationQuantity.LogHazardRatio(row, treated, moved, 1000));
        Assert.NotEqual(CalibrationQuantity.LogHazardRatio(Row("hazard-ratio-pfs-final"), treated, control, 1000), CalibrationQuantity.LogHazardRatio(Row("hazard-ratio-pfs-final"), treated, moved, 1000));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "log-normal limits 0.56 to 0.84: standard error ln(0.84/0.56)/3.92 = 0.1034; a share's limits 0.66 to 0.78: 0.12/3.92 = 0.0306; 0.5 of 100: 0.05")]
    public void What_is_known_of_a_result_comes_from_its_limits_or_its_patients()
    {
        Assert.Equal(0.10343, CalibrationQuantity.StandardError(Row("hazard-ratio-os") with { Value = 0.68, Lower = 0.56, Upper = 0.84 }), 1e-5);
        Assert.Equal(0.03061, CalibrationQuantity.StandardError(Row("survival-os@24") with { Value = 0.72, Lower = 0.66, Upper = 0.78, Patients = 0 }), 1e-5);
        Assert.Equal(0.05, CalibrationQuantity.StandardError(Row("orr") with { Value = 0.5, Patients = 100 }), 1e-12);
    }

    [Theory]
    [InlineData("orr", 0.5, 0, "nothing says how well")]
    [InlineData("orr", 50, 100, "a share is from 0 to 1")]
    [InlineData("median-pfs", 0, 100, "a median is above 0")]
    [InlineData("hazard-ratio-pfs", 0.6, 100, "has its 95 % limits")]
    [InlineData("hazard-ratio-pfs@12-6", 0.6, 100, "not fitted to")]
    [InlineData("survival-os@two", 0.6, 100, "not fitted to")]
    [InlineData("clinical-benefit", 0.6, 100, "not fitted to")]
    [Evidence(EvidenceKind.Analytic, "what no fit can use")]
    public void A_result_that_no_fit_can_use_is_told_why(string quantity, double value, int patients, string words)
    {
        Assert.Contains(words, CalibrationQuantity.Problem(Row(quantity) with { Value = value, Patients = patients }), StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the rows that ship, but for medians of survival, which are shown and not fitted")]
    public void Every_target_that_ships_can_be_fitted()
    {
        Assert.All(Her2Evidence.Published().Value!.Targets.Rows.Where(r => r.Quantity != "median-os"), r => Assert.Null(CalibrationQuantity.Problem(r)));
    }

    private static DiseaseCourse Course(int? progression, int? death) =>
        new(50, ImmutableArray<int>.Empty, ImmutableArray<double>.Empty, progression, progression, false, death, null, null, null, Response.Stable, 0);

    private static PublishedResult Row(string quantity) =>
        new("x", "T", "a vs b", quantity, 0.7, double.NaN, double.NaN, "1", 100, "by hand", "", ResultRole.Calibrate, Grade.Assumption, "", default);
}
