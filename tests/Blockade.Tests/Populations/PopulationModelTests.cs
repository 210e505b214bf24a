using Blockade.Evidence;
using Blockade.Files;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Testing;

namespace Blockade.Tests.Populations;

/// <summary>Drawn patients against the published population models.</summary>
public class PopulationModelTests
{
    private const int Count = 20_000;

    // of four standard errors: one draw in 16,000 lies outside, and the seed is fixed
    private const double Errors = 4;

    private static readonly ParameterTable Table = Her2Evidence.Parameters().Value!;
    private static readonly PopulationDefinition Metastatic = PopulationReader.Read(Her2Files.Read("populations/metastatic.toml")).Value!;

    // the patient at the medians of the published models: no covariate moves, so that all variation is the random effects'
    private static readonly PopulationDefinition Median = Metastatic with
    {
        AsianWeightKilograms = 66, OtherWeightKilograms = 66, WeightCv = 0,
        HeightCentimetres = 162, AsianHeightDifferenceCentimetres = 0, HeightSpreadCentimetres = 0,
        AlbuminGramsPerLitre = 40, AlbuminSpreadGramsPerLitre = 0, AstUnitsPerLitre = 24, AstCv = 0, AagGramsPerLitre = 1.34, AagCv = 0,
        EcogZeroShare = 1, PriorChemotherapyShare = 0, LiverMetastasesShare = 0,
    };

    private static readonly Lazy<VirtualPatient[]> MedianPatients = new(() => Patients(Median, Count));

    private static readonly Lazy<VirtualPatient[]> Drawn = new(() => Patients(Metastatic, Count));

