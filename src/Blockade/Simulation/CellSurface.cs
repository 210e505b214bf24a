namespace Blockade.Simulation;

/// <summary>The quasi-steady receptor layer of one patient's tumour cells: the response as a function of two concentrations.</summary>
/// <remarks>Immutable. Cost of a look-up: nodes of one axis times nodes of the other times five.</remarks>
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
        Span<double> wT = stackalloc double[_trastuzumab.NodeCount];
        Span<double> wP = stackalloc double[_pertuzumab.NodeCount];
        _trastuzumab.Weights(trastuzumabNanomolar, wT);
        _pertuzumab.Weights(pertuzumabNanomolar, wP);
        double akt = 0, erk = 0, logBound = 0, uptakeT = 0, uptakeP = 0;
        int offset = 0;
        foreach (double a in wT)
        {
            foreach (double b in wP)
            {
                double weight = a * b;
                akt += weight * _values[offset];
                erk += weight * _values[offset + 1];
                logBound += weight * _values[offset + 2];
                uptakeT += weight * _values[offset + 3];
                uptakeP += weight * _values[offset + 4];
                offset += ReceptorSurface.OutputCount;
            }
        }

        return new ReceptorResponse(
            Math.Clamp(akt, 0, 1),
            Math.Clamp(erk, 0, 1),
            Math.Max(0, Math.Exp(logBound) - 1),
            Math.Exp(uptakeT) * trastuzumabNanomolar,
            Math.Exp(uptakeP) * pertuzumabNanomolar);
    }
}
