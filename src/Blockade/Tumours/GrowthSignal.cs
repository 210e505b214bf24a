using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Tumours;

/// <summary>How the receptors' outputs drive growth: a weighted sum of pAKT and pERK, each saturating at its own log-odds scale.</summary>
/// <remarks>The weights follow Zhou et al. (2024), doi:10.1038/s41401-024-01232-9; the scale in patients is fitted.</remarks>
public sealed class GrowthSignal
{
    private readonly double _logScale;
    private readonly double _aktWeight;
    private readonly double _erkWeight;

    /// <summary>Takes weights and scale.</summary>
    public GrowthSignal(TumourParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _logScale = Math.Log(parameters.SignalHalfScale);
        _aktWeight = parameters.AktWeight;
        _erkWeight = parameters.ErkWeight;
    }

    /// <summary>The signal of two log-odds; zero to the sum of the weights.</summary>
    public double Of(double aktLogOdds, double erkLogOdds) =>
        (_aktWeight / (1 + Math.Exp(_logScale - aktLogOdds))) + (_erkWeight / (1 + Math.Exp(_logScale - erkLogOdds)));

    /// <summary>The same of eight pairs.</summary>
    internal Vector512<double> Of(Vector512<double> aktLogOdds, Vector512<double> erkLogOdds)
    {
        Vector512<double> one = Vector512.Create(1.0), scale = Vector512.Create(_logScale);
        return (Vector512.Create(_aktWeight) / (one + LaneMath.Exp(scale - aktLogOdds))) + (Vector512.Create(_erkWeight) / (one + LaneMath.Exp(scale - erkLogOdds)));
    }

    /// <summary>The signal relative to an untreated cell's; 1 is untreated.</summary>
    public double Relative(double aktLogOdds, double erkLogOdds, double untreatedAktLogOdds, double untreatedErkLogOdds) =>
        Of(aktLogOdds, erkLogOdds) / Math.Max(1e-9, Of(untreatedAktLogOdds, untreatedErkLogOdds));
}
