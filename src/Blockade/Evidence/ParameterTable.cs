using System.Collections;
using System.Collections.Immutable;

namespace Blockade.Evidence;

/// <summary>The constants of a run by name.</summary>
public sealed class ParameterTable : IReadOnlyCollection<SourcedParameter>
{
    private readonly ImmutableArray<SourcedParameter> _rows;
    private readonly Dictionary<string, SourcedParameter> _byId;

    /// <summary>Wraps rows with distinct names.</summary>
    public ParameterTable(ImmutableArray<SourcedParameter> rows)
    {
        _rows = rows;
        _byId = rows.ToDictionary(r => r.Id, StringComparer.Ordinal);
    }

    /// <summary>How many there are.</summary>
    public int Count => _rows.Length;

    /// <summary>The row of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public SourcedParameter this[string id] =>
        _byId.TryGetValue(id, out SourcedParameter? row) ? row : throw new ArgumentException($"There is no parameter '{id}'.", nameof(id));

    /// <summary>The value of a name, in the row's unit.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public double Value(string id) => this[id].Value;

    /// <summary>Whether a name is there.</summary>
    public bool Contains(string id) => _byId.ContainsKey(id);

    /// <summary>A table in which the rows of <paramref name="other"/> replace those of the same name and follow the rest.</summary>
    public ParameterTable With(ParameterTable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new([.. _rows.Select(r => other._byId.GetValueOrDefault(r.Id, r)), .. other._rows.Where(r => !_byId.ContainsKey(r.Id))]);
    }

    /// <inheritdoc/>
    public IEnumerator<SourcedParameter> GetEnumerator() => ((IEnumerable<SourcedParameter>)_rows).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
