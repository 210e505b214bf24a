namespace Blockade.Models.Expressions;

/// <summary>Prefix operators.</summary>
public enum UnaryOperator
{
    /// <summary>-x</summary>
    Minus,

    /// <summary>!x: 1 where x is 0, else 0.</summary>
    Not,
}
