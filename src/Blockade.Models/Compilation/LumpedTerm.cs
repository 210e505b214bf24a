namespace Blockade.Models.Compilation;

/// <summary>A product of states at a rate, and what it takes from and adds to: a state counts as often as it is listed.</summary>
internal sealed record LumpedTerm(int[] Reactants, int[] Losses, int[] Gains, double Factor, int RateIndex);
