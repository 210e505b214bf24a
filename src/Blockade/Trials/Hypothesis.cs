namespace Blockade.Trials;

/// <summary>One claim of a trial: that an arm does better than the control in one of its tests.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Test">The place of the test among <see cref="TrialDesign.Tests"/>, from 0: a planned look, or a group-sequential test.</param>
/// <param name="Arm">The arm, from 1; 0 is the control.</param>
public sealed record Hypothesis(string Name, int Test, int Arm);
