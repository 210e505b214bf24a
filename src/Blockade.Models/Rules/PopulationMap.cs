using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;

namespace Blockade.Models.Rules;

/// <summary>For hybrid models: a species that is kept as a number, and the population type that stands for it.</summary>
public sealed record PopulationMap(Pattern Species, Pattern Population, Expression Rate, SourceSpan Span);
