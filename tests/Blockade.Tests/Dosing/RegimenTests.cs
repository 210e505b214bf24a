using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Testing;

namespace Blockade.Tests.Dosing;

/// <summary>Amounts and the label's clock, with the regimens that ship.</summary>
public class RegimenTests
{
    private const double Weight = 66, Surface = 1.7;

    // rounding of a start in days, less than a microsecond; amounts are products of two numbers
    private const double Exact = 1e-11;

    private static readonly Regimen Cleopatra = Shipped("pertuzumab-trastuzumab-docetaxel");

    [Fact]
    [Evidence(EvidenceKind.Published, "Label: trastuzumab 8 then 6 mg/kg, pertuzumab 840 then 420 mg, docetaxel 75 mg/m2, all every three weeks")]
    public void Every_drug_is_loaded_as_the_label_says_and_then_maintained()
    {
        Assert.Equal([8 * 66.0, 6 * 66, 6 * 66], Milligrams("trastuzumab"));
        Assert.Equal([840.0, 420, 420], Milligrams("pertuzumab"));
        Assert.Equal([75 * 1.7, 75 * 1.7, 75 * 1.7], Milligrams("docetaxel"));
        Assert.Equal(
            [60 / 1440.0, 21 + (60 / 1440.0), 42 + (60 / 1440.0)],
            Cleopatra.Doses("trastuzumab", Weight, Surface, 63).Select(d => d.StartDays));

        double[] Milligrams(string drug) => [.. Cleopatra.Doses(drug, Weight, Surface, 63).Select(d => d.Milligrams)];
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Label: pertuzumab over 60 then 30 to 60 min, trastuzumab over 90 then 30 to 90 min")]
    public void The_first_infusion_is_the_long_one()
    {
        Assert.Equal([90.0, 30, 30], Minutes("trastuzumab"), Close);
        Assert.Equal([60.0, 30, 30], Minutes("pertuzumab"), Close);

        static double[] Minutes(string drug) =>
            [.. Cleopatra.Doses(drug, Weight, Surface, 63).Select(d => (d.EndDays - d.StartDays) * 1440)];
        static bool Close(double a, double b) => Math.Abs(a - b) < 1e-8;   // rounding of a difference of days, in minutes
    }

    [Theory]
    [InlineData("trastuzumab", 21, 6 * Weight)]   // on time
    [InlineData("trastuzumab", 28, 6 * Weight)]   // a week late is not more than a week
    [InlineData("trastuzumab", 29, 8 * Weight)]
    [InlineData("trastuzumab", 63, 8 * Weight)]
    [InlineData("pertuzumab", 21, 420)]
    [InlineData("pertuzumab", 41, 420)]
    [InlineData("pertuzumab", 42, 840)]           // six weeks or more
    [InlineData("pertuzumab", 90, 840)]
    [InlineData("docetaxel", 90, 75 * Surface)]   // nothing to load
    [Evidence(EvidenceKind.Published, "Quartino 2019: re-load when more than a week late; pertuzumab's label: 420 mg if less than 6 weeks since the last dose, else 840 mg")]
    public void A_late_dose_is_a_loading_dose_only_after_the_gap_of_the_label(string drug, double gapDays, double milligrams)
    {
        DrugSchedule schedule = Cleopatra.Of(drug)!;

        Dose dose = Regimen.NextDose(schedule, 105 + gapDays, 105, Weight, Surface);

        Assert.Equal(milligrams, dose.Milligrams, Exact * milligrams);
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Label: weekly trastuzumab loads with 4 mg/kg, and again when more than a week late")]
    public void A_weekly_dose_that_is_missed_is_not_yet_more_than_a_week_late()
    {
        Regimen weekly = Shipped("trastuzumab-weekly");

        Assert.Equal([4.0, 2, 2, 2], Milligrams(2).Select(m => m / Weight));         // 14 days since the last
        Assert.Equal([4.0, 2, 4, 2], Milligrams(2, 3).Select(m => m / Weight));      // 21 days

        double[] Milligrams(params int[] missed) =>
            [.. weekly.Doses("trastuzumab", Weight, Surface, 35 + (7 * (missed.Length - 1)), missed.ToHashSet()).Select(d => d.Milligrams)];
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the time of day does not decide whether six weeks have passed")]
    public void A_gap_of_exactly_six_weeks_reloads_at_any_time_of_day()
    {
        for (int minute = 0; minute < 1440; minute += 7)
        {
            DrugSchedule schedule = Cleopatra.Of("pertuzumab")! with { StartMinutes = minute };
            var regimen = new Regimen("late", [schedule]);
            for (int missed = 1; missed < 12; missed++)
            {
                ImmutableArray<Dose> doses = regimen.Doses("pertuzumab", Weight, Surface, 13 * 21, ImmutableHashSet.Create(missed));

                Assert.Equal(12, doses.Length);
                Assert.Equal([0, missed], Enumerable.Range(0, 12).Where(i => doses[i].Milligrams == 840));
            }
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "definition: union of the drugs")]
    public void Two_regimens_join_and_a_drug_in_both_is_an_error_that_names_it()
    {
        Regimen joined = Shipped("trastuzumab").With(Shipped("pertuzumab"));

        Assert.Equal("trastuzumab + pertuzumab", joined.Name);
        Assert.Equal(["trastuzumab", "pertuzumab"], joined.Schedules.Select(s => s.Drug));
        Assert.Contains("'trastuzumab'", Assert.Throws<ArgumentException>(() => joined.With(Shipped("trastuzumab"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "definition: cycles count from zero, a planned number ends them, an absent drug has none")]
    public void Cycles_end_where_they_are_planned_to_and_an_absent_drug_gives_nothing()
    {
        Regimen docetaxel = Shipped("docetaxel-100");

        Assert.Equal(6, docetaxel.Doses("docetaxel", Weight, Surface, 1000).Length);
        Assert.Equal(2, docetaxel.Doses("docetaxel", Weight, Surface, 42).Length);   // the third would begin on day 42 itself
        Assert.Empty(docetaxel.Doses("trastuzumab", Weight, Surface, 1000));
    }

    [Theory]
    [InlineData(-70, 1.7, "weightKilograms")]
    [InlineData(0, 1.7, "weightKilograms")]
    [InlineData(double.NaN, 1.7, "weightKilograms")]
    [InlineData(70, -1.7, "bodySurfaceSquareMetres")]
    [InlineData(70, double.PositiveInfinity, "bodySurfaceSquareMetres")]
    [Evidence(EvidenceKind.Analytic, "a body's weight and surface are positive")]
    public void An_impossible_body_is_refused_with_the_name_of_what_is_wrong(double weight, double surface, string parameter)
    {
        foreach (DoseAmount amount in new DoseAmount[] { new DoseAmount.Fixed(420), new DoseAmount.PerKilogram(6), new DoseAmount.PerSquareMetre(75) })
        {
            Assert.Equal(parameter, Assert.Throws<ArgumentOutOfRangeException>(() => amount.For(weight, surface)).ParamName);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "CLEOPATRA: reductions by 25 %, from 100 to 75 to 55 mg/m2 as rounded there")]
    public void A_reduction_by_a_quarter_keeps_the_kind_of_the_amount()
    {
        Assert.Equal(new DoseAmount.PerSquareMetre(56.25), new DoseAmount.PerSquareMetre(100).Times(0.75).Times(0.75));
        Assert.Equal(new DoseAmount.PerKilogram(4.5), new DoseAmount.PerKilogram(6).Times(0.75));
        Assert.Equal(new DoseAmount.Fixed(315), new DoseAmount.Fixed(420).Times(0.75));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "TIME = 24 h/day, RATE = AMT / duration: 840 mg in 60 min is 840 mg/h; 528 mg in 90 min is 352 mg/h; 396 mg in 30 min is 792 mg/h")]
    public void NONMEM_rows_carry_time_amount_rate_and_compartment()
    {
        ImmutableArray<Dose> doses =
        [
            .. Cleopatra.Doses("trastuzumab", Weight, Surface, 42), .. Cleopatra.Doses("pertuzumab", Weight, Surface, 21),
            new Bolus("trastuzumab", 50, 100),
        ];

        Assert.Equal(
            """
            ID,TIME,AMT,RATE,EVID,CMT,MDV,DRUG
            1,0,840,840,1,1,1,pertuzumab
            1,1,528,352,1,2,1,trastuzumab
            1,505,396,792,1,2,1,trastuzumab
            1,1200,100,0,1,2,1,trastuzumab

            """,
            NonmemRows.Write(doses));
    }

    private static Regimen Shipped(string name) => RegimenReader.Read(Her2Files.Read($"regimens/{name}.toml")).Value!;
}
