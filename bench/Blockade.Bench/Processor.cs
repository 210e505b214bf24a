using System.Runtime.Intrinsics;

namespace Blockade.Bench;

/// <summary>What one thread of this processor does at best, measured in this run: multiply-adds in registers, and reading from each level of memory.</summary>
/// <param name="MultiplyAdds">A second, of doubles, eight to a register.</param>
/// <param name="Reading">Bytes that were read again and again, and bytes a second, ascending.</param>
internal sealed unsafe record Processor(double MultiplyAdds, (int Size, double Rate)[] Reading)
{
    private static readonly Lazy<Processor> Measured = new(() => new Processor(Registers(), [.. new[] { 16 << 10, 512 << 10, 128 << 20 }.Select(size => (size, Rate(size)))]));

    public static Processor Here => Measured.Value;

    /// <summary>Seconds below which so much work cannot be done: arithmetic in registers, or what it reads from a set of so many bytes, whichever takes longer.</summary>
    public double Limit(double multiplyAdds, double bytes, double set) =>
        Math.Max(multiplyAdds / MultiplyAdds, bytes / Reading.Where(r => r.Size >= set).Append(Reading[^1]).First().Rate);

    public override string ToString() => $"multiply-adds in registers: {2e-9 * MultiplyAdds:F0} GF/s; reading from 16 kB, 512 kB and 128 MB: {string.Join(", ", Reading.Select(r => $"{r.Rate * 1e-9:F0}"))} GB/s";

    // ten independent chains: enough to fill two units of four cycles' latency
    private static double Registers()
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
        return 10.0 * 8 * repeats / seconds;
    }

    private static double Rate(int bytes)
    {
        var data = new double[bytes / sizeof(double)];
        data.AsSpan().Fill(1);
        int repeats = Math.Max(1, (256 << 20) / bytes);
        (double seconds, _) = Measurement.Median(() =>
        {
            Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default;
            fixed (double* p = data)
            {
                for (int repeat = 0; repeat < repeats; repeat++)
                {
                    for (int i = 0; i < data.Length; i += 32)
                    {
                        s0 += Vector512.Load(p + i);
                        s1 += Vector512.Load(p + i + 8);
                        s2 += Vector512.Load(p + i + 16);
                        s3 += Vector512.Load(p + i + 24);
                    }
                }
            }

            return Vector512.Sum(s0 + s1 + s2 + s3);
        }, 0.5);
        return (double)bytes * repeats / seconds;
    }
}
