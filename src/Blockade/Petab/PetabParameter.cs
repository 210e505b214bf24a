using Blockade.Models.Diagnostics;

namespace Blockade.Petab;

/// <summary>A row of the parameter table. Values and bounds are those of the parameter itself, not of its scale.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Scale">On which it is estimated.</param>
/// <param name="Lower">Its lower bound; minus infinity where there is none.</param>
/// <param name="Upper">Its upper bound.</param>
/// <param name="Nominal">Its nominal value; NaN where the table leaves it open.</param>
/// <param name="IsEstimated">Whether a fit changes it.</param>
/// <param name="Prior">Its prior density; null for none.</param>
/// <param name="Start">What start points of a fit are drawn from; null for evenly on the scale between the bounds.</param>
/// <param name="Span">Its row.</param>
public sealed record PetabParameter(
    string Id, ParameterScale Scale, double Lower, double Upper, double Nominal, bool IsEstimated, PetabPrior? Prior, PetabPrior? Start, SourceSpan Span);
