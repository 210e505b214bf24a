using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Sedml;

/// <summary>Something to be run.</summary>
public abstract record SedmlTask
{
    private SedmlTask(string id, SourceSpan span) => (Id, Span) = (id, span);   // closed: the cases below are all there are

    /// <summary>Its identifier.</summary>
    public string Id { get; }

    /// <summary>Where it stands.</summary>
    public SourceSpan Span { get; }

    /// <summary>A simulation of a model.</summary>
    public sealed record Single(string Name, SourceSpan Place, string Model, string Simulation) : SedmlTask(Name, Place);

    /// <summary>Tasks again and again, once for each number of a range.</summary>
    /// <param name="Name">Its identifier.</param>
    /// <param name="Place">Where it stands.</param>
    /// <param name="Ranges">Those before which a functional one is named come first.</param>
    /// <param name="Master">The range that is gone through.</param>
    /// <param name="Resets">Whether models begin anew each time.</param>
    /// <param name="Joins">Whether results stand one after the other, and not in dimensions of their own.</param>
    /// <param name="Settings">In their order.</param>
    /// <param name="Tasks">What is run, in its order.</param>
    public sealed record Repeated(
        string Name, SourceSpan Place, ImmutableArray<SedmlRange> Ranges, string Master, bool Resets, bool Joins, ImmutableArray<SedmlSetValue> Settings,
        ImmutableArray<string> Tasks) : SedmlTask(Name, Place);
}
