using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Sedml;

/// <summary>A list of numbers that a repeated task goes through.</summary>
public abstract record SedmlRange
{
    private SedmlRange(string id) => Id = id;   // closed: the cases below are all there are

    /// <summary>Its identifier.</summary>
    public string Id { get; }

    /// <summary>Numbers that are given, or that are evenly spaced and have been worked out.</summary>
    public sealed record Values(string Name, ImmutableArray<double> Numbers) : SedmlRange(Name);

    /// <summary>The numbers of external data.</summary>
    public sealed record Data(string Name, string Source, SourceSpan Span) : SedmlRange(Name);

    /// <summary>A formula of another range's numbers, and of values of models.</summary>
    public sealed record Functional(string Name, string Over, SedmlFormula Formula) : SedmlRange(Name);
}
