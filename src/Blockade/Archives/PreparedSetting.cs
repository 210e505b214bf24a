namespace Blockade.Archives;

/// <summary>What a repeated task gives another value.</summary>
/// <param name="Model">Of which model.</param>
/// <param name="Quantity">What.</param>
/// <param name="Formula">The value.</param>
internal sealed record PreparedSetting(string Model, BoundQuantity Quantity, PreparedFormula Formula);
