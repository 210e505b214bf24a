using Blockade.Survival;

namespace Blockade.Designs;

/// <summary>A design that was simulated.</summary>
/// <param name="Events">Events at the last look.</param>
/// <param name="Patients">Patients, all arms together.</param>
/// <param name="Power">The share of replicates with success, with Wilson's 95 % limits; where effects are uncertain, its mean over them.</param>
/// <param name="Months">The mean date of the last look, from the opening of accrual.</param>
public sealed record DesignPoint(int Events, int Patients, Estimate Power, double Months)
{
    /// <summary>Where effects are uncertain, what the power is the mean of; null where it is of one effect.</summary>
    public Assurance? Assurance { get; init; }
}
