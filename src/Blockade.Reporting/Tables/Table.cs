using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>A rectangle of results: columns of equal length, each with a unit and a meaning.</summary>
public sealed record Table
{
    /// <param name="Name">Short name without spaces, the stem of a file such as <c>endpoints</c>.</param>
    /// <param name="Title">What a reader sees above the table.</param>
    /// <param name="Columns">At least one column; names differ (case counts for nothing) and lengths are equal.</param>
    /// <exception cref="ArgumentException">No column, two columns of one name, or columns of different length.</exception>
    public Table(string Name, string Title, ImmutableArray<Column> Columns)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentException.ThrowIfNullOrWhiteSpace(Title);
        if (Columns.IsDefaultOrEmpty) throw new ArgumentException($"Table '{Name}' has no column.", nameof(Columns));

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (Column column in Columns)
        {
            if (!names.Add(column.Name)) throw new ArgumentException($"Table '{Name}' has two columns named '{column.Name}'.", nameof(Columns));
            if (column.Length != Columns[0].Length)
            {
                throw new ArgumentException(
                    $"The columns of table '{Name}' are of one length; '{column.Name}' has {column.Length} cells, '{Columns[0].Name}' {Columns[0].Length}.",
                    nameof(Columns));
            }
        }

        this.Name = Name;
        this.Title = Title;
        this.Columns = Columns;
    }

    /// <summary>Short name without spaces, the stem of a file.</summary>
    public string Name { get; }

    /// <summary>What a reader sees above the table.</summary>
    public string Title { get; }

    /// <summary>The columns from left to right, all of length <see cref="RowCount"/>.</summary>
    public ImmutableArray<Column> Columns { get; }

    /// <summary>How many rows there are; zero is allowed.</summary>
    public int RowCount => Columns[0].Length;
}
