using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>A text, or a list of texts, on a group or data set of a HDF5 file.</summary>
public sealed record Hdf5Attribute
{
    /// <summary>The most texts of a list: the format keeps an attribute in 64 KiB.</summary>
    public const int MostTexts = 4000;

    /// <summary>One text.</summary>
    public Hdf5Attribute(string name, string value)
        : this(name, [value]) => IsList = false;

    /// <summary>A list.</summary>
    /// <exception cref="ArgumentException">There are more than <see cref="MostTexts"/>.</exception>
    public Hdf5Attribute(string name, ImmutableArray<string> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (values.Length > MostTexts) throw new ArgumentException($"A list of at most {MostTexts} texts is wanted; got {values.Length}.", nameof(values));
        (Name, Values, IsList) = (name, values, true);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The texts.</summary>
    public ImmutableArray<string> Values { get; }

    internal bool IsList { get; }
}
