using Blockade.Numerics.Ode;
using Blockade.Numerics.Tests.Cvode;

namespace Blockade.Bench;

/// <summary>Work and precision of one simulation of a network, ours beside CVODE, in one run.</summary>
internal sealed class NetworkBench(TextWriter output, NetFile net, double end, int points)
{
    public void Run(double[] tolerances, CvodeMethod[] methods)
    {
        double[][] reference = Ours(1e-11).States;
        foreach (double tolerance in tolerances)
        {
            Report("ours", tolerance, reference, () => Ours(tolerance));
            foreach (CvodeMethod method in methods) Report($"CVODE {method}", tolerance, reference, () => Cvode(tolerance, method));
        }
    }

    private void Report(string name, double tolerance, double[][] reference, Func<(double[][] States, string Counts)> run)
    {
        (double seconds, (double[][] states, string counts)) = Measurement.Median(run);
        double worst = 0, sum = 0;
        for (int p = 0; p < points; p++)
        {
            for (int i = 0; i < net.Dimension; i++)
            {
                double error = Math.Abs(states[p][i] - reference[p][i]) / (Math.Abs(reference[p][i]) + 1);
                worst = Math.Max(worst, error);
                sum += error * error;
            }
        }

        output.WriteLine(
            $"| {net.Name} | {name} | {tolerance:0e-0} | {seconds * 1e3:F2} | {worst:0.0e-0} | {Math.Sqrt(sum / points / net.Dimension):0.0e-0} | {counts} |");
    }

    private (double[][] States, string Counts) Ours(double tolerance)
    {
        var solver = new OdeSolver(net, new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance, MaxSteps = 10_000_000 });
        double t = 0;
        double[] y = [.. net.Start];
        var states = new double[points][];
        for (int p = 1; p <= points; p++)
        {
            SolveStatus status = solver.Sample(ref t, y, end * p / points, end);
            if (status != SolveStatus.Completed) throw new InvalidOperationException($"{net.Name}: {status} at {t}");
            states[p - 1] = [.. y];
        }

        SolverStatistics s = solver.Statistics;
        return (states, $"{s.AcceptedSteps} / {s.Derivatives} / {s.Factorisations}");
    }

    private (double[][] States, string Counts) Cvode(double tolerance, CvodeMethod method)
    {
        using var solver = new CvodeSolver(net, tolerance, tolerance, method);
        double t = 0;
        double[] y = [.. net.Start];
        var states = new double[points][];
        for (int p = 1; p <= points; p++)
        {
            solver.Sample(ref t, y, end * p / points, end);
            states[p - 1] = [.. y];
        }

        return (states, $"{solver.Steps} / {solver.Derivatives} / {solver.Setups}");
    }
}
