namespace Blockade.Simulation;

/// <summary>The quasi-steady receptor layer of one patient's tumour cells: the response as a function of two concentrations.</summary>
/// <remarks>Immutable. Cost of a look-up: nodes of one axis times nodes of the other times the outputs wanted.</remarks>
public sealed class CellSurface
{
    private readonly SurfaceAxis _trastuzumab;
    private readonly SurfaceAxis _pertuzumab;
    private readonly double[] _values;

    internal CellSurface(SurfaceAxis trastuzumab, SurfaceAxis pertuzumab, double[] values)
    {
        _trastuzumab = trastuzumab;
        _pertuzumab = pertuzumab;
        _values = values;
    }

    /// <summary>The response at two interstitial concentrations, nM.</summary>
    public ReceptorResponse At(double trastuzumabNanomolar, double pertuzumabNanomolar)
    {
        Span<double> sums = stackalloc double[ReceptorSurface.OutputCount];
        Mix(trastuzumabNanomolar, pertuzumabNanomolar, 0, sums);
        return new ReceptorResponse(
            1 / (1 + Math.Exp(-sums[2])),
            1 / (1 + Math.Exp(-sums[3])),
            ReceptorSurface.BoundScale * Math.Max(0, Math.Exp(sums[4]) - 1),
            Math.Exp(sums[0]) * trastuzumabNanomolar,
            Math.Exp(sums[1]) * pertuzumabNanomolar);
    }

    /// <summary>Only the uptake of both antibodies, molecules per cell and second: what the interstitium's equation needs.</summary>
    public (double Trastuzumab, double Pertuzumab) UptakeAt(double trastuzumabNanomolar, double pertuzumabNanomolar)
    {
        Span<double> sums = stackalloc double[2];
        Mix(trastuzumabNanomolar, pertuzumabNanomolar, 0, sums);
        return (Math.Exp(sums[0]) * trastuzumabNanomolar, Math.Exp(sums[1]) * pertuzumabNanomolar);
    }

    private void Mix(double trastuzumab, double pertuzumab, int first, Span<double> sums)
    {
        int nP = _pertuzumab.NodeCount;
        Span<double> wT = stackalloc double[_trastuzumab.NodeCount];
        Span<double> wP = stackalloc double[nP];
        _trastuzumab.Weights(trastuzumab, wT);
        _pertuzumab.Weights(pertuzumab, wP);
        int block = wT.Length * nP;
        for (int k = 0; k < sums.Length; k++)
        {
            ReadOnlySpan<double> values = _values.AsSpan((first + k) * block, block);
            double sum = 0;
            for (int t = 0; t < wT.Length; t++)
            {
                double line = 0;
                ReadOnlySpan<double> row = values.Slice(t * nP, nP);
                for (int p = 0; p < row.Length; p++) line += wP[p] * row[p];
                sum += wT[t] * line;
            }

            sums[k] = sum;
        }
    }
}
