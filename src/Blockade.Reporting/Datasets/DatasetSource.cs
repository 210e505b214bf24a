namespace Blockade.Reporting;

/// <summary>Where a dataset comes from, as its JSON form says it.</summary>
/// <param name="Study">The study's identifier.</param>
/// <param name="System">The program that made it.</param>
/// <param name="Version">That program's version.</param>
public sealed record DatasetSource(string Study, string System, string Version);
