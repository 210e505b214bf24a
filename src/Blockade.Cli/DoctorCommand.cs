using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Blockade.Evidence;
using Blockade.Models.Diagnostics;
using Blockade.Files;
using Blockade.Reporting;

namespace Blockade.Cli;

/// <summary><c>blockade doctor</c>: whether this machine can run Blockade, and what to put into a bug report.</summary>
internal sealed class DoctorCommand(CommandHost host)
{
    public Command Build()
    {
        var command = new Command("doctor", "Check this machine and installation; paste its output into a bug report.");
        command.SetAction((_, cancellation) => Task.FromResult(Run(cancellation)));
        return command;
    }

    private int Run(CancellationToken cancellation)
    {
        bool good = true;
        void Line(bool ok, string what, string found)
        {
            good &= ok;
            host.Out.WriteLine($"{(ok ? "ok  " : "FAIL")}  {what,-22} {found}");
        }

        Line(true, "Blockade", Product.Version);
        Line(Environment.Version.Major >= 10, "runtime", RuntimeInformation.FrameworkDescription);
        Line(true, "machine", $"{RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} cores, vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits");
        double gigabytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;
        Line(gigabytes > 0.5, "memory", gigabytes.ToString("0.0", CultureInfo.InvariantCulture) + " GB");
        Checked<StudyInputs> study = StudyInputs.Read(Her2Files.Read("trials/cleopatra.toml"), cancellation: cancellation);
        Line(study.Value is not null, "flagship files", study.Value is null ? string.Join("; ", study.Diagnostics.Select(d => d.Message)) : $"{Her2Files.Names.Count()} files, {study.Value.Receptors.Compiled.SpeciesNames.Length} species");
        string frozen = Calibration.TumourFit.FrozenHash(Her2Files.Read("calibrated.csv").Text) ?? "no hash";
        bool same = study.Value is not null && frozen == study.Value.Published.Targets.Sha256;
        Line(same, "calibration", same ? "frozen to the calibrate rows that ship here" : "was fitted to other results than ship here");
        Line(TryDraw(out string drawing), "figures", drawing);
        Line(TryWrite(out string writing), "working folder", writing);
        return good ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static bool TryDraw(out string found)
    {
        try
        {
            byte[] png = FigureRenderer.Png(new ForestFigure
            {
                Title = "doctor",
                Description = "one row",
                Value = new FigureAxis("value", "1"),
                Rows = [new ForestRow("one", new ForestEstimate(1, 0.5, 2))],
            });
            found = $"drawn, {png.Length} bytes";
            return true;
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or InvalidOperationException)
        {
            found = $"cannot be drawn: {e.Message}";
            return false;
        }
    }

    private bool TryWrite(out string found)
    {
        string path = Path.Combine(host.WorkingFolder, FormattableString.Invariant($".blockade-doctor-{Environment.ProcessId}"));
        try
        {
            File.WriteAllText(path, "");
            File.Delete(path);
            found = "can be written to";
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            found = $"cannot be written to: {e.Message}; use --out";
            return false;
        }
    }
}
