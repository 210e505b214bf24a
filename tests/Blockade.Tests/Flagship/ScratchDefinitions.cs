using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Trials;
using Blockade.Tumours;
namespace Blockade.Tests.Flagship;
static class Scratch
{
    public static PopulationDefinition Pop => new() { Name="mbc", MeanAgeYears=53.5, AgeSpreadYears=11.1, AgeLimitsYears=(22,89), Regions=(0.315,0.375,0.17,0.14), AsianWeightKilograms=59.5, OtherWeightKilograms=70.5, WeightCv=0.18, HeightCentimetres=162, AsianHeightDifferenceCentimetres=5, HeightSpreadCentimetres=6.5, AlbuminGramsPerLitre=40, AlbuminSpreadGramsPerLitre=4, AstUnitsPerLitre=26, AstCv=0.6, AagGramsPerLitre=1.2, AagCv=0.4, EcogZeroShare=0.64, PriorChemotherapyShare=0.46, HormoneReceptorShare=0.48, LiverMetastasesShare=0.4, Pik3caShare=0.32, Her2PerCell=1e6, Her2Cv=0.6, Her3PerCell=2e4, Her3Cv=0.8, HeregulinNanomolar=0.1, HeregulinCv=1.5, NoHeregulinShare=0.3, BaselineMillimetres=85, BaselineCv=0.75, MostLesions=5 };
    public static DrugSchedule T3 => new("trastuzumab", new DoseAmount.PerKilogram(8), new DoseAmount.PerKilogram(6), 21, null, 90, 30, 29, 60);
    public static DrugSchedule T1 => new("trastuzumab", new DoseAmount.PerKilogram(4), new DoseAmount.PerKilogram(2), 7, null, 90, 30, 15, 60);
    public static DrugSchedule P3 => new("pertuzumab", new DoseAmount.Fixed(840), new DoseAmount.Fixed(420), 21, null, 60, 30, 42, 0);
    public static DrugSchedule D(double mg, int? cycles) => new("docetaxel", null, new DoseAmount.PerSquareMetre(mg), 21, cycles, 60, 60, null, 240);
    public static Regimen R(string n, params DrugSchedule[] s) => new(n, [.. s]);
    public static TrialDesign Design(string name, int scan, params (string, Regimen)[] arms) => new() { Name=name, Title=name, Patients=808, Arms=[..arms.Select(a=>new Arm(a.Item1,a.Item2))], Stratification=[StratificationFactor.Region, StratificationFactor.PriorChemotherapy], AccrualMonths=29, AccrualExponent=1.5, DropoutPerYear=0.03, Analyses=[new("primary PFS", Endpoint.ProgressionFreeSurvival, new Cutoff.ByEvents(381)), new("final", Endpoint.ProgressionFreeSurvival, new Cutoff.ByDate(new(72))), new("final OS", Endpoint.OverallSurvival, new Cutoff.ByDate(new(72)))], Scans=new(scan, 4, 0.06, 3, RecistVersion.Recist10), DeathWindowDays=126, DocetaxelRules=new(), DocetaxelPractice=new(6, 2.5, 0.024, 0.187), FollowUpDays=2300 };
    public static ImmutableArray<Blockade.Calibration.CalibrationTrial> Trials => [
        new("M77001", Design("m77001", 42, ("docetaxel", R("D", D(100,6))), ("trastuzumab + docetaxel", R("TD", T1, D(100,6))))),
        new("HERTAX", Design("hertax", 56, ("trastuzumab", R("T", T1)))),
        new("JO17360", Design("jo", 56, ("trastuzumab", R("T", T3)))),
        new("NeoSphere", Design("neo", 56, ("trastuzumab + docetaxel", R("TH", T3, D(75,4))), ("pertuzumab + docetaxel", R("TP", P3, D(75,4))), ("pertuzumab + trastuzumab", R("HP", T3, P3)))),
        new("CLEOPATRA", Cleo)];
    public static TrialDesign Cleo => Design("cleopatra", 63, ("placebo", R("TH", T3, D(75,null))), ("pertuzumab", R("THP", T3, P3, D(75,null))));
}
