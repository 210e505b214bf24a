namespace Blockade.Sensitivity;

/// <summary>Shares of an output's variance that come of one input.</summary>
/// <param name="Input">The input.</param>
/// <param name="Output">The output.</param>
/// <param name="First">By itself: what of the variance would go if the input were known.</param>
/// <param name="FirstLower">Lower end of its 95 % interval.</param>
/// <param name="FirstUpper">Upper end.</param>
/// <param name="Total">By itself and together with others: what would be left if all others were known.</param>
/// <param name="TotalLower">Lower end of its 95 % interval.</param>
/// <param name="TotalUpper">Upper end.</param>
public sealed record SobolIndex(string Input, string Output, double First, double FirstLower, double FirstUpper, double Total, double TotalLower, double TotalUpper);
