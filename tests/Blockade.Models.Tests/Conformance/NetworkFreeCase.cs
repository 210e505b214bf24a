using System.Globalization;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.NetworkFree;
using Blockade.Models.Rules;
using Blockade.Models.Tests.NetworkFree;
using Blockade.Numerics.Random;
using Blockade.Testing;

namespace Blockade.Models.Tests.Conformance;

/// <summary>A model of the network-free archive, run as often as its rule says, and its reference.</summary>
internal sealed class NetworkFreeCase(CorpusArchive corpus, Dictionary<string, string> row)
{
    // the archive's rule for a quick check
    private const int Runs = 20;

    public string Id => row["id"];

    public string[] Features =>
        [.. row["features"].Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(f => !f.Contains(':', StringComparison.Ordinal)), Id.Split('/')[0], "all"];

    /// <summary>Runs the model and compares. Empty: the same; else what is refused, or what differs.</summary>
    public string Compare(CancellationToken cancellation)
    {
        string folder = Id + "/";
        var read = BnglReader.Read(new SourceText(Id, corpus[folder + row["model_file"]]), file => corpus.Names.Contains(folder + file) ? corpus[folder + file] : null);
        if (read.Value is null) return Refusal(read.Diagnostics);
        Checked<NetworkFreeModel> compiled = NetworkFreeModel.Compile(read.Value);
        if (compiled.Value is not { } model) return Refusal(compiled.Diagnostics);
        (string, double)[] changed = [.. read.Value.Actions.TakeWhile(a => a.Name != "simulate" && a.Name != "simulate_nf").Where(a => a is { Name: "setParameter", Arguments.Length: 2 })
            .Select(a => (a.Arguments[0], double.Parse(a.Arguments[1], CultureInfo.InvariantCulture)))];
        double[] parameters = model.Parameters(changed);
        string[] names = [.. corpus.Names.Where(n => n.StartsWith(folder + "reference/", StringComparison.Ordinal)).Select(n => n[(folder.Length + 10)..])];
        if (names.Contains("nfsim100.tint.tsv")) return CompareIntegrals(model, parameters, Table("nfsim100.mean.tsv"), corpus.Table($"{folder}reference/nfsim100.tint.tsv"), cancellation);
        if (names.Length == 0) return Run(model, parameters, [0, EndOfFlags()], 1, cancellation).Trouble;

        // where NFsim does not know a feature the network's ensemble decides, or its differential equation
        bool byNetwork = row["notes"].Contains("verdict by ode/ssa", StringComparison.Ordinal);
        return !byNetwork ? ComparePoints(model, parameters, Table("nfsim.mean.tsv"), Table("nfsim.std.tsv"), cancellation)
            : names.Contains("ssa.mean.tsv") && Starts(model, parameters, Table("ssa.mean.tsv")) ? ComparePoints(model, parameters, Table("ssa.mean.tsv"), Table("ssa.std.tsv"), cancellation)
            : ComparePoints(model, parameters, Table("ode.gdat"), null, cancellation);
    }

    // two ensembles in the archive are of an earlier version of their model, with other seeds
    private static bool Starts(NetworkFreeModel model, double[] parameters, (string[] Columns, double[][] Rows) means)
    {
        var start = new double[model.ObservableNames.Length];
        new NetworkFreeSimulator(model, parameters, new RandomSource(7).Sequence(1, 0)).Observables(start);
        return Outputs(model, means.Columns).All(o => start[o.Output] == means.Rows[0][o.Column]);
    }

    private static string Refusal(IEnumerable<Diagnostic> diagnostics)
    {
        Diagnostic[] errors = [.. diagnostics.Where(d => d.Severity == Severity.Error)];
        bool byName = errors.Length > 0 && errors.All(d => d.Code.StartsWith("BNG3", StringComparison.Ordinal) || d.Code == "NET1301");
        return $"{(byName ? "refused" : "not read")}: {string.Join("; ", errors.Select(d => $"{d.Code} {d.Message}").Distinct().Take(3))}";
    }

    // of all points at most 1 % beyond z = 4 and none beyond 6; where nothing varies, equality
    private static string ComparePoints(
        NetworkFreeModel model, double[] parameters, (string[] Columns, double[][] Rows) means, (string[] Columns, double[][] Rows)? deviations, CancellationToken cancellation)
    {
        const int runsOfReference = 20;
        (double[][][] values, string trouble) = Run(model, parameters, [.. means.Rows.Select(r => r[0])], Runs, cancellation);
        if (trouble.Length > 0) return trouble;
        var z = new List<(double Z, string Where)>();
        foreach ((int column, int output) in Outputs(model, means.Columns))
        {
            for (int k = 0; k < means.Rows.Length; k++)
            {
                (double mean, double variance) = values.Select(v => v[k][output]).Moments();

                // a differential equation has no deviation; a mean of so many runs of whole molecules moves in steps of one in as many
                double error2 = deviations is { } d ? d.Rows[k][column] * d.Rows[k][column] / runsOfReference : 1.0 / (Runs * Runs);
                z.Add((Score(mean, variance / Runs, means.Rows[k][column], error2), $"{means.Columns[column]} at {means.Rows[k][0]}: {mean:g4}, not {means.Rows[k][column]:g4}"));
            }
        }

        (double worst, string where) = z.MaxBy(x => x.Z);
        int far = z.Count(x => x.Z > 4);
        return worst > 6 || far > 0.01 * z.Count ? $"wrong: {far} of {z.Count} points beyond 4, the worst {worst:F1}, {where}" : "";
    }

