namespace Blockade.Trials;

/// <summary>One claim of a trial: that an arm does better than the control in one planned look.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Analysis">The place of the look among the protocol's analyses, from 0.</param>
/// <param name="Arm">The arm, from 1; 0 is the control.</param>
public sealed record Hypothesis(string Name, int Analysis, int Arm);
