using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Blockade.Models.Expressions;

/// <summary>A formula as flat postfix code over numbered slots: evaluated without allocation. Immutable, shared by threads.</summary>
public sealed class CompiledExpression
{
    /// <summary>Functions of other model languages, which a BNGL file cannot name.</summary>
    private static readonly ImmutableArray<string> BeyondBngl = ["floor", "ceil", "factorial"];

    private const int MostOperands = 3;

    private readonly Instruction[] _code;
    private readonly Expression.Table[] _tables;
    private readonly int _stackDepth;

    private CompiledExpression(Instruction[] code, Expression.Table[] tables, int stackDepth)
    {
        _code = code;
        _tables = tables;
        _stackDepth = stackDepth;
    }

    private enum Op
    {
        Constant, Slot, Minus, Not, Add, Subtract, Multiply, Divide, Power, Less, LessOrEqual, Greater, GreaterOrEqual, Equal,
        NotEqual, And, Or, If, Min, Max, Average, Table, Mratio, Exp, Ln, Log10, Log2, Sqrt, Abs, Rint, Sign, Sin, Cos, Tan, Asin, Acos, Atan,
        Sinh, Cosh, Tanh, Asinh, Acosh, Atanh, Floor, Ceil, Factorial,
    }

    /// <summary>Compiles a formula; <paramref name="slotOf"/> gives the slot of each name.</summary>
    /// <exception cref="ArgumentException">A name has no slot, or a function is not built in.</exception>
    public static CompiledExpression Compile(Expression expression, Func<string, int?> slotOf)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(slotOf);
        var code = new List<Instruction>();
        var tables = new List<Expression.Table>();
        int depth = 0, deepest = 0;
        Emit(expression);
        return new CompiledExpression([.. code], [.. tables], deepest);

        void Push(Op op, int slot, double value)
        {
            code.Add(new Instruction(op, slot, value));
            deepest = Math.Max(deepest, ++depth);
        }

        void Apply(Op op, int operands, int count = 0)
        {
            code.Add(new Instruction(op, count, 0));
            depth -= operands - 1;
        }

