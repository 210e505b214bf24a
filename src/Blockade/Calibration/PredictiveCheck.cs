using Blockade.Evidence;
using MathNet.Numerics.Distributions;

namespace Blockade.Calibration;

/// <summary>A published result beside what the draws of a posterior say that a trial of its size would find: whether the model can make what it was fitted to.</summary>
/// <remarks>Gelman, Meng and Stern (1996), Stat. Sinica 6:733-807. It sees data that the fit saw: a good one proves little, a bad one shows a model that cannot.</remarks>
/// <param name="Target">The published result.</param>
/// <param name="Observed">What is compared: a share, 0.5 where a median is published, the logarithm of a hazard ratio.</param>
/// <param name="Median">Half of the trials lie below.</param>
/// <param name="Lower">5 % of them lie below.</param>
/// <param name="Upper">5 % of them lie above.</param>
/// <param name="Below">Share of the trials below what was published: near 0 or 1 where the model does not make it.</param>
public sealed record PredictiveCheck(PublishedResult Target, double Observed, double Median, double Lower, double Upper, double Below)
{
    private const int Halvings = 60;

    /// <summary>From one result's misfits at several draws: each stands for trials that scatter about its prediction by the standard error.</summary>
    internal static PredictiveCheck Of(IReadOnlyList<Misfit> draws)
    {
        double Below(double x) => draws.Average(m => Normal.CDF(m.Predicted, m.StandardError, x));
        double Quantile(double p)
        {
            (double low, double high) = (draws.Min(m => m.Predicted - (10 * m.StandardError)), draws.Max(m => m.Predicted + (10 * m.StandardError)));
            for (int i = 0; i < Halvings; i++)
            {
                double middle = 0.5 * (low + high);
                if (Below(middle) < p) low = middle;
                else high = middle;
            }

            return high;
        }

        return new PredictiveCheck(draws[0].Target, draws[0].Observed, Quantile(0.5), Quantile(0.05), Quantile(0.95), Below(draws[0].Observed));
    }
}
