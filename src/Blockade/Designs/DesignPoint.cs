using Blockade.Survival;

namespace Blockade.Designs;

/// <summary>A design that was simulated.</summary>
/// <param name="Events">Events at the last look.</param>
/// <param name="Patients">Patients, all arms together.</param>
/// <param name="Power">The share of replicates with success, with Wilson's 95 % limits.</param>
/// <param name="Months">The mean date of the last look, from the opening of accrual.</param>
public sealed record DesignPoint(int Events, int Patients, Estimate Power, double Months);
