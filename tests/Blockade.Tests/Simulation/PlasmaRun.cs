using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;
using Blockade.Populations;
using Blockade.Simulation;

namespace Blockade.Tests.Simulation;

/// <summary>What a cycle of one antibody is like in plasma: peak at the end of the infusion, trough before the next dose, area in between.</summary>
internal readonly record struct CycleExposure(double Peak, double Trough, double Area);

/// <summary>
/// One antibody in plasma alone, in trastuzumab's place, by the rates, the doses and the solver that trials use; the fifth state is the area under the plasma
/// concentration so far in mg day/L.
/// </summary>
internal sealed class PlasmaRun : AntibodyLanes
{
    private const int Area = 4;

    private static readonly SparsityPattern Pattern = SparsityPattern.FromEntries(
        Area + 1, [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (Area, 0)]);

    private readonly double _litres;

    private PlasmaRun(AntibodyKinetics kinetics, DoseChange[] changes)
        : base([Patient(kinetics, changes)], InterstitiumParameters.From(OneCellStudy.Inputs.Parameters), Area + 1, 0, 0, [])
    {
        _litres = kinetics.CentralLitres;
    }

    public override SparsityPattern JacobianPattern => Pattern;

    /// <summary>Central concentration at the end of each day, mg/L.</summary>
    public static double[] Days(AntibodyKinetics kinetics, ImmutableArray<Dose> doses, int days, double tolerance = 1e-6)
    {
        var ends = new double[days];
        Run(kinetics, doses, days, tolerance, (_, _) => { }, (day, y) => ends[day] = y[0] / kinetics.CentralLitres);
        return ends;
    }

    /// <summary>The cycles of equal length, from the first dose.</summary>
    public static CycleExposure[] Cycles(AntibodyKinetics kinetics, ImmutableArray<Dose> doses, int cycleDays, int cycles, double tolerance = 1e-6)
    {
        var result = new CycleExposure[cycles];
        double before = 0;
        Run(
            kinetics, doses, cycles * cycleDays, tolerance,
            (change, y) =>
            {
                // rates change at the start and at the end of an infusion, or once for a bolus: the higher of them is the peak
                int cycle = (int)(change.Day / cycleDays);
                if (cycle < cycles) result[cycle] = result[cycle] with { Peak = Math.Max(result[cycle].Peak, (y[0] + change.TrastuzumabAdded) / kinetics.CentralLitres) };
            },
            (day, y) =>
            {
                if ((day + 1) % cycleDays != 0) return;
                result[day / cycleDays] = result[day / cycleDays] with { Trough = y[0] / kinetics.CentralLitres, Area = y[Area] - before };
                before = y[Area];
            });
        return result;
    }

    /// <summary>What is cleared, L/day, at a plasma concentration in mg/L.</summary>
    public static double Clearance(AntibodyKinetics kinetics, double concentration)
    {
        var run = new PlasmaRun(kinetics, []);
        double[] y = new double[(Area + 1) * Lanes], derivative = new double[y.Length];
        run.Load(0, 0, new double[Area + 1]);
        (y[0], y[Lanes]) = (concentration * kinetics.CentralLitres, 7);
        run.Derivative(new double[Lanes], y, derivative);
        return -(derivative[0] + derivative[Lanes]) / concentration;
    }

    public override void Derivative(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        Plasma(y, derivative);
        for (int lane = 0; lane < Lanes; lane++) derivative[(Area * Lanes) + lane] = y[lane] / _litres;
    }

    public override void Jacobian(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> values)
    {
        values.Clear();
        var slopes = new System.Runtime.Intrinsics.Vector512<double>[4];
        for (int drug = 0; drug < 2; drug++)
        {
            PlasmaSlopes(drug, y, slopes);
            for (int k = 0; k < slopes.Length; k++)
            {
                int entry = Pattern.IndexOf((2 * drug) + (k / 2), (2 * drug) + (k % 2));
                for (int lane = 0; lane < Lanes; lane++) values[(entry * Lanes) + lane] = slopes[k][lane];
            }
        }

        values.Slice(Pattern.IndexOf(Area, 0) * Lanes, Lanes).Fill(1 / _litres);
    }

    private static TreatedPatient Patient(AntibodyKinetics kinetics, DoseChange[] changes)
    {
        DrugSchedule once = OneCellStudy.Design.Arms[0].Regimen.Of("trastuzumab")! with { Cycles = 1 };
        return new TreatedPatient(0, OneCellStudy.Patient(0) with { Trastuzumab = kinetics, Pertuzumab = kinetics }, new Regimen("plasma", [once]), changes);
    }

    private static void Run(
        AntibodyKinetics kinetics, ImmutableArray<Dose> doses, int days, double tolerance, Action<DoseChange, double[]> onChange, Action<int, double[]> onDay)
    {
        DoseChange[] changes = DoseChange.Of([.. doses.Select(d => d with { Drug = "trastuzumab" })], days);
        double[] times = [.. Enumerable.Range(1, days).Select(d => (double)d).Concat(changes.Select(c => c.Day)).Distinct().Order()];
        var solver = new RosenbrockLaneSolver(
            new PlasmaRun(kinetics, changes), new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = 0.1 * tolerance }, 0, times);
        MemberOutcome outcome = solver.Run(
            0, 1,
            (_, sample, y) =>
            {
                double t = times[sample];
                double[] state = [.. y];
                foreach (DoseChange change in changes.Where(c => c.Day == t)) onChange(change, state);
                if (t >= 1 && t == Math.Round(t)) onDay((int)t - 1, state);
            },
            TestContext.Current.CancellationToken)[0];
        Assert.Equal(SolveStatus.Completed, outcome.Status);
    }
}
