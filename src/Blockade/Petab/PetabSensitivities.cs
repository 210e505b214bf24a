using System.Collections.Immutable;
using Blockade.Models.Dynamics;
using Blockade.Numerics.Ode;

namespace Blockade.Petab;

/// <summary>Slopes of simulations and noise along directions of the parameters, from sensitivities that are integrated beside the states.</summary>
internal static class PetabSensitivities
{
    /// <summary>
    /// By direction and measurement, the slope of the simulation on its observable's scale and of the logarithm of its noise. Null where an integration fails. Costs about as much as
    /// one simulation for each direction without its own matrices.
    /// </summary>
    /// <param name="simulator">Of a problem that has them (<see cref="PetabSimulator.HasForwardSensitivities"/>).</param>
    /// <param name="at">The parameter table's values.</param>
    /// <param name="moves">The directions.</param>
    /// <param name="cancellation">Stops it.</param>
    public static (double[][] Simulated, double[][] Noise)? Of(PetabSimulator simulator, double[] at, ImmutableArray<PetabMove> moves, CancellationToken cancellation)
    {
        int count = simulator.Problem.Measurements.Length;
        double[][] simulated = [.. moves.Select(_ => new double[count])], noise = [.. moves.Select(_ => new double[count])];
        for (int e = 0; e < simulator.Problem.Experiments.Length; e++)
        {
            if (!Run(simulator, e, at, moves, simulated, noise, cancellation)) return null;
        }

        return (simulated, noise);
    }

    // NaN where something has no value is no slope
    private static double[] Differences(ReadOnlySpan<double> above, ReadOnlySpan<double> below, double distance)
    {
        var slopes = new double[above.Length];
        for (int i = 0; i < slopes.Length; i++) slopes[i] = above[i] == below[i] || double.IsNaN(above[i] - below[i]) ? 0 : (above[i] - below[i]) / distance;
        return slopes;
    }

    private static bool Run(PetabSimulator simulator, int number, double[] at, ImmutableArray<PetabMove> moves, double[][] simulated, double[][] noise, CancellationToken cancellation)
    {
        PetabExperiment experiment = simulator.Problem.Experiments[number];
        (ImmutableArray<int> measured, double last) = simulator.Measured(number);
        (PetabCourse course, DynamicState state, double[] _) = Begun(at);
        (DynamicState State, double[] Own)[] above = [.. moves.Select(m => Side(m.Above))], below = [.. moves.Select(m => Side(m.Below))];

        // what the start, and the constants, of this experiment depend on; the rest may still be in what is observed
        double[][] slopes = [.. moves.Select((m, j) => Differences(above[j].State.Values, below[j].State.Values, m.Distance))];
        int[] active = [.. Enumerable.Range(0, moves.Length).Where(j => slopes[j].Any(s => s != 0))];
        var equation = new DynamicSensitivityOde(state, active.Select(j => slopes[j]));
        int n = equation.Dimension;
        var y = new double[n * (1 + active.Length)];
        double[] other = new double[n], high = new double[n];
        state.GiveStates(y.AsSpan(0, n));
        for (int k = 0; k < active.Length; k++)
        {
            above[active[k]].State.GiveStates(high);
            below[active[k]].State.GiveStates(other);
            Differences(high, other, moves[active[k]].Distance).CopyTo(y.AsSpan(n * (k + 1)));
        }

        var solver = new OdeSolver(new SensitivitySystem(equation, [.. Enumerable.Range(0, active.Length)]), simulator.Options with
        {
            AbsoluteTolerance = simulator.Problem.Model.Compiled.AbsoluteTolerance(simulator.Options.AbsoluteTolerance, state),
            MaxStep = course.LongestStep,
        });
        double t = experiment.Start;
        foreach (int m in measured)
        {
            double time = simulator.Problem.Measurements[m].Time;
            if (time > t && solver.Sample(ref t, y, time, last, cancellation) != SolveStatus.Completed) return false;
            ParameterScale scale = simulator.Problem.Observables[simulator.Problem.Measurements[m].Observable].Scale;
            for (int j = 0; j < moves.Length; j++)
            {
                (double Simulation, double Noise) up = Seen(above[j], m, j, 0.5), down = Seen(below[j], m, j, -0.5);
                simulated[j][m] = (scale.Apply(up.Simulation) - scale.Apply(down.Simulation)) / moves[j].Distance;
                noise[j][m] = (Math.Log(up.Noise) - Math.Log(down.Noise)) / moves[j].Distance;
            }
        }

        return true;

        (PetabCourse, DynamicState, double[]) Begun(double[] parameters)
        {
            double[] own = simulator.Names.Values(parameters);
            var begun = new PetabCourse(simulator, experiment, own, simulator.Options, last);
            return (begun, begun.StateAtStart(), own);
        }

        (DynamicState, double[]) Side(double[] parameters)
        {
            (PetabCourse _, DynamicState start, double[] own) = Begun(parameters);
            return (start, own);
        }

        // what is measured if the parameters, and with them the states, were half the distance off
        (double, double) Seen((DynamicState State, double[] Own) side, int m, int j, double part)
        {
            int k = Array.IndexOf(active, j);
            for (int i = 0; i < n; i++) other[i] = k < 0 ? y[i] : y[i] + (part * moves[j].Distance * y[(n * (k + 1)) + i]);
            side.State.TakeStates(other);
            side.State.Update(t);
            side.State.Values[..simulator.Names.Quantities].CopyTo(side.Own);
            return simulator.Observe(m, side.Own);
        }
    }
}
