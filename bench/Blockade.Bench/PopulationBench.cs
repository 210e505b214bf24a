using System.Diagnostics;
using System.Globalization;
using Blockade.Numerics.Ode;

namespace Blockade.Bench;

/// <summary>
/// Ten thousand patients of the population benchmark, from the file of their parameters to a table of outputs: patients a second on one thread, on two beside it
/// in the same minute, and by mrgsolve in turn with both where R has it.
/// </summary>
internal sealed class PopulationBench(TextWriter output, string folder, string? rscript)
{
    private const int Rounds = 5, Referred = 1000;

    private const int StageOperations = 27, SampleOperations = 6;   // of Dormand and Prince's formulas and their interpolant, a state

    // Operations is what one right-hand side takes in multiply-adds, a division counted as one and an exponential or logarithm as twenty
    private sealed record Model(
        string Name, string Peer, string File, Func<double[][], LaneSystem> System, double[] Times, Func<double[][], MemberOutput> Value, int States, int Operations);

    public void Run()
    {
        Model[] models =
        [
            new("antibody", "antibody", "parA.csv", rows => new AntibodyLanes(rows), [.. Enumerable.Range(0, AntibodyPatient.Days + 1).Select(d => (double)d)],
                rows => (m, y, kept) => kept[0] = y[0] / rows[m][2], 2, 10),
            new("docetaxel and neutrophils", "marrow", "parB.csv", rows => new MarrowLanes(rows), [.. Enumerable.Range(0, (MarrowLanes.Hours / 24) + 1).Select(d => 24.0 * d)],
                _ => (_, y, kept) => kept[0] = y[MarrowLanes.Blood], 5, 120),
        ];
        using MrgsolvePeer? peer = rscript is null ? null : MrgsolvePeer.Start(rscript, folder);
        output.WriteLine("| model | program | rtol / atol | patients per second | times mrgsolve | on two threads | largest error | mean of all outputs | steps of a patient | limit, patients per second |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (Model model in models)
        {
            double[] reference = Solve(model, 1e-11, 1e-11, 1, Referred).Values.ToArray();
            foreach ((double relative, double absolute) in new[] { (1e-6, 1e-8), (1e-8, 1e-8) }) Compare(model, relative, absolute, reference, peer);
        }
    }

    private void Compare(Model model, double relative, double absolute, double[] reference, MrgsolvePeer? peer)
    {
        MemberTable run = Measurement.Median(() => Solve(model, relative, absolute, 1)).Result;   // compiled and warm from here on
        var (own, theirs, speedUps) = (new List<double>(), new List<double>(), new List<double>());
        double[]? values = null;
        for (int round = 0; round < Rounds; round++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            long began = Stopwatch.GetTimestamp();
            run = Solve(model, relative, absolute, 1);
            own.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
            double one = Stopwatch.GetElapsedTime(began).TotalSeconds;
            began = Stopwatch.GetTimestamp();
            Solve(model, relative, absolute, 2);
            speedUps.Add(one / Stopwatch.GetElapsedTime(began).TotalSeconds);
            if (peer is null) continue;
            (double seconds, values) = peer.Run(model.Peer, relative, absolute);
            theirs.Add(seconds);
        }

        double steps = run.Outcomes.Average(o => (double)o.Steps);
        double operations = (steps * ((6 * model.Operations) + (StageOperations * model.States))) + (model.Times.Length * SampleOperations * model.States);
        double limit = 1 / Processor.Here.Limit(operations, 8.0 * model.Times.Length, double.MaxValue);   // and the outputs into memory
        string tolerance = $"{relative:0e-0} / {absolute:0e-0}", ratio = values is null ? "" : Measurement.Ratio([.. theirs], [.. own]);
        string scaling = $"{Measurement.Middle(speedUps):F2} ({speedUps.Min():F2}-{speedUps.Max():F2})", share = $"{limit:N0} ({run.Members / Measurement.Middle(own) / limit:P0})";
        output.WriteLine($"| {model.Name} | Blockade | {tolerance} | {Rates(own, run.Members)} | {ratio} | {scaling} | {Accuracy(run.Values, reference)} | {steps:F0} | {share} |");
        if (values is not null) output.WriteLine($"| {model.Name} | mrgsolve {peer!.Version} | {tolerance} | {Rates(theirs, run.Members)} |  |  | {Accuracy(values, reference)} |  |  |");
    }

    private static string Rates(List<double> seconds, int patients) =>
        $"{patients / Measurement.Middle(seconds):N0} ({patients / seconds.Max():N0}-{patients / seconds.Min():N0})";

    private static string Accuracy(ReadOnlySpan<double> values, double[] reference)
    {
        double worst = 0, sum = 0;
        for (int i = 0; i < reference.Length; i++) worst = Math.Max(worst, Math.Abs(values[i] - reference[i]) / (Math.Abs(reference[i]) + 1));
        foreach (double value in values) sum += value;
        return $"{worst:0.0e-0} | {sum / values.Length:F7}";
    }

    private MemberTable Solve(Model model, double relative, double absolute, int threads, int most = int.MaxValue)
    {
        double[][] rows = Rows(Path.Combine(folder, model.File), most);
        var plan = new MemberPlan
        {
            Members = rows.Length, Times = [.. model.Times], Threads = threads, Solver = new SolverOptions { RelativeTolerance = relative, AbsoluteTolerance = absolute },
        };
        MemberTable table = LaneEnsemble.Run(() => model.System(rows), plan, model.Value(rows));
        return table.Outcomes.All(o => o.Status == SolveStatus.Completed) ? table : throw new InvalidOperationException($"{model.Name}: a patient was not solved.");
    }

    private static double[][] Rows(string path, int most)
    {
        var rows = new List<double[]>();
        ReadOnlySpan<byte> text = File.ReadAllBytes(path);
        int columns = text[..text.IndexOf((byte)'\n')].Count((byte)',') + 1;
        for (text = text[(text.IndexOf((byte)'\n') + 1)..]; !text.IsEmpty && rows.Count < most;)
        {
            var row = new double[columns];
            for (int i = 0; i < columns; i++)
            {
                int length = text.IndexOfAny((byte)',', (byte)'\n');
                if (length < 0) length = text.Length;
                row[i] = double.Parse(text[..length], CultureInfo.InvariantCulture);
                text = text[Math.Min(text.Length, length + 1)..];
            }

            rows.Add(row);
        }

        return [.. rows];
    }
}
