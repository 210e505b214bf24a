namespace Blockade.Models.Sedml;

/// <summary>A curve of a plot.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Name">Its name for people; may be empty.</param>
/// <param name="X">The generator along.</param>
/// <param name="Y">The generator up.</param>
/// <param name="IsLogX">Whether equal ratios are equally far apart along.</param>
/// <param name="IsLogY">Whether they are so up.</param>
public sealed record SedmlCurve(string Id, string Name, string X, string Y, bool IsLogX, bool IsLogY);
