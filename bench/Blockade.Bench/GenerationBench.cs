using System.Globalization;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;

namespace Blockade.Bench;

/// <summary>Network generation as a whole process, from the BNGL file to the <c>.net</c> file: ours beside BioNetGen's generators.</summary>
internal sealed class GenerationBench(TextWriter output, string folder, string ours, string? perl, string? native)
{
    private const int Runs = 5;

    // smallest to largest; the first is mostly the start of a process
    private static readonly string[] _models =
    [
        "bionetgen/Models2/toy-jim.bngl", "bionetgen/Models2/egfr_net.bngl", "bionetgen/Models2/fceri_ji.bngl", "bionetgen/FceriModels/fceri_lyn_745.bngl",
        "bionetgen/FceriModels/fceri_fyn.bngl", "rni/bcr.bngl", "bionetgen/FceriModels/fceri_gamma2.bngl",
    ];

    public void Run()
    {
        output.WriteLine("| model | species / reactions | ours, s | MB | us a reaction | Perl, s | MB | ratio | C++, s | MB | ratio |");
        output.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        DirectoryInfo work = Directory.CreateTempSubdirectory("blockade-bench-");
        foreach (string path in _models)
        {
            string name = Path.GetFileNameWithoutExtension(path), file = Path.Combine(work.FullName, name + ".bngl"), result = Path.Combine(work.FullName, "ours");
            File.WriteAllText(file, GenerationOnly(Path.Combine(folder, path)));
            var times = new List<(double Seconds, double Megabytes)>[] { [], [], [] };
            for (int run = 0; run < Runs; run++)   // interleaved: a busy neighbour slows all
            {
                times[0].Add(ChildProcess.Measure(work.FullName, ours, "bngl", "run", file, "--out", result, "--force", "--quiet"));

                // a minute a run: once is enough beside a spread of a few per cent
                if (perl is not null && (run == 0 || times[1][0].Seconds < 10)) times[1].Add(ChildProcess.Measure(work.FullName, "perl", perl, "--outdir", work.FullName, file));
                if (native is not null && (run == 0 || times[2][0].Seconds < 10)) times[2].Add(ChildProcess.Measure(work.FullName, native, file));
            }

            (int species, int reactions) = Size(Path.Combine(result, name + ".net"));
            (double seconds, double megabytes) = Median(times[0]);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {species:N0} / {reactions:N0} | {seconds:F3} | {megabytes:F0} | {seconds * 1e6 / reactions:F0} | {Beside(times[1])} | {Beside(times[2])} |"));

            string Beside(List<(double Seconds, double Megabytes)> peer) => peer.Count == 0 ? "| | "
                : string.Create(CultureInfo.InvariantCulture, $"{Median(peer).Seconds:F2} | {Median(peer).Megabytes:F0} | {Median(peer).Seconds / seconds:F1}");
        }

        work.Delete(recursive: true);
    }

    // the model as it stands, and one action
    private static string GenerationOnly(string path)
    {
        string text = File.ReadAllText(path);
        var model = BnglReader.Read(new SourceText(path, text)).Value ?? throw new InvalidDataException($"{path} is not read");
        int end = model.Actions.IsEmpty ? text.Length : model.Actions.Min(a => a.Span.Start);
        return text[..end] + "\ngenerate_network({overwrite=>1})\n";
    }

    private static (int Species, int Reactions) Size(string net)
    {
        string[] lines = File.ReadAllLines(net);
        int Between(string block) => Array.IndexOf(lines, $"end {block}") - Array.IndexOf(lines, $"begin {block}") - 1;
        return (Between("species"), Between("reactions"));
    }

    private static (double Seconds, double Megabytes) Median(List<(double Seconds, double Megabytes)> runs) => runs.Order().ElementAt(runs.Count / 2);
}
