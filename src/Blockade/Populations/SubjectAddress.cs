namespace Blockade.Populations;

/// <summary>Which patient: number <paramref name="Subject"/> of replicate <paramref name="Replicate"/>. The arm is no part of it.</summary>
public readonly record struct SubjectAddress(uint Replicate, uint Subject);
