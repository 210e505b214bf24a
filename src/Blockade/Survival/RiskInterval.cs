namespace Blockade.Survival;

/// <summary>A row of the table below a survival curve: who is followed at the start of an interval, what happens in it, and what has happened before.</summary>
/// <param name="From">The start, in months; it belongs to the interval.</param>
/// <param name="To">The end, in months; it does not. Infinite for the last interval.</param>
/// <param name="AtRisk">Subjects at risk just before <paramref name="From"/>.</param>
/// <param name="Events">Events in the interval.</param>
/// <param name="Censored">Censorings in the interval.</param>
/// <param name="EventsBefore">Events before <paramref name="From"/>.</param>
/// <param name="CensoredBefore">Censorings before <paramref name="From"/>.</param>
public readonly record struct RiskInterval(double From, double To, int AtRisk, int Events, int Censored, int EventsBefore, int CensoredBefore);
