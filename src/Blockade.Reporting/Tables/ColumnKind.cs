namespace Blockade.Reporting;

/// <summary>What the cells of a column hold.</summary>
public enum ColumnKind
{
    /// <summary>Unicode text.</summary>
    Text,

    /// <summary>IEEE double; NaN stands for "no value here".</summary>
    Number,

    /// <summary>64-bit integer; no missing values.</summary>
    Integer,

    /// <summary>true or false; no missing values.</summary>
    Boolean,
}
