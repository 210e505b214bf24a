using System.Diagnostics;
using System.Globalization;
using Blockade.Numerics.Ode;

namespace Blockade.Bench;

/// <summary>
/// Ten thousand patients of the population benchmark, from the file of their parameters to a table of outputs: patients a second on one thread, and
/// on two beside it in the same minute.
/// </summary>
internal sealed class PopulationBench(TextWriter output, string folder)
{
    private const int Rounds = 3, Part = 500;

    private const int StageOperations = 27, SampleOperations = 6;   // of Dormand and Prince's formulas and their interpolant, a state

    // Operations is what one right-hand side takes in multiply-adds, a division counted as one and an exponential or logarithm as twenty
    private sealed record Model(
        string Name, string File, Func<double[][], LaneSystem> System, double[] Times, Func<double[], double[], double> Value, double Peer, int States, int Operations);

    public void Run()
    {
        Model[] models =
        [
            new("antibody", "parA.csv", rows => new AntibodyLanes(rows), [.. Enumerable.Range(0, AntibodyPatient.Days + 1).Select(d => (double)d)], (row, y) => y[0] / row[2], 3685, 2, 10),
            new("docetaxel and neutrophils", "parB.csv", rows => new MarrowLanes(rows), [.. Enumerable.Range(0, (MarrowLanes.Hours / 24) + 1).Select(d => 24.0 * d)], (_, y) => y[MarrowLanes.Blood], 1089, 5, 120),
        ];
        output.WriteLine("| model | rtol / atol | patients per second | over mrgsolve's | on two threads | largest error | mean of all outputs | steps of a patient | limit, patients per second |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (Model model in models)
        {
            double[] reference = Solve(model, 1e-11, 1e-11, 1, 1000).Values;
            foreach ((double relative, double absolute) in new[] { (1e-6, 1e-8), (1e-8, 1e-8) })
            {
                Solve(model, relative, absolute, 1);
                var rates = new List<double>();
                var speedUps = new List<double>();
                (double[] Values, long Steps) run = ([], 0);
                for (int round = 0; round < Rounds; round++)
                {
                    TimeSpan before = Environment.CpuUsage.TotalTime;
                    long began = Stopwatch.GetTimestamp();
                    run = Solve(model, relative, absolute, 1);
                    rates.Add(10_000 / (Environment.CpuUsage.TotalTime - before).TotalSeconds);
                    double one = Stopwatch.GetElapsedTime(began).TotalSeconds;
                    began = Stopwatch.GetTimestamp();
                    Solve(model, relative, absolute, 2);
                    speedUps.Add(one / Stopwatch.GetElapsedTime(began).TotalSeconds);
                }

                double worst = 0;
                for (int i = 0; i < reference.Length; i++) worst = Math.Max(worst, Math.Abs(run.Values[i] - reference[i]) / (Math.Abs(reference[i]) + 1));
                double rate = Measurement.Middle(rates);
                double operations = (run.Steps / 10_000.0 * ((6 * model.Operations) + (StageOperations * model.States))) + (model.Times.Length * SampleOperations * model.States);
                double limit = 1 / Processor.Here.Limit(operations, 8.0 * model.Times.Length, double.MaxValue);   // and the outputs into memory
                output.WriteLine(
                    $"| {model.Name} | {relative:0e-0} / {absolute:0e-0} | {rate:N0} ({rates.Min():N0}-{rates.Max():N0}) | {(relative == 1e-6 ? $"{rate / model.Peer:F1}" : "")} | {Measurement.Middle(speedUps):F2} ({speedUps.Min():F2}-{speedUps.Max():F2}) | {worst:0.0e-0} | {run.Values.Average():F7} | {run.Steps / 10_000} | {limit:N0} ({rate / limit:P0}) |");
            }
        }
    }

    private (double[] Values, long Steps) Solve(Model model, double relative, double absolute, int threads, int most = int.MaxValue)
    {
        double[][] rows = [.. File.ReadLines(Path.Combine(folder, model.File)).Skip(1).Take(most).Select(l => l.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())];
        var values = new double[rows.Length * model.Times.Length];
        var options = new SolverOptions { RelativeTolerance = relative, AbsoluteTolerance = absolute };
        int parts = (rows.Length + Part - 1) / Part;
        long steps = 0;
        Parallel.For(
            0, parts, new ParallelOptions { MaxDegreeOfParallelism = threads },
            () => (Solver: new ExplicitLaneSolver(model.System(rows), options, 0, model.Times), State: new double[8]),
            (part, _, own) =>
            {
                MemberOutcome[] outcomes = own.Solver.Run(part * Part, Math.Min(rows.Length, (part + 1) * Part), (m, s, y) =>
                {
                    y.CopyTo(own.State);
                    values[(m * model.Times.Length) + s] = model.Value(rows[m], own.State);
                });
                Interlocked.Add(ref steps, outcomes.Sum(o => (long)o.Steps));
                if (outcomes.Any(o => o.Status != SolveStatus.Completed)) throw new InvalidOperationException($"{model.Name}: a patient of part {part} was not solved");
                return own;
            },
            _ => { });
        return (values, steps);
    }
}
