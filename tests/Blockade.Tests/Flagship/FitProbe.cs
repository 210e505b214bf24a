using System.Globalization;
using Blockade.Simulation;
using Blockade.Evidence;
using Blockade.Populations;
using Blockade.Calibration;
using Blockade.Trials;
using Blockade.Tumours;
using Blockade.Numerics.Random;
using System.Diagnostics;
namespace Blockade.Tests.Flagship;

public class FitProbe
{
    [Fact]
    public void Fit()
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var ct = TestContext.Current.CancellationToken;
        var cell = new FlagshipCell();
        var o = TestContext.Current.TestOutputHelper!;
        ReceptorModel m = ReceptorModel.From(cell.Model).Model!;
        var (s, f) = ReceptorSurface.Tabulate(m, ReceptorSurfaceAxes.Default, 2, null, ct);
        var cal = EvidenceReader.ReadParameters(Her2Files.Read("calibrated.csv"));
        var table = Her2Evidence.Parameters().Value!.With(cal.Value!);
        var pub = Her2Evidence.Published().Value!;
        double nrg = double.Parse(Environment.GetEnvironmentVariable("NRG") ?? "0.1"), none = double.Parse(Environment.GetEnvironmentVariable("NONE") ?? "0.3");
        var pop = new PopulationModel(Scratch.Pop with { HeregulinNanomolar = nrg, NoHeregulinShare = none }, table);
        var sim = new SubjectSimulator(s!, InterstitiumParameters.From(table), 1e-5);
        FreeParameter[] free = [
            new("tumour.growth", 0.012, 0.6, true), new("tumour.growthSpread", 0.6, 0.4, true), new("tumour.loss", 0.02, 0.7, true), new("tumour.lossSpread", 0.7, 0.4, true),
            new("tumour.signalHalfScale", 5, 1.2, true), new("tumour.docetaxelKill", 0.004, 0.8, true), new("tumour.docetaxelKillSpread", 0.8, 0.4, true),
            new("tumour.adccKill", 0.006, 0.8, true), new("tumour.resistantLogOdds", -4, 1.5, false), new("tumour.resistantSpread", 2, 0.4, true),
            new("tumour.newLesions", 0.25, 0.6, true), new("tumour.pathologicalResponse", -2.5, 1, false), new("tumour.death", 0.2, 0.8, true), new("tumour.nextLineGrowthShare", 0.3, 0.6, true)];
        var w = Stopwatch.StartNew();
        var fit = new TumourFit(pub.Targets, Scratch.Trials, table, [.. free], pop, sim, new RandomSource(20260101), 500, 98, 2, ct);
        o.WriteLine($"prepared {w.Elapsed.TotalSeconds:f1}");
        w.Restart(); fit.Objective(new double[free.Length]); o.WriteLine($"one {w.Elapsed.TotalSeconds:f2}");
        var best = fit.Search(int.Parse(Environment.GetEnvironmentVariable("EVALS") ?? "250"), 6, null, ct);
        o.WriteLine($"objective {fit.Objective(best):f2} after {fit.Evaluations} in {w.Elapsed.TotalSeconds:f0} s");
        for (int i = 0; i < free.Length; i++) o.WriteLine($"{free[i].Id} {free[i].Value(best[i]):g4} ({best[i]:f2} sd)");
        foreach (var x in fit.Misfits(fit.Parameters(best))) o.WriteLine($"{x.Target.Id}: {x.Predicted:f3} vs {x.Observed:f3} ({x.Residual:f2} se)");
        // blind look is not taken here: only the fit is shown
        File.WriteAllLines("/tmp/fit-" + nrg + "-" + none + ".csv", fit.Freeze(best, pub.Targets).Select(r => $"{r.Id},{r.Value},{r.Unit},fixed,{r.Source},,fitted,"));
    }
}
