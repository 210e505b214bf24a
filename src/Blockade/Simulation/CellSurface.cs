using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

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

    /// <summary>
    /// Log-odds of AKT and ERK and bound antibodies per cell at many pairs of concentrations, nM, eight at a time: each comes out the same wherever it stands.
    /// </summary>
    internal void Fill(ReadOnlySpan<float> trastuzumab, ReadOnlySpan<float> pertuzumab, Span<float> akt, Span<float> erk, Span<float> bound)
    {
        const int lanes = 8;
        int nT = Trastuzumab.NodeCount, nP = Pertuzumab.NodeCount;
        Span<Vector512<double>> inT = stackalloc Vector512<double>[nT], inP = stackalloc Vector512<double>[nP];
        Span<double> t = stackalloc double[lanes], p = stackalloc double[lanes];
        for (int first = 0; first < trastuzumab.Length; first += lanes)
        {
            int count = Math.Min(lanes, trastuzumab.Length - first);
            for (int k = 0; k < lanes; k++) (t[k], p[k]) = k < count ? (Math.Max(0, trastuzumab[first + k]), Math.Max(0, pertuzumab[first + k])) : (0, 0);
            LanePlace.On(Trastuzumab, Vector512.Create<double>(t)).Polynomials(inT);
            LanePlace.On(Pertuzumab, Vector512.Create<double>(p)).Polynomials(inP);
            Vector512<double> sumAkt = default, sumErk = default, sumBound = default;
            for (int i = 0; i < nT; i++)
            {
                ReadOnlySpan<double> row = Coefficients.AsSpan(i * ReceptorSurface.OutputCount * nP, ReceptorSurface.OutputCount * nP);
                Vector512<double> lineAkt = default, lineErk = default, lineBound = default;
                for (int j = 0; j < nP; j++)
                {
                    lineAkt = Vector512.FusedMultiplyAdd(inP[j], Vector512.Create(row[(2 * nP) + j]), lineAkt);
                    lineErk = Vector512.FusedMultiplyAdd(inP[j], Vector512.Create(row[(3 * nP) + j]), lineErk);
                    lineBound = Vector512.FusedMultiplyAdd(inP[j], Vector512.Create(row[(4 * nP) + j]), lineBound);
                }

                sumAkt = Vector512.FusedMultiplyAdd(inT[i], lineAkt, sumAkt);
                sumErk = Vector512.FusedMultiplyAdd(inT[i], lineErk, sumErk);
                sumBound = Vector512.FusedMultiplyAdd(inT[i], lineBound, sumBound);
            }

            sumBound = Vector512.Create(ReceptorSurface.BoundScale) * Vector512.Max(LaneMath.Exp(sumBound) - Vector512.Create(1.0), default);
            for (int k = 0; k < count; k++)
            {
                akt[first + k] = (float)sumAkt[k];
                erk[first + k] = (float)sumErk[k];
                bound[first + k] = (float)sumBound[k];
            }
        }
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
