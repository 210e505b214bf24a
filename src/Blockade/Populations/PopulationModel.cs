using Blockade.Evidence;
using Blockade.Numerics.Random;

namespace Blockade.Populations;

/// <summary>Draws virtual patients: covariates from a population file, kinetics from the published population models.</summary>
/// <remarks>
/// Random effects are log-normal, omega^2 = ln(1 + CV^2), with the published covariances. Sources: Quartino 2019 (trastuzumab), Garg
/// 2014 (pertuzumab), Ozawa 2007 and Puisset 2007 (docetaxel), Kloft 2006 (neutrophils); each constant's row says which. Immutable.
/// </remarks>
public sealed class PopulationModel
{
    private readonly PopulationDefinition _definition;
    private readonly ParameterTable _p;

    /// <summary>Joins covariates and constants.</summary>
    public PopulationModel(PopulationDefinition definition, ParameterTable parameters)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(parameters);
        _definition = definition;
        _p = parameters;
    }

    /// <summary>The covariates.</summary>
    public PopulationDefinition Definition => _definition;

    /// <summary>The patient at an address. Cost: some forty draws.</summary>
    public VirtualPatient Draw(RandomSource random, SubjectAddress address)
    {
        PopulationDefinition d = _definition;
        RandomSequence c = random.Sequence((ushort)DrawPurpose.Covariates, address.Replicate, address.Subject);
        Region region = DrawRegion(c.NextUniform());
        bool asian = region == Region.Asia;
        double age = Truncated(ref c, d.MeanAgeYears, d.AgeSpreadYears, d.AgeLimitsYears.Low, d.AgeLimitsYears.High);
        double weight = LogNormal(ref c, asian ? d.AsianWeightKilograms : d.OtherWeightKilograms, d.WeightCv);
        double height = d.HeightCentimetres - (asian ? d.AsianHeightDifferenceCentimetres : 0) + (d.HeightSpreadCentimetres * c.NextNormal());
        double albumin = Truncated(ref c, d.AlbuminGramsPerLitre, d.AlbuminSpreadGramsPerLitre, 20, 60);
        double ast = LogNormal(ref c, d.AstUnitsPerLitre, d.AstCv);
        double aag = LogNormal(ref c, d.AagGramsPerLitre, d.AagCv);
        int ecog = c.NextUniform() < d.EcogZeroShare ? 0 : 1;
        bool prior = c.NextUniform() < d.PriorChemotherapyShare;
        bool hormone = c.NextUniform() < d.HormoneReceptorShare;
        bool liver = c.NextUniform() < d.LiverMetastasesShare;
        double baseline = LogNormal(ref c, d.BaselineMillimetres, d.BaselineCv);
        int lesions = 1 + c.NextInt32(d.MostLesions);

        RandomSequence r = random.Sequence((ushort)DrawPurpose.Receptors, address.Replicate, address.Subject);
        double her2 = LogNormal(ref r, d.Her2PerCell, d.Her2Cv);
        double her3 = LogNormal(ref r, d.Her3PerCell, d.Her3Cv);
        bool silent = r.NextUniform() < d.NoHeregulinShare;
        double heregulin = LogNormal(ref r, d.HeregulinNanomolar, d.HeregulinCv);
        bool mutated = r.NextUniform() < d.Pik3caShare;

        OtherLesions? others = d.OtherLesions is null ? null : Others(d.OtherLesions, random.Sequence((ushort)DrawPurpose.OtherLesions, address.Replicate, address.Subject), ref baseline, ref lesions);

        RandomSequence e = random.Sequence((ushort)DrawPurpose.Pharmacology, address.Replicate, address.Subject);
        double lean = BodySize.JamesLeanWeight(weight, height);
        return new VirtualPatient
        {
            Address = address,
            AgeYears = age,
            WeightKilograms = weight,
            HeightCentimetres = height,
            AlbuminGramsPerLitre = albumin,
            AstUnitsPerLitre = ast,
            AagGramsPerLitre = aag,
            Ecog = ecog,
            Region = region,
            PriorChemotherapy = prior,
            HormoneReceptorPositive = hormone,
            LiverMetastases = liver,
            Pik3caMutated = mutated,
            Her2PerCell = her2,
            Her3PerCell = her3,
            HeregulinNanomolar = silent ? 0 : heregulin,
            BaselineMillimetres = baseline,
            TargetLesions = lesions,
            Others = others,
            Trastuzumab = Trastuzumab(ref e, weight, albumin, ast, liver),
            Pertuzumab = Pertuzumab(ref e, lean, albumin),
            Docetaxel = Docetaxel(ref e, BodySize.DuBoisSurface(weight, height), aag),
            Neutrophils = Neutrophils(ref e, aag, ecog, prior),
        };
    }

    private static OtherLesions Others(OtherLesionsDefinition d, RandomSequence random, ref double baseline, ref int lesions)
    {
        bool nothingElse = random.NextUniform() < d.NothingElseShare;
        bool some = random.NextUniform() < d.Share;
        int count = 1 + random.NextInt32(d.MostLesions);
        double sum = LogNormal(ref random, d.Millimetres, d.Cv);
        if (nothingElse) (baseline, lesions) = (0, 0);
        return nothingElse || some ? new OtherLesions(count, sum, d.Organs) : new OtherLesions(0, 0, d.Organs);
    }

    private Region DrawRegion(double u)
    {
        (double asia, double europe, double north, _) = _definition.Regions;
        return u < asia ? Region.Asia
            : u < asia + europe ? Region.Europe
            : u < asia + europe + north ? Region.NorthAmerica
            : Region.SouthAmerica;
    }

    private AntibodyKinetics Trastuzumab(ref RandomSequence random, double weight, double albumin, double ast, bool liver)
    {
        const string T = "pk.trastuzumab.";
        (double etaCL, double etaVc) = Correlated(ref random, Omega2(T + "CL"), Omega2(T + "Vc"), _p.Value(T + "covCLVc"));
        double etaVp = Math.Sqrt(Omega2(T + "Vp")) * random.NextNormal();
        double etaKm = Math.Sqrt(Omega2(T + "Km")) * random.NextNormal();
        double cl = _p.Value(T + "CL")
            * Math.Pow(weight / 66, _p.Value(T + "weightOnCL"))
            * Math.Pow(ast / 24, _p.Value(T + "astOnCL"))
            * Math.Pow(albumin / 40, _p.Value(T + "albuminOnCL"))
            * Math.Exp(liver ? _p.Value(T + "liverMetastasesOnCL") : 0);
        return new AntibodyKinetics(
            cl * Math.Exp(etaCL), _p.Value(T + "Vc") * Math.Exp(etaVc), _p.Value(T + "Q"), _p.Value(T + "Vp") * Math.Exp(etaVp),
            _p.Value(T + "Vmax"), _p.Value(T + "Km") * Math.Exp(etaKm));
    }

    private AntibodyKinetics Pertuzumab(ref RandomSequence random, double lean, double albumin)
    {
        const string P = "pk.pertuzumab.";

        // Cholesky factor of the 3 x 3 covariance of CL, Vc and Vp
        double l11 = Math.Sqrt(Omega2(P + "CL"));
        double l21 = _p.Value(P + "covCLVc") / l11;
        double l22 = Math.Sqrt(Omega2(P + "Vc") - (l21 * l21));
        double l31 = _p.Value(P + "covCLVp") / l11;
        double l32 = (_p.Value(P + "covVcVp") - (l31 * l21)) / l22;
        double l33 = Math.Sqrt(Omega2(P + "Vp") - (l31 * l31) - (l32 * l32));
        double z1 = random.NextNormal();
        double z2 = random.NextNormal();
        double z3 = random.NextNormal();
        double size = lean / 48;
        double cl = _p.Value(P + "CL") * Math.Pow(size, _p.Value(P + "leanWeightOnCL")) * Math.Pow(albumin / 39, _p.Value(P + "albuminOnCL"));
        return new AntibodyKinetics(
            cl * Math.Exp(l11 * z1),
            _p.Value(P + "Vc") * Math.Pow(size, _p.Value(P + "leanWeightOnVc")) * Math.Exp((l21 * z1) + (l22 * z2)),
            _p.Value(P + "Q"),
            _p.Value(P + "Vp") * Math.Pow(size, _p.Value(P + "leanWeightOnVp")) * Math.Exp((l31 * z1) + (l32 * z2) + (l33 * z3)),
            0,
            1);
    }

    private DocetaxelKinetics Docetaxel(ref RandomSequence random, double surface, double aag)
    {
        const string D = "pk.docetaxel.";
        double etaCL = Math.Sqrt(Omega2(D + "CL")) * random.NextNormal();
        double etaV1 = Math.Sqrt(Omega2(D + "V1")) * random.NextNormal();
        return new DocetaxelKinetics(
            _p.Value(D + "CL") * surface * Math.Pow(aag / 1.29, _p.Value(D + "aagOnCL")) * Math.Exp(etaCL),
            _p.Value(D + "V1") * Math.Exp(etaV1),
            _p.Value(D + "Q2"), _p.Value(D + "V2"), _p.Value(D + "Q3"), _p.Value(D + "V3"));
    }

    private NeutrophilKinetics Neutrophils(ref RandomSequence random, double aag, int ecog, bool prior)
    {
        const string N = "neutrophils.";
        double etaBaseline = Math.Sqrt(Omega2(N + "Circ0")) * random.NextNormal();
        double etaTransit = Math.Sqrt(Omega2(N + "MTT")) * random.NextNormal();
        double etaSlope = Math.Sqrt(Omega2(N + "slope")) * random.NextNormal();
        double excess = aag - 1.34;
        double baseline = _p.Value(N + "Circ0")
            * (1 + _p.Value(N + "femaleOnCirc0"))
            * (1 + (ecog >= 1 ? _p.Value(N + "ecogOnCirc0") : 0))
            * (1 + (prior ? _p.Value(N + "priorTherapyOnCirc0") : 0))
            * (1 + (excess * _p.Value(N + (excess <= 0 ? "lowAagOnCirc0" : "highAagOnCirc0"))));

        // the linear effect of AAG would turn negative beyond 4.2 g/L, which no patient of the paper had
        double slope = _p.Value(N + "slope") * Math.Max(0.1, 1 + (_p.Value(N + "aagOnSlope") * excess));
        return new NeutrophilKinetics(
            baseline * Math.Exp(etaBaseline), _p.Value(N + "MTT") * Math.Exp(etaTransit), slope * Math.Exp(etaSlope), _p.Value(N + "gamma"),
            _p.Value(N + "feverPerDay"));
    }

    private double Omega2(string id)
    {
        double cv = _p[id].Spread;
        return Math.Log(1 + (cv * cv));
    }

    private static (double First, double Second) Correlated(ref RandomSequence random, double variance1, double variance2, double covariance)
    {
        double l11 = Math.Sqrt(variance1);
        double l21 = covariance / l11;
        double z1 = random.NextNormal();
        double z2 = random.NextNormal();
        return (l11 * z1, (l21 * z1) + (Math.Sqrt(variance2 - (l21 * l21)) * z2));
    }

    private static double LogNormal(ref RandomSequence random, double median, double cv) =>
        median * Math.Exp(Math.Sqrt(Math.Log(1 + (cv * cv))) * random.NextNormal());

    // Redraws outside the limits; a sequence never runs out. Limits far outside three SDs cost nothing.
    private static double Truncated(ref RandomSequence random, double mean, double spread, double low, double high)
    {
        for (int i = 0; i < 100; i++)
        {
            double value = mean + (spread * random.NextNormal());
            if (value >= low && value <= high) return value;
        }

        return Math.Clamp(mean, low, high);
    }
}
