using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Testing;
using Blockade.Tests.Flagship;
using Blockade.Tests.Simulation;
using Blockade.Trials;
using Blockade.Tumours;

namespace Blockade.Tests.Trials;

/// <summary>Every mechanism can be switched off by itself: what it does is gone then, and what it does not do is as it was.</summary>
public class MechanismTests(FlagshipCell cell) : IClassFixture<FlagshipCell>
{
    // a dish is run at a relative tolerance of 1e-7 over some hundred steps
    private const double Relative = 1e-4;

    private static readonly string[] OfHer3 = ["pH3", "s23", "sN", "drivePI3K", "driveRAF", "pAKT", "pERK"];
    private static readonly (string, double) NoShedding = ("kshed", 0);
    private static readonly ImmutableArray<int> Days = [30, 60, 120];

    [Fact]
    [Evidence(EvidenceKind.Analytic, "without binding, a cell with heregulin is one without")]
    public void Without_heregulins_binding_there_is_no_heregulin() => Same(Off("heregulin", 3, 0, 1), On(3, 0, 0));

    [Fact]
    [Evidence(EvidenceKind.Analytic, "an antibody that binds nothing is not there, but for its own concentration; a hundred thousandth of the rate is left")]
    public void Without_an_antibodys_binding_it_is_not_there()
    {
        Same(Off("p-binds", 3, 1, 1), On(3, 0, 1), ["freeP", "uptakeP"], absolute: 10);
        Same(Off("t-binds", 1, 3, 1), On(0, 3, 1), ["freeT", "uptakeT"], absolute: 10);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "pairs that trastuzumab neither weakens nor silences signal as without it, where nothing is shed")]
    public void Trastuzumab_that_weakens_no_pair_without_ligand_changes_no_signal_without_ligand()
    {
        string[] binding = ["H2T", "H2Te", "freeT", "Tjm", "Tmono", "T22", "Tweak", "Tlig", "boundIgG", "uptakeT"];

        Same(Off("t-unliganded", 100, 0, 0, NoShedding), On(0, 0, 0, NoShedding), binding);
        Same(Off("t-unliganded", 0, 3, 1), On(0, 3, 1));
        Assert.True(Off("t-unliganded", 100, 0, 1, NoShedding)["D23N"] < 0.99 * Off("t-unliganded", 0, 0, 1, NoShedding)["D23N"]);   // the ligand-driven pair is weakened still
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "where there is no ligand there is no ligand-driven pair; where there is, a factor of ten is missing")]
    public void Trastuzumab_that_leaves_the_ligand_driven_pair_alone_leaves_more_of_it()
    {
        Same(Off("t-liganded", 100, 3, 0), On(100, 3, 0), ["uptakeP"]);   // of what pertuzumab would find
        Assert.True(Off("t-liganded", 100, 0, 1)["sN"] > 1.01 * On(100, 0, 1)["sN"]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "activity under trastuzumab is a share of phosphorylation, which binds nothing")]
    public void Residual_activity_is_of_pairs_under_trastuzumab_only()
    {
        Same(Off("residual", 0, 3, 1), On(0, 3, 1));
        Dictionary<string, double> off = Off("residual", 100, 0, 0), on = On(100, 0, 0);
        Same(off, on, ["pH2", "s22", .. OfHer3]);
        Assert.True(off["s22"] < 0.5 * on["s22"]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "no bond, no pair; receptors turn over as before, where pairs are not spared from shedding")]
    public void Without_homodimers_there_are_none()
    {
        Dictionary<string, double> off = Off("homodimers", 0, 0, 1, NoShedding), on = On(0, 0, 1, NoShedding);

        Assert.Equal((0, 0, 0), (Math.Round(off["D22"], 3), Math.Round(off["s22"], 3), Math.Round(off["T22"], 3)));
        foreach (string kept in new[] { "H2tot", "H2s" }) Assert.Equal(1, off[kept] / on[kept], Relative);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "phosphorylation binds nothing; without ligand HER3 has no other kinase")]
    public void Each_route_to_HER3_can_be_silenced()
    {
        Same(Off("unliganded-pair", 3, 3, 0), On(3, 3, 0), OfHer3);
        Assert.Equal(0, Off("unliganded-pair", 0, 0, 0)["pH3"], 1e-3);
        Same(Off("liganded-pair", 3, 3, 0), On(3, 3, 0));
        Same(Off("liganded-pair", 3, 3, 1), On(3, 3, 1), ["pH2", "s22", .. OfHer3]);   // HER2 that was phosphorylated there pairs with its like later
        Assert.True(Off("liganded-pair", 0, 0, 1)["sN"] < 0.2 * On(0, 0, 1)["sN"]);   // HER3 that was phosphorylated before it took heregulin
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "what is not shed leaves no stub")]
    public void Without_shedding_there_is_no_stub() => Assert.Equal(0, Off("shedding", 0, 0, 0)["p95tot"], 1e-6);

    [Fact]
    [Evidence(EvidenceKind.Analytic, "all receptors are at the surface where none goes in; inside are kendo/kdeg of those outside where none comes back")]
    public void Traffic_can_be_stopped_either_way()
    {
        Dictionary<string, double> still = Off("internalisation", 0, 0, 0, NoShedding), oneWay = Off("recycling", 0, 0, 0, NoShedding);

        Assert.Equal((1e6, 1e6), (Math.Round(still["H2s"], 3), Math.Round(still["H2tot"], 3)));
        Assert.Equal(1e6, oneWay["H2s"], 1e6 * Relative);
        Assert.Equal(4.27e-5 / 1.27e-4, (oneWay["H2tot"] - oneWay["H2s"]) / oneWay["H2s"], Relative);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a tumour that a thing does not reach is the same whether or not the thing is there")]
    public void Each_drive_of_a_tumour_can_be_switched_off()
    {
        VirtualPatient patient = OneCellStudy.Patient(3) with { Pik3caMutated = true };
        Regimen regimen = OneCellStudy.Design.Arms[1].Regimen;
        AntibodyCourse antibodies = OneCellStudy.Antibodies(patient, regimen);
        DocetaxelCourse docetaxel = OneCellStudy.Docetaxel(patient, regimen, OneCellStudy.Design.DocetaxelRules, OneCellStudy.Design.DocetaxelPractice, 0.0143);
        float[] Flat(float[] like) => [.. like.Select(_ => -1f)];
        foreach ((string key, VirtualPatient otherPatient, AntibodyCourse otherAntibodies, DocetaxelCourse otherDocetaxel) in new[]
        {
            ("effector-cells", patient, antibodies with { BoundAntibodies = [.. antibodies.BoundAntibodies.Select(_ => 0f)] }, docetaxel),
            ("docetaxel", patient, antibodies, DocetaxelCourse.None),
            ("akt", patient, antibodies with { AktLogOdds = Flat(antibodies.AktLogOdds), UntreatedAktLogOdds = -1 }, docetaxel),
            ("erk", patient, antibodies with { ErkLogOdds = Flat(antibodies.ErkLogOdds), UntreatedErkLogOdds = -1 }, docetaxel),
            ("bypass", patient with { Pik3caMutated = false }, antibodies, docetaxel),
        })
        {
            TumourSize[] Sizes(VirtualPatient p, AntibodyCourse a, DocetaxelCourse d, params string[] off) => DiseaseSimulator.OnTreatment(p, Tumour(off), a, d, OneCellStudy.Random, Days);

            Assert.Equal(Sizes(patient, antibodies, docetaxel, key), Sizes(otherPatient, otherAntibodies, otherDocetaxel, key));
            Assert.NotEqual(Sizes(patient, antibodies, docetaxel), Sizes(otherPatient, otherAntibodies, otherDocetaxel));
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "no share, no cells; no rate, no lesions")]
    public void Resistant_cells_and_new_lesions_can_be_left_out()
    {
        TumourTraits Traits(uint k, params string[] off) => TumourTraits.Draw(Tumour(off), 85, 3, false, new RandomSource(1).Sequence((ushort)DrawPurpose.Tumour, 0, k));
        bool NewLesion(uint k, params string[] off) => DiseaseSimulator.Run(
            OneCellStudy.Patient(k), Tumour(off), OneCellStudy.Antibodies(OneCellStudy.Patient(k), new Regimen("none", [])), DocetaxelCourse.None, OneCellStudy.Design.Scans, OneCellStudy.Random, 1000).ByNewLesion;
        uint[] patients = [.. Enumerable.Range(0, 40).Select(k => (uint)k)];

        Assert.All(patients.SelectMany(k => Traits(k, "resistant-cells").Lesions), l => Assert.InRange(l.ResistantShare, 0, 1e-30));
        Assert.Contains(patients.SelectMany(k => Traits(k).Lesions), l => l.ResistantShare > 1e-6);
        Assert.DoesNotContain(patients, k => NewLesion(k, "new-lesions"));
        Assert.Contains(patients, k => NewLesion(k));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "what nobody takes away is over a cycle what it is in plasma: void dC/dt = exchange (plasma - C) has the mean of plasma")]
    public void Without_the_sink_the_tumour_has_what_plasma_has()
    {
        VirtualPatient patient = OneCellStudy.Patient(5);
        double Ratio(params string[] off)
        {
            InterstitiumParameters interstitium = InterstitiumParameters.From(Table(off));
            AntibodyCourse course = new SubjectSimulator(OneCellStudy.Surface, interstitium, 1e-5).Antibodies(patient, OneCellStudy.Design.Arms[1].Regimen);
            return course.TrastuzumabNanomolar[^21..].Average() / (course.TrastuzumabMilligramsPerLitre[^21..].Average() * interstitium.NanomolarPerMilligramPerLitre);
        }

        Assert.Equal(1, Ratio("antigen-sink"), 0.05);   // read at days' ends it is behind plasma by a quarter of a day, in which plasma falls by 3 % early and less later
        Assert.InRange(Ratio(), 0, 0.97);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "every constant that is switched is one of the table, and another value than in use; keys are one mechanism's")]
    public void Switches_are_of_constants_that_are_there()
    {
        ParameterTable table = OneCellStudy.Inputs.Parameters;

        Assert.Equal(Mechanism.All.Length, Mechanism.All.Select(m => m.Key).Distinct().Count());
        Assert.All(Mechanism.All.SelectMany(m => m.Off), o => Assert.NotEqual(table.Value(o.Name), o.Value));
        Assert.All(Mechanism.All, m => Assert.All(Mechanism.Without(table, [m]), r => Assert.Equal(m.Off.Where(o => o.Name == r.Id).Select(o => o.Value).DefaultIfEmpty(table.Value(r.Id)).Single(), r.Value)));
    }

    private static ParameterTable Table(string[] off) => Mechanism.Without(OneCellStudy.Inputs.Parameters, Mechanism.All.Where(m => off.Contains(m.Key)));

    private static TumourParameters Tumour(string[] off) => TumourParameters.From(Table(off));

    private Dictionary<string, double> On(double trastuzumab, double pertuzumab, double heregulin, params (string, double)[] parameters) =>
        cell.Treat(trastuzumab, pertuzumab, heregulin, parameters: parameters);

    private Dictionary<string, double> Off(string key, double trastuzumab, double pertuzumab, double heregulin, params (string, double)[] parameters) =>
        On(trastuzumab, pertuzumab, heregulin, [.. parameters, .. Mechanism.All.Single(m => m.Key == key).CellParameters]);

    private static void Same(Dictionary<string, double> one, Dictionary<string, double> other, string[]? but = null, double absolute = 0.01)
    {
        foreach ((string name, double value) in other)
        {
            if (but?.Contains(name) == true) continue;

            // uptake is a difference of two flows of hundred times its size and more
            double scale = name.StartsWith("uptake", StringComparison.Ordinal) ? Math.Max(100, Math.Abs(value)) : Math.Abs(value);
            Assert.True(Math.Abs(value - one[name]) <= (Relative * scale) + absolute, $"{name}: {one[name]} and not {value}");
        }
    }
}
