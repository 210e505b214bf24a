using System.Collections.Immutable;
using Blockade.Calibration;
using Blockade.Evidence;
using Blockade.Numerics.Random;
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

        SimulatedResult forwards = CalibrationQuantity.LogHazardRatio(row, late, early, 500), backwards = CalibrationQuantity.LogHazardRatio(row, early, late, 500);
        SimulatedResult equal = CalibrationQuantity.LogHazardRatio(row, early, early, 500);

        Assert.True(forwards.Value < -0.5, $"{forwards}");
        Assert.Equal(-forwards.Value, backwards.Value, 1e-8);
        Assert.Equal(forwards.Variance, backwards.Variance, 1e-8);
        Assert.Equal(0, equal.Value, 1e-8);
        Assert.Equal(0, equal.Variance, 1e-8);   // the same patients with the same courses: other patients would not differ between arms either
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "one event of two patients: its partial likelihood 1/(1 + b) falls for ever; where nobody has an event there is nothing to say")]
    public void A_ratio_without_events_says_nothing_and_one_without_end_stays_finite()
    {
        SimulatedResult none = CalibrationQuantity.LogHazardRatio(Row("hazard-ratio-os"), [Course(null, null)], [Course(null, null)], 500);
        SimulatedResult endless = CalibrationQuantity.LogHazardRatio(Row("hazard-ratio-os"), [Course(null, null)], [Course(10, 10)], 500);

        Assert.Equal(new SimulatedResult(0, 9), none);
        Assert.InRange(Math.Abs(endless.Value), 0, 3);
        Assert.Equal(9, endless.Variance);
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
    [Evidence(EvidenceKind.Analytic, "log-normal limits 0.56 to 0.84: standard error ln(0.84/0.56)/3.92 = 0.1034; a share's limits 0.66 to 0.78, standard error 0.12/3.92, as of 0.72 x 0.28 / 0.0306^2 = 215.1 patients")]
    public void What_is_known_of_a_result_comes_from_its_limits_or_its_patients()
    {
        Assert.Equal(0.10343, CalibrationQuantity.RatioError(Row("hazard-ratio-os") with { Value = 0.68, Lower = 0.56, Upper = 0.84 }), 1e-5);
        Assert.Equal(215.1, CalibrationQuantity.Patients(Row("survival-os@24") with { Value = 0.72, Lower = 0.66, Upper = 0.78, Patients = 0 }), 0.1);
        Assert.Equal(100, CalibrationQuantity.Patients(Row("orr") with { Value = 0.5, Patients = 100 }));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the variance that one simulation tells of its ratio is that of the ratios of 200 others, whose patients have exponential times that a treatment lengthens by a half, to five standard errors of a variance")]
    public void The_variance_of_a_ratio_is_that_of_other_patients()
    {
        const int Patients = 100, Repeats = 200;
        SimulatedResult[] all =
        [
            .. Enumerable.Range(0, Repeats).Select(r =>
            {
                RandomSequence random = new RandomSource(5).Sequence(904, (uint)r);
                double[] days = [.. Enumerable.Range(0, Patients).Select(_ => 400 * random.NextExponential())], noise = [.. days.Select(_ => Math.Exp(0.3 * random.NextNormal()))];
                return CalibrationQuantity.LogHazardRatio(
                    Row("hazard-ratio-os"), [.. days.Select((d, k) => Course(null, (int)(1.5 * d * noise[k]) + 1))], [.. days.Select(d => Course(null, (int)d + 1))], 100_000);
            }),
        ];

        double mean = all.Average(a => a.Value), scatter = all.Sum(a => (a.Value - mean) * (a.Value - mean)) / (Repeats - 1);
        Assert.Equal(1, all.Average(a => a.Variance) / scatter, 5 * Math.Sqrt(2.0 / Repeats));
        Assert.True(scatter < 0.5 * 2 / Patients, $"{scatter}: pairs share most of their chance, which two arms of strangers, 1/100 + 1/100, would not");
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
