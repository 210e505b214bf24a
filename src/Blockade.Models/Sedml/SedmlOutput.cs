using System.Collections.Immutable;

namespace Blockade.Models.Sedml;

/// <summary>What comes out.</summary>
public abstract record SedmlOutput
{
    private SedmlOutput(string id, string name) => (Id, Name) = (id, name);   // closed: the cases below are all there are

    /// <summary>Its identifier.</summary>
    public string Id { get; }

    /// <summary>Its name for people; may be empty.</summary>
    public string Name { get; }

    /// <summary>The generators that it shows, in its order, each once.</summary>
    public ImmutableArray<string> Generators => this switch
    {
        Report report => [.. report.DataSets.Select(d => d.Generator).Distinct()],
        Plot plot => [.. plot.Curves.SelectMany(c => new[] { c.X, c.Y }).Distinct()],
        _ => [],
    };

    /// <summary>A table.</summary>
    public sealed record Report(string Key, string Label, ImmutableArray<SedmlDataSet> DataSets) : SedmlOutput(Key, Label);

    /// <summary>Curves in the plane.</summary>
    public sealed record Plot(string Key, string Label, ImmutableArray<SedmlCurve> Curves) : SedmlOutput(Key, Label);

    /// <summary>Something that is not made, and what it is.</summary>
    public sealed record Skipped(string Key, string Label, string Kind) : SedmlOutput(Key, Label);
}
