using Blockade.Evidence;

namespace Blockade.Calibration;

/// <summary>One published result beside the model's.</summary>
/// <param name="Target">The published result.</param>
/// <param name="Observed">What is compared: a share, or 0.5 where a median is published.</param>
/// <param name="Predicted">The model's share; for a median, the share without the event about the published median.</param>
/// <param name="StandardError">Binomial standard error of the observed share with the published number of patients.</param>
public sealed record Misfit(PublishedResult Target, double Observed, double Predicted, double StandardError)
{
    /// <summary>In standard errors.</summary>
    public double Residual => (Predicted - Observed) / StandardError;
}
