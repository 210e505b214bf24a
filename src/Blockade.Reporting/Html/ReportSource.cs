namespace Blockade.Reporting;

/// <summary>A source named in a report.</summary>
/// <param name="Text">Authors, year, title, as it is to be read.</param>
/// <param name="Doi">The identifier such as <c>10.1056/NEJMoa1113216</c>, which becomes a link a reader may follow; empty for none.</param>
public sealed record ReportSource(string Text, string Doi = "");
