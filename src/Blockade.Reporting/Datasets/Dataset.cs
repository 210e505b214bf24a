using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>A table of a clinical study: variables with labels and keys, and rows that are made when they are asked for, so that no size needs them all at once.</summary>
/// <typeparam name="TRow">What a row is made from.</typeparam>
public sealed record Dataset<TRow>
{
    /// <param name="Name">Its name, such as <c>ADTTE</c>: at most eight capital letters and digits.</param>
    /// <param name="Label">What it holds, in at most forty characters.</param>
    /// <param name="Variables">At least one; names differ, and keys count from 1.</param>
    /// <param name="Rows">Its rows in the order of the keys; the same each time they are enumerated.</param>
    /// <exception cref="ArgumentException">No variable, two of one name, or keys with a gap.</exception>
    public Dataset(string Name, string Label, ImmutableArray<DatasetVariable<TRow>> Variables, IEnumerable<TRow> Rows)
    {
        _ = new DatasetVariable<TRow>.Text(Name, Label, _ => "");   // the same rules hold for its name and label
        ArgumentNullException.ThrowIfNull(Rows);
        if (Variables.IsDefaultOrEmpty) throw new ArgumentException($"Dataset '{Name}' has no variable.", nameof(Variables));
        string? twice = Variables.GroupBy(v => v.Name).FirstOrDefault(g => g.Count() > 1)?.Key;
        if (twice is not null) throw new ArgumentException($"Dataset '{Name}' has two variables '{twice}'.", nameof(Variables));
        int[] keys = [.. Variables.Where(v => v.Key is not null).Select(v => v.Key!.Value).Order()];
        if (!keys.SequenceEqual(Enumerable.Range(1, keys.Length))) throw new ArgumentException($"The keys of dataset '{Name}' count from 1 without a gap; got {string.Join(", ", keys)}.", nameof(Variables));
        this.Name = Name;
        this.Label = Label;
        this.Variables = Variables;
        this.Rows = Rows;
    }

    /// <summary>Its name, such as <c>ADTTE</c>.</summary>
    public string Name { get; }

    /// <summary>What it holds.</summary>
    public string Label { get; }

    /// <summary>Its variables from left to right.</summary>
    public ImmutableArray<DatasetVariable<TRow>> Variables { get; }

    /// <summary>Its rows.</summary>
    public IEnumerable<TRow> Rows { get; }
}
