using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;

namespace Blockade.Petab;

/// <summary>What is measured, and how noisily.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Formula">Its value from the model's quantities and parameters.</param>
/// <param name="Noise">The scale of its noise, on <paramref name="Scale"/>.</param>
/// <param name="Scale">On which measurement and simulation are compared.</param>
/// <param name="IsLaplace">Laplace's law; else the normal one.</param>
/// <param name="Placeholders">Names in the formula that each measurement gives its own value.</param>
/// <param name="NoisePlaceholders">The same of the noise formula.</param>
/// <param name="Span">Its row.</param>
public sealed record PetabObservable(
    string Id, Expression Formula, Expression Noise, ParameterScale Scale, bool IsLaplace, ImmutableArray<string> Placeholders, ImmutableArray<string> NoisePlaceholders,
    SourceSpan Span);
