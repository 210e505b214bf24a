using Blockade.Simulation;
using System.Diagnostics;
namespace Blockade.Tests.Flagship;

public class ProbeTests
{
    [Fact]
    public void Probe()
    {
        var cell = new FlagshipCell();
        var o = TestContext.Current.TestOutputHelper!;
        ReceptorModel m = ReceptorModel.From(cell.Model).Model!;
        var w = Stopwatch.StartNew();
        foreach (var (nt,n2,n3,nn,lo) in new[]{(9,4,3,11,0.3),(9,4,4,9,0.5),(9,3,3,9,0.5)})
        {
            w.Restart();
            var axes = new ReceptorSurfaceAxes(new(0, 3000, lo, nt), new(0, 3000, lo, nt), new(1e5, 1e7, 0, n2), new(2e3, 2e5, 0, n3), new(0, 5, 0.01, nn));
            var (s, f) = ReceptorSurface.Tabulate(m, axes, 2, null, TestContext.Current.CancellationToken);
            o.WriteLine($"{nt} {n2} {n3} {nn} {lo}: {w.Elapsed.TotalSeconds:f2} s, fail {f}");
            if (s is null) continue;
            var layer = new ReceptorLayer(m);
            var r = new Blockade.Numerics.Random.RandomSource(7).Sequence(9, 0);
            var errs = new List<(double,double,double,double)>();
            for (int i = 0; i < 200; i++)
            {
                double h2 = 1e6*Math.Exp(0.55*r.NextNormal()), h3 = 2e4*Math.Exp(0.7*r.NextNormal()), nrg = 0.1*Math.Exp(1.0*r.NextNormal());
                double t = Math.Exp(Math.Log(1)+r.NextUniform()*Math.Log(1e3)), p = Math.Exp(Math.Log(1)+r.NextUniform()*Math.Log(1e3));
                layer.Begin(h2,h3,nrg);
                layer.Solve(t,p,out var ex, TestContext.Current.CancellationToken);
                var ap = s.ForCell(h2,h3,nrg).At(t,p);
                errs.Add((Math.Abs(ap.Akt-ex.Akt), Math.Abs(ap.Erk-ex.Erk), Math.Abs(ap.BoundAntibodies/ex.BoundAntibodies-1), Math.Abs(ap.TrastuzumabUptakePerSecond/ex.TrastuzumabUptakePerSecond-1)));
            }
            foreach (var g in new Func<(double,double,double,double),double>[]{e=>e.Item1,e=>e.Item2,e=>e.Item3,e=>e.Item4})
            { var q=errs.Select(g).Order().ToArray(); o.WriteLine($"  median {q[100]:e2} p95 {q[190]:e2} max {q[199]:e2}"); }
            o.WriteLine($"iterations {layer.Iterations}");
        }
    }
}
