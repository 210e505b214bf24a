using Blockade.Evidence;

namespace Blockade.Calibration;

/// <summary>One published result beside the model's.</summary>
/// <param name="Target">The published result.</param>
/// <param name="Observed">What is compared: a share, 0.5 where a median is published, the logarithm of a hazard ratio.</param>
/// <param name="Predicted">The model's share; for a median, the share without the event about the published median; the logarithm of its hazard ratio.</param>
/// <param name="StandardError">Of their difference: the chance of the published patients, as many as there were or as the limits tell, and that of the simulated ones.</param>
public sealed record Misfit(PublishedResult Target, double Observed, double Predicted, double StandardError)
{
    /// <summary>In standard errors.</summary>
    public double Residual => (Predicted - Observed) / StandardError;
}
