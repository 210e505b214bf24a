using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Blockade.Simulation;

/// <summary>The quasi-steady receptor layer of one patient's tumour cells: the response as a function of two concentrations.</summary>
/// <remarks>Immutable. Cost of a look-up: nodes of one axis times nodes of the other times the outputs.</remarks>
public sealed class CellSurface
{
    internal CellSurface(SurfaceAxis trastuzumab, SurfaceAxis pertuzumab, double[] coefficients)
    {
        (Trastuzumab, Pertuzumab, Coefficients) = (trastuzumab, pertuzumab, coefficients);
    }

    internal SurfaceAxis Trastuzumab { get; }

    internal SurfaceAxis Pertuzumab { get; }

    /// <summary>By products of Chebyshev polynomials: [trastuzumab, output, pertuzumab].</summary>
    internal double[] Coefficients { get; }

    /// <summary>The response at two interstitial concentrations, nM.</summary>
    public ReceptorResponse At(double trastuzumabNanomolar, double pertuzumabNanomolar)
    {
        int nP = Pertuzumab.NodeCount, line = ReceptorSurface.OutputCount * nP;
        Span<double> inT = stackalloc double[Trastuzumab.NodeCount], inP = stackalloc double[nP], lines = stackalloc double[line];
        Trastuzumab.Polynomials(trastuzumabNanomolar, inT);
        Pertuzumab.Polynomials(pertuzumabNanomolar, inP);
        lines.Clear();
        for (int t = 0; t < inT.Length; t++) AddScaled(lines, Coefficients.AsSpan(t * line, line), inT[t]);
        Span<double> sums = stackalloc double[ReceptorSurface.OutputCount];
        for (int k = 0; k < sums.Length; k++)
        {
            double sum = 0;
            for (int p = 0; p < nP; p++) sum += inP[p] * lines[(k * nP) + p];
            sums[k] = sum;
        }

        return new ReceptorResponse(
            1 / (1 + Math.Exp(-sums[2])),
            1 / (1 + Math.Exp(-sums[3])),
            ReceptorSurface.BoundScale * Math.Max(0, Math.Exp(sums[4]) - 1),
            Math.Exp(sums[0]) * trastuzumabNanomolar,
            Math.Exp(sums[1]) * pertuzumabNanomolar);
    }

    /// <summary>sum += factor values, element by element: the same bits whatever the registers' width.</summary>
    internal static void AddScaled(Span<double> sum, ReadOnlySpan<double> values, double factor)
    {
        ref double to = ref MemoryMarshal.GetReference(sum);
        ref double from = ref MemoryMarshal.GetReference(values[..sum.Length]);
        Vector512<double> f = Vector512.Create(factor);
        int i = 0;
        for (; i <= sum.Length - 8; i += 8)
        {
            Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref from, (nuint)i), f, Vector512.LoadUnsafe(ref to, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < sum.Length; i++) sum[i] = Math.FusedMultiplyAdd(values[i], factor, sum[i]);
    }
}
