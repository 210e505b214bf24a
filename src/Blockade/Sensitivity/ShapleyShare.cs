namespace Blockade.Sensitivity;

/// <summary>One mechanism's part of an output.</summary>
/// <param name="Mechanism">The mechanism.</param>
/// <param name="Output">The output.</param>
/// <param name="Value">Mean over all orders of switching on of how much the output changes when this one comes: the parts add up to all on minus all off.</param>
/// <param name="Alone">Change from all off to this one on.</param>
/// <param name="Last">Change from all but this one on to all on.</param>
public sealed record ShapleyShare(string Mechanism, string Output, double Value, double Alone, double Last);
