using System.Collections.Immutable;

namespace Blockade.Models.BngXml;

/// <summary>A rate law by names: constants, or functions with the labels of the rule that they are called with.</summary>
/// <param name="Type">The word for it: <c>Ele</c>, <c>Function</c>, <c>FunctionProduct</c>, <c>MM</c>, <c>Sat</c>, <c>Hill</c>, <c>Arrhenius</c>.</param>
/// <param name="Names">Its constants, or its functions.</param>
/// <param name="Labels">For each function its labels; empty where there are constants.</param>
internal sealed record XmlRateLaw(string Type, ImmutableArray<string> Names, ImmutableArray<ImmutableArray<string>> Labels);
