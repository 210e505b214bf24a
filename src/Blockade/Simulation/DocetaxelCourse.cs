using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Numerics.Ode;

namespace Blockade.Simulation;

/// <summary>Docetaxel as one patient got it, day by day.</summary>
/// <param name="Doses">The infusions given.</param>
/// <param name="EffectMilligramHoursPerLitre">Effect compartment at the end of each day; zero beyond the last.</param>
/// <param name="NeutrophilsGigaPerLitre">Neutrophils at the end of each day.</param>
/// <param name="Reductions">How often the dose was reduced.</param>
/// <param name="Escalated">Whether it was raised.</param>
/// <param name="SevereNeutropenia">Whether neutrophils fell below 0.5e9/L.</param>
/// <param name="FebrileNeutropenia">Whether fever came with it.</param>
/// <param name="MassBalanceError">Relative difference between what was given and what is in the body or cleared.</param>
/// <param name="Status">How the integration ended; cycles after a failure are missing.</param>
public sealed record DocetaxelCourse(
    ImmutableArray<Dose> Doses,
    float[] EffectMilligramHoursPerLitre,
    float[] NeutrophilsGigaPerLitre,
    int Reductions,
    bool Escalated,
    bool SevereNeutropenia,
    bool FebrileNeutropenia,
    double MassBalanceError,
    SolveStatus Status)
{
    /// <summary>The same without its days.</summary>
    public GivenDocetaxel Given => new(Doses, Reductions, Escalated, SevereNeutropenia, FebrileNeutropenia, MassBalanceError);

    /// <summary>A patient who gets none.</summary>
    public static DocetaxelCourse None { get; } = new([], [], [], 0, false, false, false, 0, SolveStatus.Completed);
}
