using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>One column of a <see cref="Table"/>: what it is called, in which unit, what it means, and its cells from the first row to the last.</summary>
/// <remarks>Equality is by reference of the cells, not by their content: compare <c>Values</c> where content matters.</remarks>
public abstract record Column
{
    private Column(string name, string unit, string description)
    {
        Name = Checked(name, nameof(name));
        Unit = unit;
        Description = Checked(description, nameof(description));
        if (name.AsSpan().IndexOfAny('[', ']') >= 0)
            throw new ArgumentException($"A column name holds no brackets, they mark the unit; got '{name}'.", nameof(name));
    }

    /// <summary>Short name, without the unit; unique in its table.</summary>
    public string Name { get; }

    /// <summary>The unit such as <c>months</c> or <c>mg/L</c>; <c>1</c> for a pure number, empty for text and booleans.</summary>
    public string Unit { get; }

    /// <summary>One line on what a cell means.</summary>
    public string Description { get; }

    /// <summary>What the cells hold.</summary>
    public abstract ColumnKind Kind { get; }

    /// <summary>How many cells there are.</summary>
    public abstract int Length { get; }

    /// <summary>The heading of the column: <c>name [unit]</c>, or the name alone where there is no unit.</summary>
    public string Header => Unit.Length == 0 ? Name : $"{Name} [{Unit}]";

    /// <summary>A column of text. The empty string is the only way to leave a cell out.</summary>
    public sealed record Text : Column
    {
        /// <exception cref="ArgumentException">The name or description is blank, has a line break, or a value is null.</exception>
        public Text(string name, string description, ImmutableArray<string> values) : base(name, "", description)
        {
            if (values.IsDefault || values.Contains(null!)) throw new ArgumentException("Text cells are not null.", nameof(values));
            Values = values;
        }

        /// <summary>The cells.</summary>
        public ImmutableArray<string> Values { get; }

        /// <inheritdoc/>
        public override ColumnKind Kind => ColumnKind.Text;

        /// <inheritdoc/>
        public override int Length => Values.Length;
    }

    /// <summary>A column of doubles in one unit; NaN stands for "no value here".</summary>
    public sealed record Number : Column
    {
        /// <exception cref="ArgumentException">The name, unit or description is blank or has a line break, or the values are default.</exception>
        public Number(string name, string unit, string description, ImmutableArray<double> values)
            : base(name, Checked(unit, nameof(unit)), description) =>
            Values = !values.IsDefault ? values : throw new ArgumentException("The values are default; use an empty array.", nameof(values));

        /// <summary>The cells, in <see cref="Column.Unit"/>.</summary>
        public ImmutableArray<double> Values { get; }

        /// <inheritdoc/>
        public override ColumnKind Kind => ColumnKind.Number;

        /// <inheritdoc/>
        public override int Length => Values.Length;
    }

    /// <summary>A column of whole numbers in one unit.</summary>
    public sealed record Integer : Column
    {
        /// <exception cref="ArgumentException">The name, unit or description is blank or has a line break, or the values are default.</exception>
        public Integer(string name, string unit, string description, ImmutableArray<long> values)
            : base(name, Checked(unit, nameof(unit)), description) =>
            Values = !values.IsDefault ? values : throw new ArgumentException("The values are default; use an empty array.", nameof(values));

        /// <summary>The cells, in <see cref="Column.Unit"/>.</summary>
        public ImmutableArray<long> Values { get; }

        /// <inheritdoc/>
        public override ColumnKind Kind => ColumnKind.Integer;

        /// <inheritdoc/>
        public override int Length => Values.Length;
    }

    /// <summary>A column of true and false.</summary>
    public sealed record Boolean : Column
    {
        /// <exception cref="ArgumentException">The name or description is blank or has a line break, or the values are default.</exception>
        public Boolean(string name, string description, ImmutableArray<bool> values) : base(name, "", description) =>
            Values = !values.IsDefault ? values : throw new ArgumentException("The values are default; use an empty array.", nameof(values));

        /// <summary>The cells.</summary>
        public ImmutableArray<bool> Values { get; }

        /// <inheritdoc/>
        public override ColumnKind Kind => ColumnKind.Boolean;

        /// <inheritdoc/>
        public override int Length => Values.Length;
    }

    private static string Checked(string text, string parameter) =>
        string.IsNullOrWhiteSpace(text) || text.AsSpan().IndexOfAny('\r', '\n') >= 0
            ? throw new ArgumentException(
                $"A column's {parameter} is one line of text and not blank (a pure number has the unit '1'); got '{text}'.", parameter)
            : text;
}
