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
        output.WriteLine("| what grows | size | ns an event |");
        output.WriteLine("|---|---|---|");
        foreach (int molecules in (int[])[1000, 10_000, 100_000])
        {
            Scale("molecules, aggregates as they are", molecules, $"begin seed species\nA(a,b) {molecules}\nend seed species\nbegin reaction rules\nA(a) + A(b) <-> A(a!1).A(b!1) {1.0 / molecules}, 1\nend reaction rules");
        }

        foreach (int length in (int[])[100, 1000, 10_000])
        {
            // chains of a fixed backbone; sites beside the backbone take and leave a ligand
            string chain = string.Join('.', Enumerable.Range(0, length).Select(i => $"A({(i == 0 ? "a" : $"a!{i}")},{(i == length - 1 ? "b" : $"b!{i + 1}")},s)"));
            Scale("molecules in an aggregate", length, $"begin seed species\n{chain} {20_000 / length}\nL(r) 20000\nend seed species\nbegin reaction rules\nA(s) + L(r) <-> A(s!1).L(r!1) 0.0001, 1\nend reaction rules");
        }
    }

    private void Scale(string what, int size, string text)
    {
        var simulator = new NetworkFreeSimulator(Read(text, what), [], new RandomSource(1).Sequence(1, 0), new NetworkFreeLimits(MaxEvents: 300_000));
        double t = 0;
        simulator.Advance(ref t, double.MaxValue);   // settles, and warms up
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long events = simulator.Events + simulator.NullEvents;
        for (int k = 0; k < 3; k++) simulator.Advance(ref t, double.MaxValue);
        double seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {size:N0} | {seconds * 1e9 / (simulator.Events + simulator.NullEvents - events):N0} |"));
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
