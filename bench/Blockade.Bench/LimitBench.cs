using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Bench;

/// <summary>What the processor does at best, and what share of it the kernels reach: operations in registers, and a sum over memory.</summary>
internal sealed unsafe class LimitBench(TextWriter output)
{
    public void Run()
    {
        double peak = Peak();
        output.WriteLine($"multiply-adds in registers: {peak:F0} GF/s; reading from memory: {Bandwidth():F1} GB/s");
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

    // ten independent chains: enough to fill two units of four cycles' latency
    private static double Peak()
    {
        const int repeats = 10_000_000;
        (double seconds, _) = Measurement.Median(() =>
        {
            Vector512<double> m = Vector512.Create(0.999999), a = Vector512.Create(1e-6);
            Vector512<double> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a;
            for (int i = 0; i < repeats; i++)
            {
                c0 = Vector512.MultiplyAddEstimate(c0, m, a);
                c1 = Vector512.MultiplyAddEstimate(c1, m, a);
                c2 = Vector512.MultiplyAddEstimate(c2, m, a);
                c3 = Vector512.MultiplyAddEstimate(c3, m, a);
                c4 = Vector512.MultiplyAddEstimate(c4, m, a);
                c5 = Vector512.MultiplyAddEstimate(c5, m, a);
                c6 = Vector512.MultiplyAddEstimate(c6, m, a);
                c7 = Vector512.MultiplyAddEstimate(c7, m, a);
                c8 = Vector512.MultiplyAddEstimate(c8, m, a);
                c9 = Vector512.MultiplyAddEstimate(c9, m, a);
            }

            return Vector512.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9);
        });
        return 10.0 * 8 * 2 * repeats / seconds * 1e-9;
    }

    private static double Bandwidth()
    {
        var data = new double[1 << 24];
        data.AsSpan().Fill(1);
        (double seconds, _) = Measurement.Median(() =>
        {
            Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default;
            fixed (double* p = data)
            {
                for (int i = 0; i < data.Length; i += 32)
                {
                    s0 += Vector512.Load(p + i);
                    s1 += Vector512.Load(p + i + 8);
                    s2 += Vector512.Load(p + i + 16);
                    s3 += Vector512.Load(p + i + 24);
                }
            }

            return Vector512.Sum(s0 + s1 + s2 + s3);
        });
        return 8.0 * data.Length / seconds * 1e-9;
    }
}
