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
/// One antibody in plasma alone, by the rates, the dose clock and the solver that trials use. States: central and peripheral in mg, and the
/// area under the plasma concentration so far in mg day/L.
/// </summary>
internal sealed class PlasmaRun(AntibodyKinetics kinetics) : OdeSystem
{
    private static readonly SparsityPattern Pattern =
        SparsityPattern.FromEntries(3, [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 2)]);

    private double _rate;

    public override int Dimension => 3;

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
        int cycle = 0;
        double before = 0;
        Run(
            kinetics, doses, cycles * cycleDays, tolerance,
            (_, y) =>
            {
                // rates change at the start and at the end of an infusion, or once for a bolus: the higher of them is the peak
                if (cycle < cycles) result[cycle] = result[cycle] with { Peak = Math.Max(result[cycle].Peak, y[0] / kinetics.CentralLitres) };
            },
            (day, y) =>
            {
                if ((day + 1) % cycleDays != 0) return;
                result[cycle] = result[cycle] with { Trough = y[0] / kinetics.CentralLitres, Area = y[2] - before };
                before = y[2];
                cycle++;
            });
        return result;
    }

    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        AntibodyTransport.Elimination(kinetics, y[0], y[1], _rate, derivative);
        derivative[2] = y[0] / kinetics.CentralLitres;
    }

    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values)
    {
        values.Clear();
        Span<double> slopes = stackalloc double[4];
        AntibodyTransport.EliminationSlopes(kinetics, y[0], slopes);
        values[Pattern.IndexOf(0, 0)] = slopes[0];
        values[Pattern.IndexOf(0, 1)] = slopes[1];
        values[Pattern.IndexOf(1, 0)] = slopes[2];
        values[Pattern.IndexOf(1, 1)] = slopes[3];
        values[Pattern.IndexOf(2, 0)] = 1 / kinetics.CentralLitres;
    }

    private static void Run(
        AntibodyKinetics kinetics, ImmutableArray<Dose> doses, int days, double tolerance, Action<double, double[]> onRate, Action<int, double[]> onDay)
    {
        var system = new PlasmaRun(kinetics);
        var solver = new OdeSolver(system, new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = 0.1 * tolerance });
        var y = new double[3];
        SolveStatus status = DoseClock.Run(
            [.. doses.Select(d => d with { Drug = "trastuzumab" })], days, solver, y, trastuzumabState: 0, pertuzumabState: 0,
            (rate, _) =>
            {
                system._rate = rate;
                onRate(rate, y);
            },
            day => onDay(day, y),
            TestContext.Current.CancellationToken);
        Assert.Equal(SolveStatus.Completed, status);
    }
}
