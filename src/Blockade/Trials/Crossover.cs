using Blockade.Dosing;

namespace Blockade.Trials;

/// <summary>What an arm's patients are offered in the place of their treatment.</summary>
/// <param name="Regimen">The antibodies, begun anew with their loading doses.</param>
/// <param name="Share">Share of those it is offered to who take it.</param>
/// <param name="From">From when on it is offered.</param>
/// <param name="AtProgression">Whether it is offered at progression, from then on, in the place of therapy outside the trial; else on that date to those who have not progressed.</param>
public sealed record Crossover(Regimen Regimen, double Share, StudyTime From, bool AtProgression);
