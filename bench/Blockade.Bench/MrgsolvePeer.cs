using System.Diagnostics;
using System.Globalization;

namespace Blockade.Bench;

/// <summary>
/// The population benchmark by R's mrgsolve, in a process that has compiled both models and then runs one when it is told to: from the file of parameters to its data
/// frame, by its own processor clock. Where R has no mrgsolve there is no peer.
/// </summary>
internal sealed class MrgsolvePeer : IDisposable
{
    private const string Script = """
        if (!requireNamespace("mrgsolve", quietly = TRUE)) { cat("none\n"); quit() }
        suppressPackageStartupMessages(library(mrgsolve))
        folder <- commandArgs(TRUE)[1]
        antibody <- mcode("antibody", '
        $PARAM CL = 1, V1 = 1, Q = 1, V2 = 1, VMAX = 1, KM = 1, WT = 1
        $CMT A1 A2
        $ODE
        double C = A1 / V1;
        double exchange = Q * C - Q / V2 * A2;
        dxdt_A1 = -CL * C - VMAX * C / (KM + C) - exchange;
        dxdt_A2 = exchange;
        $TABLE capture OUT = A1 / V1;
        ', quiet = TRUE)
        marrow <- mcode("marrow", '
        $PARAM CL = 1, V1 = 1, K12 = 1, K21 = 1, K13 = 1, K31 = 1, CIRC0 = 1, MTT = 1, SLOPE = 1, GAM = 1, BSA = 1
        $CMT A1 A2 A3 P T1 T2 T3 B
        $MAIN
        P_0 = CIRC0; T1_0 = CIRC0; T2_0 = CIRC0; T3_0 = CIRC0; B_0 = CIRC0;
        $ODE
        double ktr = 4 / MTT;
        double effect = SLOPE * A1 / V1 * 1000 / 807.9;
        dxdt_A1 = -(CL / V1 + K12 + K13) * A1 + K21 * A2 + K31 * A3;
        dxdt_A2 = K12 * A1 - K21 * A2;
        dxdt_A3 = K13 * A1 - K31 * A3;
        dxdt_P = ktr * P * ((1 - effect) * pow(CIRC0 / B, GAM) - 1);
        dxdt_T1 = ktr * (P - T1);
        dxdt_T2 = ktr * (T1 - T2);
        dxdt_T3 = ktr * (T2 - T3);
        dxdt_B = ktr * (T3 - B);
        $TABLE capture OUT = B;
        ', quiet = TRUE)
        doses <- function(p, time, amount, hour, interval, more) data.frame(p, time = time, amt = amount, rate = amount / hour, cmt = 1, evid = 1, ii = interval, addl = more)
        run <- list(
          antibody = function(rtol, atol) {
            p <- read.csv(file.path(folder, "parA.csv"))
            d <- rbind(doses(p, 0, 8 * p$WT, 1 / 24, 0, 0), doses(p, 21, 6 * p$WT, 1 / 24, 21, 18))
            mrgsim_d(antibody, d[order(d$ID, d$time), ], rtol = rtol, atol = atol, maxsteps = 50000, start = 0, end = 420, delta = 1, obsonly = TRUE, output = "df")
          },
          marrow = function(rtol, atol) {
            p <- read.csv(file.path(folder, "parB.csv"))
            mrgsim_d(marrow, doses(p, 0, 100 * p$BSA, 1, 504, 5), rtol = rtol, atol = atol, maxsteps = 50000, start = 0, end = 3024, delta = 24, obsonly = TRUE, output = "df")
          })
        input <- file("stdin", "r")
        cat(as.character(packageVersion("mrgsolve")), "\n", sep = "")
        while (length(line <- readLines(input, 1)) > 0) {
          task <- strsplit(line, " ")[[1]]
          gc(FALSE)
          before <- proc.time()
          out <- run[[task[1]]](as.numeric(task[2]), as.numeric(task[3]))
          used <- proc.time() - before
          writeBin(out$OUT, file.path(commandArgs(TRUE)[2], "values"))
          cat(sprintf("%.6f\n", used[[1]] + used[[2]]))
        }
        """;

    private readonly Process _r;
    private readonly string _folder;

    private MrgsolvePeer(Process r, string folder, string version) => (_r, _folder, Version) = (r, folder, version);

    public string Version { get; }

    /// <summary>Starts R, or tells by null that it has no mrgsolve.</summary>
    public static MrgsolvePeer? Start(string rscript, string parameters)
    {
        string folder = Directory.CreateTempSubdirectory("blockade-population-").FullName, script = Path.Combine(folder, "run.R");
        File.WriteAllText(script, Script);
        Process r = Process.Start(new ProcessStartInfo(rscript, ["--vanilla", script, parameters, folder]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        string? first = r.StandardOutput.ReadLine();
        var peer = new MrgsolvePeer(r, folder, first ?? "");
        if (first is not (null or "none")) return peer;
        peer.Dispose();
        return null;
    }

    /// <summary>Runs a model once: seconds of processor time, and all its outputs, patient by patient.</summary>
    public (double Seconds, double[] Values) Run(string model, double relative, double absolute)
    {
        _r.StandardInput.WriteLine(FormattableString.Invariant($"{model} {relative:R} {absolute:R}"));
        _r.StandardInput.Flush();
        double seconds = double.Parse(_r.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"R ended in '{model}'."), CultureInfo.InvariantCulture);
        byte[] written = File.ReadAllBytes(Path.Combine(_folder, "values"));
        var values = new double[written.Length / sizeof(double)];
        Buffer.BlockCopy(written, 0, values, 0, written.Length);
        return (seconds, values);
    }

    public void Dispose()
    {
        _r.StandardInput.Close();
        _r.WaitForExit();
        _r.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
