using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.NetworkFree;
using Blockade.Numerics.Random;

namespace Blockade.Bench;

/// <summary>Events a second, molecule by molecule: NFsim's own performance models beside NFsim, and one model at three sizes.</summary>
internal sealed partial class NetworkFreeBench(TextWriter output, string folder, string? peer)
{
    private const int Pairs = 5;
    private const int Rounds = 7;
    private const int EventsOfRound = 300_000;
    private const int BytesOfPolymer = 40;   // a molecule's record of two sites and three patterns is 32, its places in their lists are two of 4

    // name, end and NFsim's flags, as the README beside its models has them
    private static readonly (string Name, double End, string Flags)[] _models =
    [
        ("push_pull", 100, "-notf"),
        ("egfr_net", 120, "-notf -utl 2"),
        ("ANx_noActivity", 100, "-utl 2"),
        ("tlbr_performance", 3000, "-bscb -cb -utl 3"),
    ];

    public void Run()
    {
        output.WriteLine("| model | until | events | ours, events a second | NFsim | ratio |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach ((string name, double end, string flags) in _models)
        {
            NetworkFreeModel model = Read(File.ReadAllText(Path.Combine(folder, name + ".bngl")), name);
            Ours(model, end);
            var ours = new List<double>();
            var theirs = new List<double>();
            long events = 0;
            for (int pair = 0; pair < Pairs; pair++)   // interleaved: a busy neighbour slows both
            {
                (double speed, events) = Ours(model, end);
                ours.Add(speed);
                if (peer is not null) theirs.Add(Theirs(name, end, flags));
            }

            double fast = Median(ours);
            string beside = peer is null ? "not given | " : string.Create(CultureInfo.InvariantCulture, $"{Median(theirs) / 1e3:N0} k | {fast / Median(theirs):F1}");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {end} | {events:N0} | {fast / 1e3:N0} k | {beside} |"));
        }

        output.WriteLine();
        output.WriteLine("| molecules of a reversible polymer | MB | ns an event | ns a line at random in as much memory | share of 2.5 lines in turn |");
        output.WriteLine("|---|---|---|---|---|");
        (int Molecules, NetworkFreeSimulator Simulator, MemoryWait Wait, int Bytes)[] polymers = [.. new[] { 1000, 10_000, 100_000, 1_000_000 }.Select(n =>
            (n, Start($"begin seed species\nA(a,b) {n}\nend seed species\nbegin reaction rules\nA(a) + A(b) <-> A(a!1).A(b!1) {1.0 / n}, 1\nend reaction rules"),
            new MemoryWait(n * BytesOfPolymer), n * BytesOfPolymer))];
        var costs = polymers.Select(_ => new List<double>()).ToArray();
        var waits = polymers.Select(_ => new List<double>()).ToArray();
        for (int round = 0; round < Rounds; round++)
        {
            for (int p = 0; p < polymers.Length; p++)
            {
                costs[p].Add(Nanoseconds(polymers[p].Simulator));
                waits[p].Add(polymers[p].Wait.Measure());
            }
        }

        for (int p = 0; p < polymers.Length; p++)
        {
            (double each, double wait) = (Median(costs[p]), Median(waits[p]));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {polymers[p].Molecules:N0} | {polymers[p].Bytes / 1e6:F1} | {each:N0} | {wait:F0} | {2.5 * wait / each:P0} |"));
        }

        output.WriteLine();
        output.WriteLine("| molecules in each aggregate that takes and leaves ligands, 20,000 in all | ns an event |");
        output.WriteLine("|---|---|");
        (int Length, NetworkFreeSimulator Simulator)[] aggregates = [.. new[] { 100, 1000, 10_000 }.Select(length =>
        {
            // chains of a fixed backbone; sites beside the backbone take and leave a ligand
            string chain = string.Join('.', Enumerable.Range(0, length).Select(i => $"A({(i == 0 ? "a" : $"a!{i}")},{(i == length - 1 ? "b" : $"b!{i + 1}")},s)"));
            return (length, Start($"begin seed species\n{chain} {20_000 / length}\nL(r) 20000\nend seed species\nbegin reaction rules\nA(s) + L(r) <-> A(s!1).L(r!1) 0.0001, 1\nend reaction rules"));
        })];
        var nanoseconds = aggregates.Select(_ => new List<double>()).ToArray();
        for (int round = 0; round < Rounds; round++)
        {
            for (int p = 0; p < aggregates.Length; p++) nanoseconds[p].Add(Nanoseconds(aggregates[p].Simulator));
        }

        for (int p = 0; p < aggregates.Length; p++) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {aggregates[p].Length:N0} | {Median(nanoseconds[p]):N0} |"));
    }

    // settled, and the code warm
    private static NetworkFreeSimulator Start(string text)
    {
        var simulator = new NetworkFreeSimulator(Read(text, "scale"), [], new RandomSource(1).Sequence(1, 0), new NetworkFreeLimits(MaxEvents: EventsOfRound));
        Nanoseconds(simulator);
        return simulator;
    }

    private static double Nanoseconds(NetworkFreeSimulator simulator)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long events = simulator.Events + simulator.NullEvents;
        double t = 0;   // nothing depends on it
        simulator.Advance(ref t, double.MaxValue);
        return (Environment.CpuUsage.TotalTime - before).TotalNanoseconds / (simulator.Events + simulator.NullEvents - events);
    }

    private static NetworkFreeModel Read(string text, string name) =>
        NetworkFreeModel.Compile(BnglReader.Read(new SourceText(name, text)).Value ?? throw new InvalidDataException($"{name} is not read")).Value
        ?? throw new InvalidDataException($"{name} needs a network");

    private static (double Speed, long Events) Ours(NetworkFreeModel model, double end)
    {
        var simulator = new NetworkFreeSimulator(model, model.Parameters(), new RandomSource(1).Sequence(1, 0));
        TimeSpan before = Environment.CpuUsage.TotalTime;
        double t = 0;
        simulator.Advance(ref t, end);
        double seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        return (simulator.Events / seconds, simulator.Events);
    }

    // NFsim prints its own processor time, without that of reading the model; null events are counted by it as events
    private double Theirs(string name, double end, string flags)
    {
        string gdat = Path.Combine(Path.GetTempPath(), $"{name}-{Environment.ProcessId}.gdat");
        var start = new ProcessStartInfo(peer!, string.Create(CultureInfo.InvariantCulture, $"-xml {name}.xml -sim {end} -oSteps 1 -o {gdat} {flags}"))
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        using Process run = Process.Start(start)!;
        string text = run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        File.Delete(gdat);
        Match counted = Summary().Match(text);
        Match idle = Idle().Match(text);
        if (!counted.Success || !idle.Success) throw new InvalidDataException($"NFsim said nothing of {name}: {text}");
        double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);
        return (Number(counted.Groups[1]) - Number(idle.Groups[1])) / Number(counted.Groups[2]);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    [GeneratedRegex(@"You just simulated (\d+) reactions in (\S+)s")]
    private static partial Regex Summary();

    [GeneratedRegex(@"Null events: (\d+)")]
    private static partial Regex Idle();
}
