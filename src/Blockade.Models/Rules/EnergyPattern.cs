using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;

namespace Blockade.Models.Rules;

/// <summary>A pattern whose every occurrence adds a free energy (in units of RT) to its species; symmetric matches count once.</summary>
/// <remarks>Sekar, Hogg and Faeder (2016), IEEE BIBM, 1460-1467, doi:10.1109/BIBM.2016.7822739.</remarks>
public sealed record EnergyPattern(Pattern Pattern, Expression Energy, SourceSpan Span);
