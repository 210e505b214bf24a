namespace Blockade.Archives;

/// <summary>A data set of a run beside that of the archive.</summary>
/// <param name="Report">The report: the SED-ML file's path and the report's identifier.</param>
/// <param name="Label">The data set.</param>
/// <param name="Difference">The largest difference over the largest value in the archive; NaN where there is nothing to compare, infinite where lengths differ.</param>
/// <param name="Verdict">How it stands.</param>
public sealed record ComparedDataSet(string Report, string Label, double Difference, ResultVerdict Verdict);