    // integrals over time: z below 5, or below 1.2 times what halves of the reference show among themselves
    private string CompareIntegrals(
        NetworkFreeModel model, double[] parameters, (string[] Columns, double[][] Rows) means, IEnumerable<Dictionary<string, string>> integrals, CancellationToken cancellation)
    {
        Dictionary<string, string>? noise = corpus.Table("corpus_noise_floor.tsv").FirstOrDefault(n => n["model"] == Id.Split('/')[1]);
        double bound = noise is null ? 5 : Math.Max(5, 1.2 * Number(noise["tz_p99_n10"]));
        double[] times = [.. means.Rows.Select(r => r[0])];
        (double[][][] values, string trouble) = Run(model, parameters, times, Runs, cancellation);
        if (trouble.Length > 0) return trouble;
        var wrong = new List<string>();
        int compared = 0;
        foreach (Dictionary<string, string> integral in integrals)
        {
            string name = integral.GetValueOrDefault("observable") ?? integral["obs"];
            if (Outputs(model, ["time", name]).ToArray() is not [(_, int output)]) continue;
            (double mean, double variance) = values.Select(v => Enumerable.Range(1, times.Length - 1).Sum(k => (times[k] - times[k - 1]) * (v[k][output] + v[k - 1][output]) / 2)).Moments();
            double deviation = Number(integral["I_std"]);
            double z = Score(mean, variance / Runs, Number(integral["I_mean"]), deviation * deviation / Number(integral["n_reps"]));
            compared++;
            if (!(z < bound)) wrong.Add($"{name} {z:F1} ({mean:g5}, not {Number(integral["I_mean"]):g5})");
        }

        return compared == 0 ? "wrong: nothing to compare" : wrong.Count > 0 ? $"wrong: {string.Join(", ", wrong)}" : "";
    }

    private static double Score(double mean, double variance, double reference, double variance2)
    {
        double error = Math.Sqrt(variance + variance2);
        double gap = Math.Abs(mean - reference);
        return gap <= 1e-5 * Math.Max(1, Math.Abs(reference)) ? 0 : gap / error;   // six digits are printed
    }

    private static IEnumerable<(int Column, int Output)> Outputs(NetworkFreeModel model, string[] columns) =>
        columns.Select((c, i) => (i, model.ObservableNames.IndexOf(c))).Skip(1).Where(o => o.Item2 >= 0);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static (double[][][] Values, string Trouble) Run(NetworkFreeModel model, double[] parameters, double[] times, int runs, CancellationToken cancellation)
    {
        var values = new double[runs][][];
        string trouble = "";
        Parallel.For(0, runs, r =>
        {
            var simulator = new NetworkFreeSimulator(model, parameters, new RandomSource(7).Sequence(1, (uint)r), new NetworkFreeLimits(MaxEvents: 200_000_000));
            values[r] = new double[times.Length][];
            double t = times[0];
            for (int k = 0; k < times.Length; k++)
            {
                NetworkFreeStatus status = simulator.Advance(ref t, times[k], cancellation);
                if (status != NetworkFreeStatus.Completed) trouble = $"wrong: stopped at {t:g4}: {status} {simulator.OffendingRule}";
                values[r][k] = new double[model.ObservableNames.Length];
                simulator.Observables(values[r][k]);
            }
        });
        return (values, trouble);
    }

    private (string[] Columns, double[][] Rows) Table(string name)
    {
        string[] lines = corpus[$"{Id}/reference/{name}"].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (Cells(lines[0].TrimStart('#')), [.. lines.Skip(1).Select(l => Cells(l).Select(Number).ToArray())]);

        static string[] Cells(string line) => line.Split((char[])['\t', ' ', '\r'], StringSplitOptions.RemoveEmptyEntries);
    }

    // "-sim 100 -oSteps 10" among NFsim's flags
    private double EndOfFlags()
    {
        string[] words = row["notes"].Split(' ');
        int at = Array.IndexOf(words, "-sim");
        return at < 0 ? 1 : Number(words[at + 1]);
    }
}
