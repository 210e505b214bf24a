using Blockade.Designs;
using Blockade.Survival;

namespace Blockade.Cli.Reports;

/// <summary>One size of a trial that a method found or tried.</summary>
/// <param name="Method">How it was found.</param>
/// <param name="Events">Events at the last look.</param>
/// <param name="Patients">Patients of all arms; NaN where nothing says.</param>
/// <param name="Months">From the first patient to the last look; NaN where nothing says.</param>
/// <param name="Power">The simulated power, or its mean over draws; NaN where none was simulated.</param>
internal sealed record DesignRow(string Method, double Events, double Patients, double Months, Estimate Power)
{
    /// <summary>What the power is the mean of, where constants were drawn.</summary>
    public Assurance? Assurance { get; init; }
}