        void Emit(Expression e)
        {
            switch (e)
            {
                case Expression.Number n:
                    Push(Op.Constant, 0, n.Value);
                    break;
                case Expression.Symbol s:
                    Push(Op.Slot, slotOf(s.Name) ?? throw new ArgumentException($"'{s.Name}' has no slot.", nameof(expression)), 0);
                    break;
                case Expression.Unary u:
                    Emit(u.Operand);
                    Apply(u.Operator == UnaryOperator.Minus ? Op.Minus : Op.Not, 1);
                    break;
                case Expression.Binary b:
                    Emit(b.Left);
                    Emit(b.Right);
                    Apply(Op.Add + (b.Operator - BinaryOperator.Add), 2);
                    break;
                case Expression.Table t:
                    Emit(t.Argument);
                    tables.Add(t);
                    Apply(Op.Table, 1, tables.Count - 1);
                    break;
                case Expression.Call { Function: "min" or "max" or "sum" } c:
                    // one after the other: a sum of thousands must not need a stack as deep
                    Op op = c.Function == "min" ? Op.Min : c.Function == "max" ? Op.Max : Op.Add;
                    Emit(c.Arguments[0]);
                    foreach (Expression argument in c.Arguments.AsSpan(1..))
                    {
                        Emit(argument);
                        Apply(op, 2);
                    }

                    break;
                case Expression.Call c:
                    foreach (Expression argument in c.Arguments) Emit(argument);
                    EmitCall(c);
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        void EmitCall(Expression.Call c)
        {
            int count = c.Arguments.Length;
            switch (c.Function)
            {
                case "if":
                    Apply(Op.If, 3);
                    break;
                case "avg":
                    for (int i = 1; i < count; i++) Apply(Op.Add, 2);
                    Apply(Op.Average, 1, count);
                    break;
                case "mratio":
                    Apply(Op.Mratio, 3);
                    break;
                default:
                    if (!ExpressionReader.Functions.ContainsKey(c.Function) && !BeyondBngl.Contains(c.Function)) throw new ArgumentException($"'{c.Function}' is no built-in function.", nameof(expression));
                    Apply(Enum.Parse<Op>(c.Function, ignoreCase: true), 1);
                    break;
            }
        }
    }

    /// <summary>The value with the slots as they are. NaN and infinity pass through.</summary>
    public double Evaluate(ReadOnlySpan<double> slots)
    {
        Span<double> stack = stackalloc double[_stackDepth];
        int top = -1;
        foreach (ref readonly Instruction instruction in _code.AsSpan())
        {
            switch (instruction.Op)
            {
                case Op.Constant: stack[++top] = instruction.Value; break;
                case Op.Slot: stack[++top] = slots[instruction.Slot]; break;
                case Op.Minus: stack[top] = -stack[top]; break;
                case Op.Add: top--; stack[top] += stack[top + 1]; break;
                case Op.Subtract: top--; stack[top] -= stack[top + 1]; break;
                case Op.Multiply: top--; stack[top] *= stack[top + 1]; break;
                case Op.Divide: top--; stack[top] /= stack[top + 1]; break;
                case Op.Average: stack[top] /= instruction.Slot; break;
                default:
                    top -= Operands(instruction.Op) - 1;
                    stack[top] = Apply(instruction, stack[top..]);
                    break;
            }
        }

        return stack[0];
    }

    /// <summary>The values in eight lanes, each the same to the bit as by itself. Arithmetic is done in all lanes together, all else lane by lane.</summary>
    public Vector512<double> EvaluateLanes(ReadOnlySpan<Vector512<double>> slots)
    {
        Span<Vector512<double>> stack = stackalloc Vector512<double>[_stackDepth];
        Span<double> operands = stackalloc double[MostOperands];
        int top = -1;
        foreach (ref readonly Instruction instruction in _code.AsSpan())
        {
            switch (instruction.Op)
            {
                case Op.Constant: stack[++top] = Vector512.Create(instruction.Value); break;
                case Op.Slot: stack[++top] = slots[instruction.Slot]; break;
                case Op.Minus: stack[top] = -stack[top]; break;
                case Op.Add: top--; stack[top] += stack[top + 1]; break;
                case Op.Subtract: top--; stack[top] -= stack[top + 1]; break;
                case Op.Multiply: top--; stack[top] *= stack[top + 1]; break;
                case Op.Divide: top--; stack[top] /= stack[top + 1]; break;
                case Op.Average: stack[top] /= Vector512.Create((double)instruction.Slot); break;
                default:
                    int count = Operands(instruction.Op);
                    top -= count - 1;
                    for (int lane = 0; lane < Vector512<double>.Count; lane++)
                    {
                        for (int k = 0; k < count; k++) operands[k] = stack[top + k][lane];
                        stack[top] = stack[top].WithElement(lane, Apply(instruction, operands));
                    }

                    break;
            }
        }

        return stack[0];
    }

    /// <summary>
    /// Bounds on the value while each slot lies anywhere between two values, by interval arithmetic: never too narrow but for rounding, often
    /// too wide, and infinite where a bound is not known. Where nothing varies it is the value itself.
    /// </summary>
    /// <remarks>Moore, Kearfott and Cloud (2009), Introduction to Interval Analysis, doi:10.1137/1.9780898717716.</remarks>
    public (double Low, double High) Range(ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        Span<ValueRange> stack = stackalloc ValueRange[_stackDepth];
        int top = -1;
        foreach (ref readonly Instruction instruction in _code.AsSpan())
        {
            switch (instruction.Op)
            {
                case Op.Constant: stack[++top] = new(instruction.Value, instruction.Value); break;
                case Op.Slot: stack[++top] = new(low[instruction.Slot], high[instruction.Slot]); break;
                case Op.Minus: stack[top] = -stack[top]; break;
                case Op.Not: stack[top] = ValueRange.Truth(stack[top].CanBeZero, stack[top].CanBeOther); break;
                case Op.Add: top--; stack[top] += stack[top + 1]; break;
                case Op.Subtract: top--; stack[top] -= stack[top + 1]; break;
                case Op.Multiply: top--; stack[top] *= stack[top + 1]; break;
                case Op.Divide: top--; stack[top] /= stack[top + 1]; break;
                case Op.Power: top--; stack[top] = ValueRange.Power(stack[top], stack[top + 1]); break;
                case Op.Less: top--; stack[top] = ValueRange.Less(stack[top], stack[top + 1], orEqual: false); break;
                case Op.LessOrEqual: top--; stack[top] = ValueRange.Less(stack[top], stack[top + 1], orEqual: true); break;
                case Op.Greater: top--; stack[top] = ValueRange.Less(stack[top + 1], stack[top], orEqual: false); break;
                case Op.GreaterOrEqual: top--; stack[top] = ValueRange.Less(stack[top + 1], stack[top], orEqual: true); break;
                case Op.Equal: top--; stack[top] = ValueRange.Equal(stack[top], stack[top + 1]); break;
                case Op.NotEqual:
                    top--;
                    ValueRange equal = ValueRange.Equal(stack[top], stack[top + 1]);
                    stack[top] = ValueRange.Truth(equal.CanBeZero, equal.CanBeOther);
                    break;
                case Op.And:
                    top--;
                    stack[top] = ValueRange.Truth(stack[top].CanBeOther && stack[top + 1].CanBeOther, stack[top].CanBeZero || stack[top + 1].CanBeZero);
                    break;
                case Op.Or:
                    top--;
                    stack[top] = ValueRange.Truth(stack[top].CanBeOther || stack[top + 1].CanBeOther, stack[top].CanBeZero && stack[top + 1].CanBeZero);
                    break;
                case Op.If:
                    top -= 2;
                    stack[top] = !stack[top].CanBeZero ? stack[top + 1] : !stack[top].CanBeOther ? stack[top + 2] : ValueRange.Hull(stack[top + 1], stack[top + 2]);
                    break;
                case Op.Min: top--; stack[top] = new(Math.Min(stack[top].Low, stack[top + 1].Low), Math.Min(stack[top].High, stack[top + 1].High)); break;
                case Op.Max: top--; stack[top] = new(Math.Max(stack[top].Low, stack[top + 1].Low), Math.Max(stack[top].High, stack[top + 1].High)); break;
                case Op.Table: stack[top] = ValueRange.Of(_tables[instruction.Slot], stack[top]); break;
                case Op.Mratio:
                    top -= 2;
                    stack[top] = stack[top].IsPoint && stack[top + 1].IsPoint && stack[top + 2].IsPoint
                        ? ValueRange.At(KummerRatio.At(stack[top].Low, stack[top + 1].Low, stack[top + 2].Low)) : ValueRange.Anything;
                    break;
                case Op.Average: stack[top] = new(stack[top].Low / instruction.Slot, stack[top].High / instruction.Slot); break;
                default: stack[top] = Apply(instruction.Op, stack[top]); break;
            }
        }

        return (stack[0].Low, stack[0].High);
    }

    private static ValueRange Apply(Op op, ValueRange x)
    {
        if (x.IsPoint) return ValueRange.At(Apply(op, x.Low));
        switch (op)
        {
            case Op.Abs or Op.Cosh:
                double nearest = x.Low <= 0 && x.High >= 0 ? 0 : Math.Min(Math.Abs(x.Low), Math.Abs(x.High));
                return new(Apply(op, nearest), Apply(op, Math.Max(Math.Abs(x.Low), Math.Abs(x.High))));
            case Op.Sin:
                return ValueRange.Cosine(new(x.Low - (Math.PI / 2), x.High - (Math.PI / 2)));
            case Op.Cos:
                return ValueRange.Cosine(x);
            case Op.Tan when Math.Floor((x.Low / Math.PI) + 0.5) != Math.Floor((x.High / Math.PI) + 0.5):
                return ValueRange.Anything;   // a pole lies between
            case Op.Factorial:
                return ValueRange.Anything;
            case Op.Acos:
                return ValueRange.Known(Math.Acos(x.High), Math.Acos(x.Low));
            default:   // all others ascend
                return ValueRange.Known(Apply(op, x.Low), Apply(op, x.High));
        }
    }

    private static int Operands(Op op) => op switch
    {
        Op.If or Op.Mratio => 3,
        Op.Power or Op.Less or Op.LessOrEqual or Op.Greater or Op.GreaterOrEqual or Op.Equal or Op.NotEqual or Op.And or Op.Or or Op.Min or Op.Max => 2,
        _ => 1,
    };

    // All but arithmetic, on the operands that it has.
    private double Apply(in Instruction instruction, ReadOnlySpan<double> x) => instruction.Op switch
    {
        Op.Not => x[0] == 0 ? 1 : 0,
        Op.Power => Math.Pow(x[0], x[1]),
        Op.Less => x[0] < x[1] ? 1 : 0,
        Op.LessOrEqual => x[0] <= x[1] ? 1 : 0,
        Op.Greater => x[0] > x[1] ? 1 : 0,
        Op.GreaterOrEqual => x[0] >= x[1] ? 1 : 0,
        Op.Equal => x[0] == x[1] ? 1 : 0,
        Op.NotEqual => x[0] != x[1] ? 1 : 0,
        Op.And => x[0] != 0 && x[1] != 0 ? 1 : 0,
        Op.Or => x[0] != 0 || x[1] != 0 ? 1 : 0,
        Op.If => x[0] != 0 ? x[1] : x[2],
        Op.Min => Math.Min(x[0], x[1]),
        Op.Max => Math.Max(x[0], x[1]),
        Op.Table => _tables[instruction.Slot].At(x[0]),
        Op.Mratio => KummerRatio.At(x[0], x[1], x[2]),
        _ => Apply(instruction.Op, x[0]),
    };

    private static double Apply(Op op, double x) => op switch
    {
        Op.Exp => Math.Exp(x),
        Op.Ln => Math.Log(x),
        Op.Log10 => Math.Log10(x),
        Op.Log2 => Math.Log2(x),
        Op.Sqrt => Math.Sqrt(x),
        Op.Abs => Math.Abs(x),
        Op.Rint => Math.Floor(x + 0.5),
        Op.Sign => double.IsNaN(x) ? x : Math.Sign(x),
        Op.Sin => Math.Sin(x),
        Op.Cos => Math.Cos(x),
        Op.Tan => Math.Tan(x),
        Op.Asin => Math.Asin(x),
        Op.Acos => Math.Acos(x),
        Op.Atan => Math.Atan(x),
        Op.Sinh => Math.Sinh(x),
        Op.Cosh => Math.Cosh(x),
        Op.Tanh => Math.Tanh(x),
        Op.Asinh => Math.Asinh(x),
        Op.Acosh => Math.Acosh(x),
        Op.Atanh => Math.Atanh(x),
        Op.Floor => Math.Floor(x),
        Op.Ceil => Math.Ceiling(x),
        Op.Factorial => Factorial(x),
        _ => throw new UnreachableException(),
    };

    // of a whole number; beyond 170 it is more than a double holds
    private static double Factorial(double x)
    {
        if (!(x >= 0) || x != Math.Floor(x)) return double.NaN;
        double product = 1;
        for (double k = 2; k <= x && double.IsFinite(product); k++) product *= k;
        return product;
    }

    private readonly record struct Instruction(Op Op, int Slot, double Value);
}
