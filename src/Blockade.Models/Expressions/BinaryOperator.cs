namespace Blockade.Models.Expressions;

/// <summary>Infix operators. Comparisons and logic give 1 or 0.</summary>
public enum BinaryOperator
{
    /// <summary>x + y</summary>
    Add,

    /// <summary>x - y</summary>
    Subtract,

    /// <summary>x * y</summary>
    Multiply,

    /// <summary>x / y</summary>
    Divide,

    /// <summary>x ^ y</summary>
    Power,

    /// <summary>x &lt; y</summary>
    Less,

    /// <summary>x &lt;= y</summary>
    LessOrEqual,

    /// <summary>x &gt; y</summary>
    Greater,

    /// <summary>x &gt;= y</summary>
    GreaterOrEqual,

    /// <summary>x == y</summary>
    Equal,

    /// <summary>x != y</summary>
    NotEqual,

    /// <summary>x &amp;&amp; y</summary>
    And,

    /// <summary>x || y</summary>
    Or,
}
