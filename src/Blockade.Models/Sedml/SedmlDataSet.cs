namespace Blockade.Models.Sedml;

/// <summary>A column of a report.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Label">Its heading.</param>
/// <param name="Name">Its name for people; may be empty.</param>
/// <param name="Generator">Where its values come from.</param>
public sealed record SedmlDataSet(string Id, string Label, string Name, string Generator);
