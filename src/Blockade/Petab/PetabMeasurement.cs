using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;

namespace Blockade.Petab;

/// <summary>One measured value.</summary>
/// <param name="Observable">The place of its observable in the problem.</param>
/// <param name="Experiment">The place of its experiment.</param>
/// <param name="Time">When; positive infinity for the steady state.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Parameters">What stands for the formula's placeholders: numbers or names of parameters.</param>
/// <param name="NoiseParameters">The same of the noise formula.</param>
/// <param name="Span">Its row.</param>
public sealed record PetabMeasurement(
    int Observable, int Experiment, double Time, double Value, ImmutableArray<Expression> Parameters, ImmutableArray<Expression> NoiseParameters, SourceSpan Span);
