namespace Blockade.Models.Dynamics;

/// <summary>Scratch for the slopes of each formula by the states that it depends on.</summary>
internal sealed record DynamicSlopes(double[][] Of);
