using Blockade.Testing;
using Blockade.Tumours;
using CsCheck;
using static Blockade.Tests.Tumours.SampleTumour;

namespace Blockade.Tests.Tumours;

public class TumourStateTests
{
    [Theory, InlineData(1), InlineData(30), InlineData(365)]
    [Evidence(EvidenceKind.Analytic, "constant drive: ln S = (g s - l (1 - s) - adcc) t - kill E (1 - q^t)/(1 - q), q = exp(-fade); ln R = g t - share of the kill; d = d0 cbrt((1-r) S + r R)")]
    public void Two_clones_follow_their_closed_form(int days)
    {
        var drive = new TreatmentDrive(-2, -1, 3e5, 0.4);
        var tumour = new TumourState(Parameters, Traits, Untreated);
        for (int day = 0; day < days; day++) tumour.Advance(drive);

        double of = (8 / (1 + Math.Exp(2))) + (0.5 / (1 + Math.Exp(1)));
        double untreated = (8 / (1 + Math.Exp(-0.4))) + (0.5 / (1 + Math.Exp(0.3)));
        double signal = 0.25 + (0.75 * of / untreated);   // a quarter of what is blocked is replaced
        double q = Math.Exp(-0.0064);
        double kill = 0.005 * 0.4 * (1 - Math.Pow(q, days)) / (1 - q);
        double s = Math.Exp((((0.012 * signal) - (0.03 * (1 - signal)) - (0.006 * 3e5 / 5e5)) * days) - kill);
        double r = Math.Exp((0.012 * days) - (0.7 * kill));
        double[] diameters = Diameters(tumour, Traits);

        Assert.Equal(signal, tumour.Signal(drive), 1e-14);
        Assert.Equal(60 * Math.Cbrt((0.98 * s) + (0.02 * r)), diameters[0], 1e-9);   // a rounding of 1e-16 a day in the logarithms
        Assert.Equal(40 * Math.Cbrt((0.7 * s) + (0.3 * r)), diameters[1], 1e-9);
        Assert.Equal((0.98 * s) + (0.02 * r), tumour.CellsLeft, 1e-11);
        Assert.Equal(days, tumour.Day);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "without drug both clones grow alike: d = d0 exp(g t / 3), up to the cap of exp(6.9) cells")]
    public void Without_treatment_a_tumour_grows_exponentially_up_to_the_cap()
    {
        var tumour = new TumourState(Parameters, Traits, Untreated);
        for (int day = 1; day <= 3000; day++)
        {
            tumour.Advance(Untreated);
            Assert.Equal(100 * Math.Exp(Math.Min(0.012 * day, 6.9) / 3), Diameters(tumour, Traits).Sum(), 1e-8);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "later lines leave a share of the natural growth to every cell")]
    public void Later_lines_leave_a_share_of_the_growth()
    {
        var tumour = new TumourState(Parameters, Traits, Untreated);
        for (int day = 0; day < 100; day++) tumour.AdvanceOnNextLine();

        Assert.Equal(100 * Math.Exp(0.012 * 0.3 * 100 / 3), Diameters(tumour, Traits).Sum(), 1e-10);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "volume = scar + (1 - scar) cells: without cells a diameter is the cube root of the scar's share, and cells alone drive the hazards")]
    public void A_scar_is_seen_and_does_no_harm()
    {
        TumourTraits clean = Traits, scarred = Traits with { Lesions = [.. Traits.Lesions.Select(l => l with { ScarShare = 0.008 })] };
        TumourState a = new(Parameters, clean, Untreated), b = new(Parameters, scarred, Untreated);
        Assert.Equal(Diameters(a, clean), Diameters(b, scarred));

        var deadly = new TreatmentDrive(-50, -50, 0, 10);
        for (int day = 0; day < 400; day++)
        {
            a.Advance(deadly);
            b.Advance(deadly);
        }

        double[] cells = Diameters(a, clean), seen = Diameters(b, scarred);
        for (int i = 0; i < cells.Length; i++)
        {
            double d = clean.Lesions[i].DiameterMillimetres, left = Math.Pow(cells[i] / d, 3);
            Assert.Equal(d * Math.Cbrt(0.008 + (0.992 * left)), seen[i], 1e-9 * d);
            Assert.True(seen[i] >= 0.2 * d);
        }

        Assert.Equal(a.CellsLeft, b.CellsLeft);
        double threshold = Enumerable.Range(1, 50).Select(k => k * 0.01).Last(t => a.HasAnotherNewLesion(t));
        Assert.True(b.HasAnotherNewLesion(threshold) && !b.HasAnotherNewLesion(threshold + 0.01));
    }

    [Theory, InlineData(100, 0.5), InlineData(40, 1.7), InlineData(200, 0.01)]
    [Evidence(EvidenceKind.Analytic, "constant size: the cumulative hazard of death is t rate (size/100)^exponent, that of a new lesion t rate")]
    public void Hazards_of_a_resting_tumour_add_up_day_by_day(double millimetres, double threshold)
    {
        TumourTraits traits = Resting with { Lesions = [new Lesion(millimetres, 0, 0)], DeathThreshold = threshold, NewLesionThreshold = threshold };
        var tumour = new TumourState(Parameters, traits, Untreated);
        int? death = null, lesion = null;
        for (int day = 1; day <= 10_000 && (death is null || lesion is null); day++)
        {
            tumour.Advance(Untreated);
            if (tumour.HasDied) death ??= day;
            if (tumour.HasNewLesion) lesion ??= day;
        }

        Assert.Equal(Math.Ceiling(threshold / (0.2 / 365.25 * Math.Pow(millimetres / 100, 0.7))), death!.Value);
        Assert.Equal(Math.Ceiling(threshold / (0.25 / 365.25)), lesion!.Value);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a signal of 0 to 1 with a share b replaced lies between b and 1, and equals 1 where b is 1")]
    public void A_bypass_keeps_the_signal_above_its_share() =>
        Gen.Select(Gen.Double[-8, 8], Gen.Double[-8, 8], Gen.Double[0, 1]).Sample((akt, erk, bypass) =>
        {
            TreatmentDrive drive = new(Math.Min(akt, Untreated.AktLogOdds), Math.Min(erk, Untreated.ErkLogOdds), 0, 0);
            double signal = new TumourState(Parameters, Traits with { Bypass = bypass }, Untreated).Signal(drive);

            Assert.InRange(signal, bypass - 1e-15, 1 + 1e-15);
            Assert.Equal(1, new TumourState(Parameters, Traits with { Bypass = 1 }, Untreated).Signal(drive), 1e-15);
        });

    // Of the size only. A progression can come earlier on more drug: the smallest sum falls with the sensitive cells, and the resistant ones
    // reach 20 % over a smaller sum sooner. With one clone it cannot.
    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "every term of the growth falls with each drug's effect: more drug is never a larger tumour, on any day")]
    public void More_drug_is_never_a_larger_tumour() =>
        Gen.Select(Gen.Double[-5, 0.4], Gen.Double[-5, -0.3], Gen.Double[0, 1e6], Gen.Double[0, 3], Gen.Double[0, 1]).Sample((akt, erk, bound, docetaxel, share) =>
        {
            var more = new TreatmentDrive(akt, erk, bound, docetaxel);
            foreach (TreatmentDrive less in new[]
            {
                more with { AktLogOdds = akt + (share * (0.4 - akt)) }, more with { ErkLogOdds = erk + (share * (-0.3 - erk)) },
                more with { BoundAntibodies = share * bound }, more with { Docetaxel = share * docetaxel },
            })
            {
                var sums = SumsByDay(Parameters, Traits, more, 200).Zip(SumsByDay(Parameters, Traits, less, 200));
                Assert.All(sums, day => Assert.True(day.First <= day.Second * (1 + 1e-12)));
            }
        }, iter: 30);

    [Theory, InlineData(double.PositiveInfinity), InlineData(0.02)]
    [Evidence(EvidenceKind.Metamorphic, "eight days, three and one at once, on treatment and after it, against a day at a time: every bit, and no day after death")]
    public void Days_taken_together_are_the_days_taken_singly(double threshold)
    {
        TumourTraits traits = Traits with { DeathThreshold = threshold };
        TumourState together = new(Parameters, traits, Untreated), singly = new(Parameters, traits, Untreated);
        ReadOnlySpan<int> lengths = [8, 3, 1, 8, 8];
        for (int round = 0; round < 100 && !together.HasDied; round++)
        {
            int length = lengths[round % lengths.Length], passed;
            if (round % 7 == 6)
            {
                passed = together.AdvanceOnNextLine(length);
                for (int k = 0; k < passed; k++) singly.AdvanceOnNextLine();
            }
            else
            {
                TreatmentDrive[] drives = [.. Enumerable.Range(0, length).Select(k => new TreatmentDrive(-2 + (0.1 * k), -1, 1e5 * k, 0.3 / (1 + k)))];
                passed = together.Advance(drives);
                for (int k = 0; k < passed; k++) singly.Advance(drives[k]);
            }

            Assert.Equal(singly.Day, together.Day);
            Assert.True(passed == length || together.HasDied);
            Assert.Equal(singly.HasDied, together.HasDied);
            Assert.Equal((singly.LogSensitive, singly.LogResistant, singly.CellsLeft), (together.LogSensitive, together.LogResistant, together.CellsLeft));
            Assert.Equal(Diameters(singly, traits), Diameters(together, traits));
        }

        Assert.Equal(double.IsFinite(threshold), together.HasDied);
        Assert.Throws<ArgumentOutOfRangeException>(() => together.Advance(new TreatmentDrive[9]));
        Assert.Throws<ArgumentOutOfRangeException>(() => together.Advance([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => together.AdvanceOnNextLine(0));
    }
}
