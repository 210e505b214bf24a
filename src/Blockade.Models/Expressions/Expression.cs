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

    /// <summary>
    /// A function applied to arguments: a built-in one (<c>exp</c>, <c>ln</c>, <c>if</c> and so on, in lower case), or, in a rule model, a
    /// local function or observable of a label.
    /// </summary>
    public sealed record Call(string Function, ImmutableArray<Expression> Arguments) : Expression;

    /// <summary>
    /// A table looked up at an argument: straight lines between points, or steps that hold from each point to the next; constant
    /// beyond both ends.
    /// </summary>
    /// <param name="Points">Strictly ascending, at least one.</param>
    /// <param name="Values">As many as points.</param>
    /// <param name="Argument">Where it is looked up.</param>
    /// <param name="IsStep">Steps, not lines.</param>
    public sealed record Table(ImmutableArray<double> Points, ImmutableArray<double> Values, Expression Argument, bool IsStep) : Expression
    {
        /// <summary>The value at x.</summary>
        public double At(double x)
        {
            if (double.IsNaN(x)) return x;
            int next = Points.AsSpan().BinarySearch(x);
            if (next >= 0) return Values[next];
            next = ~next;
            if (next == 0) return Values[0];
            if (next == Points.Length || IsStep) return Values[next - 1];
            double part = (x - Points[next - 1]) / (Points[next] - Points[next - 1]);
            return Values[next - 1] + (part * (Values[next] - Values[next - 1]));
        }
    }
}
