using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Bench;

/// <summary>What the processor does at best, and what share of it factorisations of full matrices reach.</summary>
internal sealed class LimitBench(TextWriter output)
{
    public void Run()
    {
        double peak = 2e-9 * Processor.Here.MultiplyAdds;
        output.WriteLine(Processor.Here);
        output.WriteLine("| full matrix | LU, ms | GF/s | share of the registers' |");
        output.WriteLine("|---|---|---|---|");
        foreach (int n in new[] { 64, 128, 256, 512, 1024, 2048 })
        {
            SparsityPattern pattern = SparsityPattern.Dense(n);
            var lu = new SparseLu(pattern);
            double[] values = [.. from j in Enumerable.Range(0, n) from i in Enumerable.Range(0, n) select i == j ? n : 1.0 / (1 + i + j)];
            int repeats = Math.Max(1, 20_000_000 / (n * n));
            (double seconds, _) = Measurement.Median(() => Enumerable.Range(0, repeats).All(_ => lu.Factor(values)));
            double rate = 2.0 / 3 * n * n * n * repeats / seconds * 1e-9;
            output.WriteLine($"| {n} | {seconds / repeats * 1e3:F3} | {rate:F1} | {rate / peak:P0} |");
        }
    }
}
