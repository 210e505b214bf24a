namespace Blockade.Tests.Flagship;

public class ProbeTests
{
    [Fact]
    public void Probe()
    {
        var cell = new FlagshipCell();
        var o = TestContext.Current.TestOutputHelper!;
        o.WriteLine($"{cell.Model.SpeciesNames.Length} {cell.Model.Network.Reactions.Length} warnings {string.Join('|', cell.Diagnostics.Select(d => d.Message))}");
        foreach (double h2 in new[] { 1e6, 5e4 })
        {
            foreach (double n in new[] { 0, 0.1, 0.156, 0.625, 1, 2.5, 10 })
            {
                var c = cell.Treat(0, 0, n, parameters: ("H2_0", h2));
                string line = $"H2 {h2:g3} N {n}: pH3 {c["pH3"]:f0} pAKT {c["pAKT"]:f3} pERK {c["pERK"]:f3} s22 {c["s22"]:f0} s23 {c["s23"]:f0} sN {c["sN"]:f0} D22 {c["D22"]:f0} H2tot {c["H2tot"]:f0} H3 {c["H3tot"]:f0} pH2 {c["pH2"]:f0} p95 {c["p95tot"]:f0}";
                foreach ((double t, double p) in new[] { (100.0, 0.0), (0.0, 100.0), (100.0, 100.0) })
                {
                    var d = cell.Treat(t, p, n, parameters: ("H2_0", h2));
                    line += $" | T{t} P{p}: pH3 {d["pH3"] / c["pH3"]:f3} pH2 {d["pH2"] / c["pH2"]:f3} AKT {d["pAKT"]:f3}";
                }

                o.WriteLine(line);
            }
        }
    }
}
