using System.Collections.Immutable;

namespace Blockade.Trials;

/// <summary>One replicate of a trial.</summary>
/// <param name="Design">The protocol.</param>
/// <param name="Replicate">Its number.</param>
/// <param name="Subjects">The patients in the order of their numbers. A partial result holds the first of them only.</param>
/// <param name="IsPartial">Whether it was interrupted.</param>
/// <param name="ClampedPatients">Patients whose cells lie outside the receptors' table and were moved to its edge.</param>
public sealed record TrialResult(
    TrialDesign Design, uint Replicate, ImmutableArray<SubjectRow> Subjects, bool IsPartial, int ClampedPatients)
{
    /// <summary>Who was looked at before them; null where a run ended before that, or was not drawn from a population.</summary>
    public Screening? Screening { get; init; }
}
