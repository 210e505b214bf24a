using System.Collections.Immutable;
using Blockade.Models.Expressions;

namespace Blockade.Archives;

/// <summary>A formula between simulations, compiled over values of models and numbers of ranges.</summary>
/// <param name="Code">Reads the variables first, then the ranges in their order.</param>
/// <param name="Variables">Models and what of them.</param>
internal sealed record PreparedFormula(CompiledExpression Code, ImmutableArray<(string Model, BoundQuantity Quantity)> Variables);
