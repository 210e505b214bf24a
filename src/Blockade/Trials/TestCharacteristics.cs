using System.Collections.Immutable;
using Blockade.Survival;

namespace Blockade.Trials;

/// <summary>How one test of one arm behaves over replicates of its trial.</summary>
/// <param name="Test">The test.</param>
/// <param name="Arm">The arm that is compared with the first one.</param>
/// <param name="Replicates">Replicates behind every number.</param>
/// <param name="Success">The chance to find the arm better: power, or the error of the first kind where arms are identical. Wilson's limits.</param>
/// <param name="Harm">The chance to find it worse.</param>
/// <param name="Futility">The chance that an interim look gives up.</param>
/// <param name="Months">How long the trial takes, stopping obeyed: to the look that stops it, or the last.</param>
/// <param name="Events">Events by then, both arms.</param>
/// <param name="Patients">Patients by then, both arms.</param>
/// <param name="LogHazardRatio">
/// The log hazard ratio at the last look, stopping ignored; its mean is what estimates at a stop are compared with.
/// </param>
/// <param name="HazardRatioQuantiles">2.5th, 25th, 50th, 75th and 97.5th percentile of that hazard ratio; empty where none could be estimated.</param>
/// <param name="Coverage">The share of 95 % intervals at the last look that hold exp of that mean, or one where arms are identical.</param>
/// <param name="LogHazardRatioAtStop">The log hazard ratio at the look that stops the trial.</param>
/// <param name="Looks">Look by look.</param>
public sealed record TestCharacteristics(
    PlannedTest Test, string Arm, int Replicates, Estimate Success, Estimate Harm, Estimate Futility, MonteCarlo Months, MonteCarlo Events,
    MonteCarlo Patients, MonteCarlo LogHazardRatio, ImmutableArray<double> HazardRatioQuantiles, Estimate Coverage, MonteCarlo LogHazardRatioAtStop,
    ImmutableArray<LookCharacteristics> Looks)
{
    /// <summary>The standard error of a share of this many replicates.</summary>
    public double StandardError(Estimate share) => Math.Sqrt(share.Value * (1 - share.Value) / Replicates);
}
