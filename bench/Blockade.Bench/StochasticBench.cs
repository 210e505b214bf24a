using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Numerics.Jump;
using Blockade.Numerics.Random;

namespace Blockade.Bench;

/// <summary>Exact stochastic simulation, events a second: ours beside BioNetGen's run_network on the same <c>.net</c> files, in turn, output at the end only.</summary>
internal sealed partial class StochasticBench(TextWriter output, string folder, string? peer)
{
    private const int Rounds = 3;

    private static readonly (string Path, double End)[] _models =
    [
        ("scimlbenchmarks/egfr_net.net", 10), ("bionetgen/FceriModels/fceri_ji.net", 600), ("rni/bcr.net", 1), ("scimlbenchmarks/fceri_gamma2.net", 150),
    ];

    public void Run()
    {
        double least = Smallest();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"An event of a cycle of two reactions, in which nothing is looked for: {least * 1e9:F0} ns.\n"));
        output.WriteLine("| network | species / reactions | until | events | ours, M/s | run_network, M/s | ratio | ours, bytes allocated a reaction | of an event the smallest is |");
        output.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach ((string path, double end) in _models)
        {
            string file = Path.Combine(folder, path);
            Checked<ReactionNetwork> read = NetReader.Read(SourceText.FromFile(file));
            CompiledModel model = CompiledModel.Compile(read.Value ?? throw new InvalidDataException($"{file} is not read"));
            double[] start = new double[model.SpeciesNames.Length], parameters = model.Parameters();
            model.InitialPopulations(parameters, start);
            long before = GC.GetAllocatedBytesForCurrentThread();
            var solver = new JumpSolver(model.Jumps(parameters), new JumpOptions());
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Ours(solver, start, end, 0);
            var ours = new List<double>();
            var theirs = new List<double>();
            long events = 0;
            for (uint round = 1; round <= Rounds; round++)   // interleaved: a busy neighbour slows both
            {
                (double speed, events) = Ours(solver, start, end, round);
                ours.Add(speed);
                if (peer is not null) theirs.Add(Theirs(file, end, round));
            }

            double fast = Measurement.Middle(ours);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {Path.GetFileNameWithoutExtension(file)} | {start.Length:N0} / {model.Network.Reactions.Length:N0} | {end} | {events:N0} | {fast / 1e6:F2} | {(peer is null ? "" : $"{Measurement.Middle(theirs) / 1e6:G3}")} | {(peer is null ? "" : Measurement.Ratio([.. ours], [.. theirs]))} | {(double)bytes / model.Network.Reactions.Length:F0} | {least * fast:P0} |"));
        }
    }

    private static (double PerSecond, long Events) Ours(JumpSolver solver, double[] start, double end, uint run)
    {
        solver.Start(0, start, new RandomSource(1).Sequence(1, run));
        TimeSpan before = Environment.CpuUsage.TotalTime;
        JumpStatus status = solver.Advance(end);
        double seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        return status == JumpStatus.Completed ? (solver.Statistics.Events / seconds, solver.Statistics.Events) : throw new InvalidOperationException(status.ToString());
    }

    // what it says of its own propagation, reading and preparation left out
    private static double Measured(string said, Regex pattern) =>
        pattern.Match(said) is { Success: true } match ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : throw new InvalidDataException($"run_network did not say: {said}");

    private double Theirs(string file, double end, uint seed)
    {
        DirectoryInfo work = Directory.CreateTempSubdirectory("blockade-bench-");
        string[] arguments =
        [
            "-o", Path.Combine(work.FullName, "run"), "-p", "ssa", "-h", seed.ToString(CultureInfo.InvariantCulture), "--cdat", "0", "--fdat", "0", "-g", file, file,
            end.ToString(CultureInfo.InvariantCulture), "1",
        ];
        using Process run = Process.Start(new ProcessStartInfo(peer!, arguments) { RedirectStandardOutput = true })!;
        string said = run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        work.Delete(recursive: true);
        return Measured(said, Steps()) / Measured(said, Seconds());
    }

    // two kinds that turn into each other: the draw, the choice and the change, and little else
    private static double Smallest()
    {
        const string text = "begin seed species\nA(s~0) 1000\nend seed species\nbegin reaction rules\nA(s~0) <-> A(s~1) 1, 1\nend reaction rules";
        CompiledModel model = CompiledModel.Compile(ReactionNetwork.Expand(BnglReader.Read(new SourceText("cycle.bngl", text)).Value!, ExpansionLimits.Default).Value!);
        var solver = new JumpSolver(model.Jumps(model.Parameters()), new JumpOptions());
        return 1 / Enumerable.Range(0, 5).Select(k => Ours(solver, [1000, 0], 3000, (uint)k).PerSecond).Max();
    }

    [GeneratedRegex(@"TOTAL STEPS:\s*([0-9.e+]+)")]
    private static partial Regex Steps();

    [GeneratedRegex(@"Propagation took\s*([0-9.e+-]+)")]
    private static partial Regex Seconds();
}
