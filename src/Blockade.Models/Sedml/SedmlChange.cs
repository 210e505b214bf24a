using System.Collections.Immutable;
using System.Xml.Linq;

namespace Blockade.Models.Sedml;

/// <summary>A change of a model before it is simulated.</summary>
public abstract record SedmlChange
{
    private SedmlChange(SedmlTarget target) => Target = target;   // closed: the cases below are all there are

    /// <summary>What is changed.</summary>
    public SedmlTarget Target { get; }

    /// <summary>An attribute, or a value of a BNGL model, becomes a text.</summary>
    public sealed record SetAttribute(SedmlTarget Place, string Value) : SedmlChange(Place);

    /// <summary>A value becomes that of a formula over values of models.</summary>
    public sealed record Compute(SedmlTarget Place, SedmlFormula Formula) : SedmlChange(Place);

    /// <summary>Elements are put inside an element.</summary>
    public sealed record Add(SedmlTarget Place, ImmutableArray<XElement> Elements) : SedmlChange(Place);

    /// <summary>Elements take the place of an element; without any it is removed, and so is an attribute.</summary>
    public sealed record Replace(SedmlTarget Place, ImmutableArray<XElement> Elements) : SedmlChange(Place);
}
