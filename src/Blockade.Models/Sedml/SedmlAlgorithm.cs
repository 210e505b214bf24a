using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Sedml;

/// <summary>How a simulation is to be carried out, in terms of KiSAO.</summary>
/// <param name="Term">Such as <c>KISAO:0000019</c>; empty where none is given.</param>
/// <param name="Parameters">Terms and values.</param>
/// <param name="Span">Where it stands.</param>
public sealed record SedmlAlgorithm(string Term, ImmutableArray<SedmlSetting> Parameters, SourceSpan Span);
