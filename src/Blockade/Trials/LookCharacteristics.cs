using Blockade.Survival;

namespace Blockade.Trials;

/// <summary>How one look of a test behaves over replicates.</summary>
/// <param name="Look">Which, from 1.</param>
/// <param name="Information">The planned share of the final information.</param>
/// <param name="Critical">The limit of the statistic.</param>
/// <param name="Reached">The chance to come to this look.</param>
/// <param name="Success">The chance to stop here with the arm found better.</param>
/// <param name="SuccessBy">The same here or before.</param>
/// <param name="Harm">The chance to stop here with the arm found worse.</param>
/// <param name="Futility">The chance to give up here.</param>
/// <param name="Months">When the data are cut, whether or not the trial had stopped before.</param>
/// <param name="Events">Events by then, both arms.</param>
/// <param name="LogHazardRatio">The log hazard ratio, whether or not the trial had stopped before.</param>
/// <param name="LogHazardRatioAtSuccess">The log hazard ratio of trials that stop here with success.</param>
/// <param name="Bias">
/// By how much that differs from the mean log hazard ratio of the last look over all replicates; its standard error counts that both come from
/// the same replicates.
/// </param>
public sealed record LookCharacteristics(
    int Look, double Information, double Critical, Estimate Reached, Estimate Success, Estimate SuccessBy, Estimate Harm, Estimate Futility,
    MonteCarlo Months, MonteCarlo Events, MonteCarlo LogHazardRatio, MonteCarlo LogHazardRatioAtSuccess, MonteCarlo Bias);
