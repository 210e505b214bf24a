using Blockade.Models.Diagnostics;

namespace Blockade.Evidence;

/// <summary>One published result: a row of <c>published.csv</c>.</summary>
/// <param name="Id">Its name, such as <c>cleopatra.pfs.hr</c>.</param>
/// <param name="Trial">The trial.</param>
/// <param name="Arm">The arm as our trial files call it, or the comparison for a ratio.</param>
/// <param name="Quantity">What was measured, such as <c>median-pfs</c>, <c>orr</c>, <c>hazard-ratio-pfs</c>, <c>survival-os@24</c>.</param>
/// <param name="Value">The value, in <paramref name="Unit"/>.</param>
/// <param name="Lower">Lower 95 % limit; NaN where none was published.</param>
/// <param name="Upper">Upper 95 % limit; NaN where none was published.</param>
/// <param name="Unit">The unit as written.</param>
/// <param name="Patients">Patients behind it; 0 where not known.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Doi">The source's DOI, or nothing.</param>
/// <param name="Role">Whether fitting code may see it.</param>
/// <param name="Grade">How well it is known.</param>
/// <param name="Note">What to mind.</param>
/// <param name="Span">Where the row stands in its file.</param>
public sealed record PublishedResult(
    string Id, string Trial, string Arm, string Quantity, double Value, double Lower, double Upper, string Unit, int Patients, string Source,
    string Doi, ResultRole Role, Grade Grade, string Note, SourceSpan Span);
