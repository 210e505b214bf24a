using Blockade.Models.Diagnostics;

namespace Blockade.Evidence;

/// <summary>One constant of the flagship with all that is known about it: a row of <c>parameters.csv</c>.</summary>
/// <param name="Id">Its name, such as <c>receptor.kTon</c> or <c>pk.trastuzumab.CL</c>.</param>
/// <param name="Value">The value, in <paramref name="Unit"/>.</param>
/// <param name="Unit">The unit as written.</param>
/// <param name="Distribution">How it varies between patients, such as <c>lognormal(cv=40.1%)</c>; <c>fixed</c> when it does not.</param>
/// <param name="Spread">The number in <paramref name="Distribution"/>: a CV for <c>lognormal</c>, an SD for <c>normal</c>; zero when fixed.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Doi">The source's DOI, or nothing.</param>
/// <param name="Grade">How well it is known.</param>
/// <param name="Note">How it was derived, or what to mind.</param>
/// <param name="Span">Where the row stands in its file.</param>
public sealed record SourcedParameter(
    string Id, double Value, string Unit, string Distribution, double Spread, string Source, string Doi, Grade Grade, string Note, SourceSpan Span);
