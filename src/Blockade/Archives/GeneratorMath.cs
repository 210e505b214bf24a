using System.Collections.Immutable;
using System.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Sedml;

namespace Blockade.Archives;

/// <summary>Works out a data generator: number by number over its variables, after functions over all values have become numbers.</summary>
internal static class GeneratorMath
{
    /// <summary>The generator's values.</summary>
    /// <param name="formula">Its formula.</param>
    /// <param name="variables">Its variables' values, in their order.</param>
    public static ResultArray Evaluate(SedmlFormula formula, ImmutableArray<ResultArray> variables)
    {
        int rank = variables.Select(v => v.Shape.Length).DefaultIfEmpty(1).Max();
        ImmutableArray<int> shape = [.. Enumerable.Range(0, rank).Select(d => variables.Select(v => d < v.Shape.Length ? v.Shape[d] : 1).DefaultIfEmpty(1).Max())];
        ImmutableArray<ResultArray> fitted = [.. variables.Select(v => v.Fit(shape))];
        return new ResultArray(shape, Map(Reduce(formula.Value, formula, fitted, shape), formula, fitted, shape));
    }

    private static ImmutableArray<double> Map(Expression value, SedmlFormula formula, ImmutableArray<ResultArray> variables, ImmutableArray<int> shape)
    {
        var code = CompiledExpression.Compile(value, name => formula.Variables.Select((v, i) => (v.Id, (int?)i)).FirstOrDefault(v => v.Id == name).Item2);
        var slots = new double[variables.Length];
        int size = shape.Aggregate(1, (a, b) => a * b);
        var values = ImmutableArray.CreateBuilder<double>(size);
        for (int k = 0; k < size; k++)
        {
            for (int v = 0; v < slots.Length; v++) slots[v] = variables[v].Values[k];
            values.Add(code.Evaluate(slots));
        }

        return values.MoveToImmutable();
    }

    // from inside out, so that each such function sees numbers
    private static Expression Reduce(Expression e, SedmlFormula formula, ImmutableArray<ResultArray> variables, ImmutableArray<int> shape)
    {
        switch (e)
        {
            case Expression.Unary u:
                return u with { Operand = Reduce(u.Operand, formula, variables, shape) };
            case Expression.Binary b:
                return b with { Left = Reduce(b.Left, formula, variables, shape), Right = Reduce(b.Right, formula, variables, shape) };
            case Expression.Call c when c.Function.StartsWith(SedmlFormula.OverAll, StringComparison.Ordinal):
                Expression inner = Reduce(c.Arguments[0], formula, variables, shape);
                return new Expression.Number(Over(c.Function[SedmlFormula.OverAll.Length..], [.. Map(inner, formula, variables, shape).Where(v => !double.IsNaN(v))]));
            case Expression.Call c:
                return c with { Arguments = [.. c.Arguments.Select(a => Reduce(a, formula, variables, shape))] };
            default:
                return e;
        }
    }

    // what fills up shorter parts is not a number, and no part of a sum
    private static double Over(string function, double[] values) => function switch
    {
        "count" => values.Length,
        "sum" => values.Sum(),
        "product" => values.Aggregate(1.0, (a, b) => a * b),
        _ when values.Length == 0 => double.NaN,
        "min" => values.Min(),
        "max" => values.Max(),
        "mean" => values.Average(),
        _ => throw new UnreachableException(),
    };
}
