using Blockade.Simulation;
using Blockade.Evidence;
using Blockade.Populations;
using Blockade.Calibration;
using Blockade.Trials;
using Blockade.Tumours;
using Blockade.Numerics.Random;
using System.Diagnostics;
namespace Blockade.Tests.Flagship;

public class ProbeTests
{
    [Fact]
    public void Probe()
    {
        var ct = TestContext.Current.CancellationToken;
        var cell = new FlagshipCell();
        var o = TestContext.Current.TestOutputHelper!;
        ReceptorModel m = ReceptorModel.From(cell.Model).Model!;
        var w = Stopwatch.StartNew();
        var (s, f) = ReceptorSurface.Tabulate(m, ReceptorSurfaceAxes.Default, 2, null, ct);
        o.WriteLine($"table {w.Elapsed.TotalSeconds:f2} {f}");
        var read = Her2Evidence.Parameters();
        o.WriteLine(string.Join("\n", read.Diagnostics.Select(d => d.Render())));
        var cal = EvidenceReader.ReadParameters(Her2Files.Read("calibrated.csv"));
        var table = read.Value!.With(cal.Value!);
        var pub = Her2Evidence.Published();
        o.WriteLine(string.Join("\n", pub.Diagnostics.Select(d => d.Render())));
        var pop = new PopulationModel(Scratch.Pop, table);
        var sim = new SubjectSimulator(s!, InterstitiumParameters.From(table), 1e-5);
        var random = new RandomSource(1);
        w.Restart();
        var trial = new TrialSimulator(Scratch.Cleo, pop, sim, TumourParameters.From(table), random, 2).Run(0, null, ct);
        o.WriteLine($"trial {w.Elapsed.TotalSeconds:f2} s, failed {trial.Subjects.Count(r => r.Status is not null)} clamped {trial.ClampedPatients}");
        string Q(IEnumerable<double> v) { var a = v.Order().ToArray(); return $"{a[(int)(a.Length*0.05)]:g3} / {a[a.Length/2]:g4} / {a[(int)(a.Length*0.95)]:g4}"; }
        o.WriteLine($"T trough {Q(trial.Subjects.Select(r=>r.TrastuzumabTrough))}  P trough {Q(trial.Subjects.Where(r=>r.Arm==1).Select(r=>r.PertuzumabTrough))}");
        foreach (int arm in new[]{0,1}) { var a = trial.Subjects.Where(r=>r.Arm==arm).ToArray();
          o.WriteLine($"arm {arm} signal {Q(a.Select(r=>r.SignalOnTreatment))} doc doses {Q(a.Select(r=>(double)r.Docetaxel.Doses.Length))} reduced {a.Count(r=>r.Docetaxel.Reductions>0)} severe {a.Count(r=>r.Docetaxel.SevereNeutropenia)} FN {a.Count(r=>r.Docetaxel.FebrileNeutropenia)} ORR {a.Count(r=>r.Disease!.Best>=Response.Partial)/(double)a.Length:f3} maxE {Q(a.Select(r=>(double)r.Docetaxel.EffectMilligramHoursPerLitre.Max()))}"); }
        foreach (var a in Scratch.Cleo.Analyses) { var r = AnalysisResult.Of(trial, a); o.WriteLine($"{a.Name} at {r.Data.At.Months:f1}: {string.Join("; ", r.Arms.Select(x=>$"{x.Arm} n {x.Patients} ev {x.Events} median {x.Median.Value:f1} ({x.Median.Lower:f1}-{x.Median.Upper:f1})"))} HR {r.Comparisons[0].HazardRatio.Value:f3} p {r.Comparisons[0].LogRank!.PValue:g3}"); }
    }
}
