using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Expressions;

/// <summary>
/// A formula over named quantities, as written. Names are resolved by the binder: after binding every <see cref="Symbol"/>
/// names a parameter, a function or an observable of its model, or <c>time</c>.
/// </summary>
public abstract record Expression
{
    private Expression()
    {
    }

    /// <summary>Where it stands in the text.</summary>
    public SourceSpan Span { get; init; }

    /// <summary>A number.</summary>
    public sealed record Number(double Value) : Expression;

    /// <summary>A name.</summary>
    public sealed record Symbol(string Name) : Expression;

    /// <summary>A sign or a logical not.</summary>
    public sealed record Unary(UnaryOperator Operator, Expression Operand) : Expression;

    /// <summary>An infix operation.</summary>
    public sealed record Binary(BinaryOperator Operator, Expression Left, Expression Right) : Expression;

    /// <summary>A built-in function applied to arguments: <c>exp</c>, <c>ln</c>, <c>if</c> and so on, in lower case.</summary>
    public sealed record Call(string Function, ImmutableArray<Expression> Arguments) : Expression;
}
