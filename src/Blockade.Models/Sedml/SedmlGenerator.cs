namespace Blockade.Models.Sedml;

/// <summary>A formula over results.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Label">Its name for people, or its identifier.</param>
/// <param name="Formula">The formula; every variable has a task.</param>
public sealed record SedmlGenerator(string Id, string Label, SedmlFormula Formula);
