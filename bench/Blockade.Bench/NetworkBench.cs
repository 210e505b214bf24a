using Blockade.Numerics.Ode;
using Blockade.Numerics.Tests.Cvode;
using Blockade.Reporting;

namespace Blockade.Bench;

/// <summary>Work and precision of one simulation of a network, ours beside CVODE, in turn.</summary>
internal sealed class NetworkBench(TextWriter output, BenchNetwork net, double end, int points)
{
    private sealed record Run(double[][] States, string Counts, double Limit = 0);

    private sealed record Row(string Name, double Tolerance, double Seconds, double Worst, double Error, string Counts, string Ratio, double Limit);

    public void Compare(double[] tolerances, CvodeMethod[] methods)
    {
        List<Row> rows = Measure(tolerances, methods);
        output.WriteLine($"{net.Name}: {net.Dimension:N0} species, {net.ReactionCount:N0} reactions, to {end:N0} with {points:N0} samples.\n");
        output.WriteLine("| tolerance | method | ms | largest error | rms error | steps / rhs / LU / products | over ours | at our error | limit, ms |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (Row row in rows)
        {
            Row ours = rows.Find(r => r.Name == "ours" && r.Tolerance == row.Tolerance)!;
            string equal = row.Name == "ours" || tolerances.Length < 2 ? "" : $"{AtError(rows.FindAll(r => r.Name == row.Name), ours.Error) / ours.Seconds:G2}";
            output.WriteLine(
                $"| {row.Tolerance:0e-0} | {row.Name} | {row.Seconds * 1e3:G3} | {row.Worst:0.0e-0} | {row.Error:0.0e-0} | {row.Counts} | {row.Ratio} | {equal} | {(row.Limit > 0 ? $"{row.Limit * 1e3:G2} ({row.Limit / row.Seconds:P0})" : "")} |");
        }

        output.WriteLine();
    }

    /// <summary>Milliseconds against the rms error reached, a curve a method; errors of 1 or more, where the course is lost, are left out.</summary>
    public TrajectoryPanel Curves(double[] tolerances, CvodeMethod[] methods) => new(
        $"{net.Name}, {net.Dimension:N0} species", new FigureAxis("Processor time", "ms") { Logarithmic = true },
        [
            .. Measure(tolerances, methods).Where(r => r.Error < 1).GroupBy(r => r.Name, (name, rows) => new TrajectorySeries(
                name, [.. rows.OrderBy(r => r.Error).Select(r => new TrajectoryPoint(r.Error, r.Seconds * 1e3))])),
        ]);

    private List<Row> Measure(double[] tolerances, CvodeMethod[] methods)
    {
        double[][] reference = Ours(1e-11).States;
        var rows = new List<Row>();
        foreach (double tolerance in tolerances)
        {
            Func<Run>[] runs = [() => Ours(tolerance), .. methods.Select(m => (Func<Run>)(() => Cvode(tolerance, m)))];
            (double[][] seconds, Run[] results) = Measurement.Interleaved(runs);
            for (int k = 0; k < runs.Length; k++)
            {
                string name = k == 0 ? "ours" : $"CVODE, {methods[k - 1]}";
                (double worst, double rms) = Errors(results[k].States, reference);
                rows.Add(new Row(name, tolerance, Measurement.Middle(seconds[k]), worst, rms, results[k].Counts, k == 0 ? "" : Measurement.Ratio(seconds[k], seconds[0]), results[k].Limit));
            }
        }

        return rows;
    }

    // What a method would take for an error: on the line through its first and last point, both axes logarithmic.
    private static double AtError(List<Row> line, double error)
    {
        (Row first, Row last) = (line[0], line[^1]);
        return first.Seconds * Math.Pow(error / first.Error, Math.Log(last.Seconds / first.Seconds) / Math.Log(last.Error / first.Error));
    }

    private static (double Worst, double Rms) Errors(double[][] states, double[][] reference)
    {
        double worst = 0, sum = 0;
        for (int p = 0; p < states.Length; p++)
        {
            for (int i = 0; i < states[p].Length; i++)
            {
                double error = Math.Abs(states[p][i] - reference[p][i]) / (Math.Abs(reference[p][i]) + 1);
                worst = Math.Max(worst, error);
                sum += error * error;
            }
        }

        return (worst, Math.Sqrt(sum / states.Length / states[0].Length));
    }

    private Run Ours(double tolerance)
    {
        var solver = new OdeSolver(net, new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance, MaxSteps = 10_000_000 });
        double[][] states = Follow(solver.Restart, (ref double t, Span<double> y, double sample, double limit) =>
        {
            SolveStatus status = solver.Sample(ref t, y, sample, limit);
            if (status != SolveStatus.Completed) throw new InvalidOperationException($"{net.Name}: {status} at {t}");
        });

        SolverStatistics s = solver.Statistics;
        return new Run(states, $"{s.AcceptedSteps:N0} / {s.Derivatives:N0} / {s.Factorisations:N0} / {s.Products:N0}", new NewtonWork(net.JacobianPattern, net.ReactionCount, net.ReferenceCount).Limit(s));
    }

    private Run Cvode(double tolerance, CvodeMethod method)
    {
        using var solver = new CvodeSolver(net, tolerance, tolerance, method);
        long steps = 0, derivatives = 0, setups = 0;
        double[][] states = Follow(
            () =>
            {
                Count();
                solver.Restart();
            },
            (ref double t, Span<double> y, double sample, double limit) => solver.Sample(ref t, y, sample, limit));
        Count();
        return new Run(states, $"{steps:N0} / {derivatives:N0} / {setups:N0} / ");

        // counters begin anew with each restart
        void Count() => (steps, derivatives, setups) = (steps + solver.Steps, derivatives + solver.Derivatives, setups + solver.Setups);
    }

    private delegate void Sampler(ref double t, Span<double> y, double sample, double limit);

    private double[][] Follow(Action restart, Sampler sample)
    {
        double t = 0;
        double[] y = [.. net.Start];
        var states = new double[points][];
        int next = 0;
        for (int p = 1; p <= points; p++)
        {
            double at = end * p / points;
            for (; next < net.Stops.Length && net.Stops[next] < at; next++)
            {
                if (t < net.Stops[next]) sample(ref t, y, net.Stops[next], net.Stops[next]);
                restart();
            }

            sample(ref t, y, at, next < net.Stops.Length ? Math.Max(at, net.Stops[next]) : end);
            states[p - 1] = [.. y];
        }

        return states;
    }
}