    [Fact]
    [Evidence(EvidenceKind.Published, "Quartino 2019: liver metastases raise linear clearance by 16.4 %; powers 0.967 of weight, 0.205 of AST, -0.998 of albumin")]
    public void Trastuzumab_clearance_follows_the_published_covariates()
    {
        Assert.Equal(1.164, Effect(Median with { LiverMetastasesShare = 1 }, p => p.Trastuzumab.ClearanceLitresPerDay), 5e-4);   // three decimals published
        Assert.Equal(Math.Pow(99 / 66.0, 0.967), Effect(Weighing(99), p => p.Trastuzumab.ClearanceLitresPerDay), 1e-12);
        Assert.Equal(Math.Pow(48 / 24.0, 0.205), Effect(Median with { AstUnitsPerLitre = 48 }, p => p.Trastuzumab.ClearanceLitresPerDay), 1e-12);
        Assert.Equal(Math.Pow(30 / 40.0, -0.998), Effect(Median with { AlbuminGramsPerLitre = 30 }, p => p.Trastuzumab.ClearanceLitresPerDay), 1e-12);
        Assert.Equal(1, Effect(Weighing(99), p => p.Trastuzumab.CentralLitres), 1e-12);   // no weight on the volume
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Garg 2014: lean weight with powers 0.516 (CL), 0.747 (Vc), 0.83 (Vp); albumin with -1.06 (CL)")]
    public void Pertuzumab_follows_lean_weight_and_albumin()
    {
        double size = BodySize.JamesLeanWeight(90, 162) / BodySize.JamesLeanWeight(66, 162);

        Assert.Equal(Math.Pow(size, 0.516), Effect(Weighing(90), p => p.Pertuzumab.ClearanceLitresPerDay), 1e-12);
        Assert.Equal(Math.Pow(size, 0.747), Effect(Weighing(90), p => p.Pertuzumab.CentralLitres), 1e-12);
        Assert.Equal(Math.Pow(size, 0.83), Effect(Weighing(90), p => p.Pertuzumab.PeripheralLitres), 1e-12);
        Assert.Equal(Math.Pow(30 / 40.0, -1.06), Effect(Median with { AlbuminGramsPerLitre = 30 }, p => p.Pertuzumab.ClearanceLitresPerDay), 1e-12);
        Assert.Equal(0, MedianPatients.Value[0].Pertuzumab.VmaxMilligramsPerDay);   // linear
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Kloft 2006: baseline x 1.130 (ECOG 1), x 0.853 (prior therapy), + 17.5 % or 49.5 % per g/L of AAG; slope - 35.1 % per g/L; Puisset 2007: (AAG/1.29)^-0.412")]
    public void Marrow_and_docetaxel_follow_performance_status_prior_therapy_and_acid_glycoprotein()
    {
        Assert.Equal(1.130, Effect(Median with { EcogZeroShare = 0 }, p => p.Neutrophils.BaselineGigaPerLitre), 1e-12);
        Assert.Equal(0.853, Effect(Median with { PriorChemotherapyShare = 1 }, p => p.Neutrophils.BaselineGigaPerLitre), 1e-12);
        Assert.Equal(1 - 0.175, Effect(Median with { AagGramsPerLitre = 0.34 }, p => p.Neutrophils.BaselineGigaPerLitre), 1e-12);
        Assert.Equal(1 + 0.495, Effect(Median with { AagGramsPerLitre = 2.34 }, p => p.Neutrophils.BaselineGigaPerLitre), 1e-12);
        Assert.Equal(1 - 0.351, Effect(Median with { AagGramsPerLitre = 2.34 }, p => p.Neutrophils.SlopeLitresPerMilligram), 1e-12);
        Assert.Equal(Math.Pow(2.34 / 1.34, -0.412), Effect(Median with { AagGramsPerLitre = 2.34 }, p => p.Docetaxel.ClearanceLitresPerHour), 1e-12);
    }

    [Theory]
    [InlineData("pk.trastuzumab.CL", 0.127, 0.401)]
    [InlineData("pk.trastuzumab.Vc", 2.62, 0.246)]
    [InlineData("pk.trastuzumab.Vp", 2.97, 0.495)]
    [InlineData("pk.trastuzumab.Km", 8.92, 1.39)]
    [InlineData("pk.docetaxel.V1", 6.94, 0.264)]
    [InlineData("neutrophils.MTT", 84.1791, 0.139)]
    [InlineData("neutrophils.slope", 19.27, 0.370)]
    [Evidence(EvidenceKind.Published, "Quartino 2019, Ozawa 2007, Kloft 2006: medians and CVs; omega^2 = ln(1 + CV^2)")]
    public void Medians_and_spreads_of_drawn_patients_are_the_published_ones(string id, double median, double cv)
    {
        double[] logs = [.. MedianPatients.Value.Select(p => Math.Log(Of(p, id)))];
        double omega = Math.Sqrt(Math.Log(1 + (cv * cv)));

        Assert.Equal(Math.Log(median), logs.Average(), Errors * omega / Math.Sqrt(Count));
        Assert.Equal(omega, Math.Sqrt(Covariance(logs, logs)), Errors * omega / Math.Sqrt(2 * Count));
    }

    [Theory]
    [InlineData("pk.pertuzumab.CL", 0.341)]
    [InlineData("pk.pertuzumab.Vc", 0.185)]
    [InlineData("pk.pertuzumab.Vp", 0.459)]
    [Evidence(EvidenceKind.Published, "Garg 2014")]
    public void Spreads_of_pertuzumab_are_the_published_ones(string id, double cv)
    {
        double[] logs = [.. MedianPatients.Value.Select(p => Math.Log(Of(p, id)))];
        double omega = Math.Sqrt(Math.Log(1 + (cv * cv)));

        Assert.Equal(omega, Math.Sqrt(Covariance(logs, logs)), Errors * omega / Math.Sqrt(2 * Count));
    }

    [Theory]
    [InlineData("pk.trastuzumab.CL", "pk.trastuzumab.Vc", 0.401, 0.246, 0.0230)]
    [InlineData("pk.trastuzumab.CL", "pk.trastuzumab.Vp", 0.401, 0.495, 0)]
    [InlineData("pk.trastuzumab.CL", "pk.trastuzumab.Km", 0.401, 1.39, 0)]
    [InlineData("pk.pertuzumab.CL", "pk.pertuzumab.Vc", 0.341, 0.185, 0.0239)]
    [InlineData("pk.pertuzumab.CL", "pk.pertuzumab.Vp", 0.341, 0.459, -0.0416)]
    [InlineData("pk.pertuzumab.Vc", "pk.pertuzumab.Vp", 0.185, 0.459, 0.000179)]
    [InlineData("pk.trastuzumab.CL", "pk.pertuzumab.CL", 0.401, 0.341, 0)]
    [InlineData("neutrophils.MTT", "neutrophils.slope", 0.139, 0.370, 0)]
    [Evidence(EvidenceKind.Published, "Quartino 2019 and Garg 2014: covariances on the log scale; none between the models")]
    public void Covariances_of_drawn_patients_are_the_published_ones(string first, string second, double cv1, double cv2, double covariance)
    {
        double[] a = [.. MedianPatients.Value.Select(p => Math.Log(Of(p, first)))];
        double[] b = [.. MedianPatients.Value.Select(p => Math.Log(Of(p, second)))];
        double product = Math.Log(1 + (cv1 * cv1)) * Math.Log(1 + (cv2 * cv2));

        // the variance of a sample covariance of two normals is (s11 s22 + s12^2) / n
        Assert.Equal(covariance, Covariance(a, b), Errors * Math.Sqrt((product + (covariance * covariance)) / Count));
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "NCT00567190: age 53.5 +/- 11.1 years; CLEOPATRA's safety set: 31.5 % Asia, ECOG 0 in 64 %; Lu 2014: mean weight 60.5 kg in Asia, 71.6 kg elsewhere")]
    public void Covariates_of_drawn_patients_are_those_of_the_file()
    {
        VirtualPatient[] patients = Drawn.Value;
        double[] ages = [.. patients.Select(p => p.AgeYears)];

        Assert.Equal(53.5, ages.Average(), (Errors * 11.1 / Math.Sqrt(Count)) + 0.05);   // the limits at 22 and 89 years take off 0.03 years
        Assert.Equal(11.1, Math.Sqrt(Covariance(ages, ages)), (Errors * 11.1 / Math.Sqrt(2 * Count)) + 0.15);   // and 0.1 years of the spread
        Assert.All(patients, p => Assert.InRange(p.AgeYears, 22, 89));
        Share(0.315, p => p.Region == Region.Asia);
        Share(0.375, p => p.Region == Region.Europe);
        Share(0.17, p => p.Region == Region.NorthAmerica);
        Share(0.64, p => p.Ecog == 0);
        Share(0.46, p => p.PriorChemotherapy);
        Share(0.48, p => p.HormoneReceptorPositive);
        Share(Metastatic.LiverMetastasesShare, p => p.LiverMetastases);
        Share(0.32, p => p.Pik3caMutated);
        Share(Metastatic.NoHeregulinShare, p => p.HeregulinNanomolar == 0);
        Share(1 / 5.0, p => p.TargetLesions == 5);
        Assert.All(patients, p => Assert.InRange(p.TargetLesions, 1, 5));
        foreach ((bool asian, double mean) in new[] { (true, 60.5), (false, 71.6) })
        {
            double[] weights = [.. patients.Where(p => p.Region == Region.Asia == asian).Select(p => p.WeightKilograms)];

            // the file rounds the median of either region to half a kilogram
            Assert.Equal(mean, weights.Average(), (Errors * mean * Metastatic.WeightCv / Math.Sqrt(weights.Length)) + 0.25);
        }

        void Share(double share, Func<VirtualPatient, bool> has) =>
            Assert.Equal(share, patients.Count(has) / (double)Count, Errors * Math.Sqrt(share * (1 - share) / Count));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a patient is a function of seed and address alone")]
    public void A_patient_does_not_depend_on_who_was_drawn_before()
    {
        var model = new PopulationModel(Metastatic, Table);
        var random = new RandomSource(7);
        var address = new SubjectAddress(3, 41);
        VirtualPatient first = model.Draw(random, address);
        for (uint k = 0; k < 100; k++) model.Draw(random, new SubjectAddress(3, k));
        var byThreads = new VirtualPatient[64];
        Parallel.For(0, 64, k => byThreads[k] = model.Draw(random, new SubjectAddress(3, (uint)k)));

        Assert.Equal(first, model.Draw(random, address));
        Assert.Equal(first, byThreads[41]);
        Assert.Equal(64, byThreads.Distinct().Count());
        Assert.NotEqual(first, model.Draw(new RandomSource(8), address));
        Assert.NotEqual(first with { Address = default }, model.Draw(random, new SubjectAddress(41, 3)) with { Address = default });
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "covariates, random effects and receptors come from sequences of their own")]
    public void Changing_one_share_changes_nothing_else_about_a_patient()
    {
        VirtualPatient[] before = Patients(Metastatic with { NoHeregulinShare = 0 }, 50);
        VirtualPatient[] after = Patients(Metastatic with { NoHeregulinShare = 1 }, 50);

        Assert.Equal(before.Select(p => p with { HeregulinNanomolar = 0 }), after);
    }

    private static PopulationDefinition Weighing(double kilograms) =>
        Median with { AsianWeightKilograms = kilograms, OtherWeightKilograms = kilograms };

    // the same random effects under two sets of covariates: their ratio is the covariates' effect
    private static double Effect(PopulationDefinition changed, Func<VirtualPatient, double> of) =>
        of(Patients(changed, 1)[0]) / of(Patients(Median, 1)[0]);

    private static VirtualPatient[] Patients(PopulationDefinition definition, int count)
    {
        var model = new PopulationModel(definition, Table);
        return [.. Enumerable.Range(0, count).Select(k => model.Draw(new RandomSource(20260727), new SubjectAddress(0, (uint)k)))];
    }

    private static double Of(VirtualPatient p, string id) => id switch
    {
        "pk.trastuzumab.CL" => p.Trastuzumab.ClearanceLitresPerDay,
        "pk.trastuzumab.Vc" => p.Trastuzumab.CentralLitres,
        "pk.trastuzumab.Vp" => p.Trastuzumab.PeripheralLitres,
        "pk.trastuzumab.Km" => p.Trastuzumab.KmMilligramsPerLitre,
        "pk.pertuzumab.CL" => p.Pertuzumab.ClearanceLitresPerDay,
        "pk.pertuzumab.Vc" => p.Pertuzumab.CentralLitres,
        "pk.pertuzumab.Vp" => p.Pertuzumab.PeripheralLitres,
        "pk.docetaxel.V1" => p.Docetaxel.CentralLitres,
        "neutrophils.MTT" => p.Neutrophils.TransitHours,
        "neutrophils.slope" => p.Neutrophils.SlopeLitresPerMilligram,
        _ => throw new ArgumentException($"'{id}' is not drawn.", nameof(id)),
    };

    private static double Covariance(double[] a, double[] b)
    {
        double meanA = a.Average(), meanB = b.Average();
        return a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum() / (a.Length - 1);
    }
}
