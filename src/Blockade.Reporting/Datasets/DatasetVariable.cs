namespace Blockade.Reporting;

/// <summary>One variable of a <see cref="Dataset{TRow}"/>: what it is called, what it means, and how it is read off a row.</summary>
/// <typeparam name="TRow">What a row is made from.</typeparam>
public abstract record DatasetVariable<TRow>
{
    // what the transport formats of submissions hold, to which names and labels of ADaM keep
    private const int LongestName = 8;
    private const int LongestLabel = 40;

    private DatasetVariable(string name, string label)
    {
        if (name is not { Length: >= 1 and <= LongestName } || !char.IsAsciiLetterUpper(name[0]) || !name.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)))
            throw new ArgumentException($"A variable's name has one to {LongestName} capital letters and digits, a letter first; got '{name}'.", nameof(name));
        if (string.IsNullOrWhiteSpace(label) || label.Length > LongestLabel || label.AsSpan().IndexOfAny('\r', '\n') >= 0)
            throw new ArgumentException($"A label is one line of at most {LongestLabel} characters; that of '{name}' is '{label}'.", nameof(label));
        Name = name;
        Label = label;
    }

    /// <summary>Its name: at most eight capital letters and digits.</summary>
    public string Name { get; }

    /// <summary>What it means, in at most forty characters.</summary>
    public string Label { get; }

    /// <summary>Its place among the variables that tell rows apart, from 1; null if it is none of them.</summary>
    public int? Key { get; init; }

    /// <summary>Its type in the words of Dataset-JSON.</summary>
    public abstract string DataType { get; }

    /// <summary>A variable of text; the empty string is missing.</summary>
    public sealed record Text(string Name, string Label, Func<TRow, string> Of) : DatasetVariable<TRow>(Name, Label)
    {
        /// <inheritdoc/>
        public override string DataType => "string";
    }

    /// <summary>A variable of doubles; NaN is missing, and nothing is infinite.</summary>
    public sealed record Number(string Name, string Label, Func<TRow, double> Of) : DatasetVariable<TRow>(Name, Label)
    {
        /// <inheritdoc/>
        public override string DataType => "double";
    }

    /// <summary>A variable of whole numbers; null is missing.</summary>
    public sealed record Integer(string Name, string Label, Func<TRow, int?> Of) : DatasetVariable<TRow>(Name, Label)
    {
        /// <inheritdoc/>
        public override string DataType => "integer";
    }

    /// <summary>A variable of dates; null is missing.</summary>
    public sealed record Date(string Name, string Label, Func<TRow, DateOnly?> Of) : DatasetVariable<TRow>(Name, Label)
    {
        /// <inheritdoc/>
        public override string DataType => "date";
    }
}
