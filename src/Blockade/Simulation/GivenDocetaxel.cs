using System.Collections.Immutable;
using Blockade.Dosing;

namespace Blockade.Simulation;

/// <summary>Docetaxel as one patient got it, without its days: what a trial keeps of each of its patients.</summary>
/// <param name="Doses">The infusions given.</param>
/// <param name="Reductions">How often the dose was reduced.</param>
/// <param name="Escalated">Whether it was raised.</param>
/// <param name="SevereNeutropenia">Whether neutrophils fell below 0.5e9/L.</param>
/// <param name="FebrileNeutropenia">Whether fever came with it.</param>
/// <param name="MassBalanceError">Relative difference between what was given and what is in the body or cleared.</param>
public sealed record GivenDocetaxel(
    ImmutableArray<Dose> Doses, int Reductions, bool Escalated, bool SevereNeutropenia, bool FebrileNeutropenia, double MassBalanceError)
{
    /// <summary>A patient who gets none.</summary>
    public static GivenDocetaxel None { get; } = new([], 0, false, false, false, 0);
}
