namespace Blockade.Sensitivity;

/// <summary>What elementary effects say of one input and one output.</summary>
/// <param name="Input">The input.</param>
/// <param name="Output">The output.</param>
/// <param name="Mean">Mean of the effects: the change of the output across the whole range of the input, on average over the others.</param>
/// <param name="MeanOfMagnitudes">Mean of their magnitudes, which opposite signs do not cancel (Campolongo 2007).</param>
/// <param name="Spread">Their standard deviation: large where the effect depends on where one is, by curvature or by other inputs. NaN with one trajectory.</param>
/// <param name="StandardError">Standard error of the mean of magnitudes; NaN with one trajectory.</param>
public sealed record MorrisEffect(string Input, string Output, double Mean, double MeanOfMagnitudes, double Spread, double StandardError);
