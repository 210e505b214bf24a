using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;

namespace Blockade.Models.Sbml;

/// <summary>
/// Compares the units of what is added, compared and assigned. Numbers fit everywhere and names without a unit are not judged: a warning is said only where the file
/// itself contradicts it, once for each formula.
/// </summary>
internal sealed class SbmlUnitCheck(SourceText source, SbmlUnitTable units, List<Diagnostic> diagnostics)
{
    private string? _trouble;

    public void Check(SbmlModel model)
    {
        foreach (SbmlAssignment a in model.InitialAssignments) Check(a.Value, units.Of(a.Target), a.Span, $"what '{a.Target}' starts from");
        foreach (SbmlRule r in model.Rules)
        {
            SbmlMeasure? wanted = r.Variable is { } variable ? units.Of(variable) : null;
            if (r.IsRate) wanted = wanted is null || units.Time is null ? null : wanted.Over(units.Time);
            Check(r.Value, wanted, r.Span, r.Variable is null ? "an algebraic rule" : r.IsRate ? $"the rate of '{r.Variable}'" : $"the rule of '{r.Variable}'");
        }

        SbmlMeasure? speed = units.Extent is null || units.Time is null ? null : units.Extent.Over(units.Time);
        foreach (SbmlReaction r in model.Reactions)
        {
            if (r.Rate is not null) Check(r.Rate, speed, r.Span, $"the rate of '{r.Id}'");
        }

        foreach (SbmlEvent e in model.Events)
        {
            if (e.Trigger is not null) Check(e.Trigger, null, e.Span, $"the trigger of '{e.Name}'");
            if (e.Delay is not null) Check(e.Delay, units.Time, e.Span, $"the delay of '{e.Name}'");
            foreach (SbmlAssignment a in e.Assignments) Check(a.Value, units.Of(a.Target), a.Span, $"what '{e.Name}' assigns to '{a.Target}'");
        }
    }

    private void Check(Expression formula, SbmlMeasure? wanted, SourceSpan span, string what)
    {
        _trouble = null;
        Measured found = Infer(formula);
        if (_trouble is null && wanted is not null && found.Unit is { } unit && !unit.IsSame(wanted)) _trouble = $"it is in '{unit}' instead of '{wanted}'";
        if (_trouble is not null) diagnostics.Add(new Diagnostic("SBM2012", Severity.Warning, source, span, $"units of {what}: {_trouble}"));
    }

    private Measured Infer(Expression e)
    {
        switch (e)
        {
            case Expression.Number:
                return Measured.Any;
            case Expression.Symbol s:
                string name = s.Name;
                if (!name.StartsWith(MathMlReader.RateMark, StringComparison.Ordinal)) return new Measured(units.Of(name), false);
                SbmlMeasure? of = units.Of(name[MathMlReader.RateMark.Length..]);
                return new Measured(of is null || units.Time is null ? null : of.Over(units.Time), false);
            case Expression.Unary { Operator: UnaryOperator.Minus } u:
                return Infer(u.Operand);
            case Expression.Unary u:
                Infer(u.Operand);
                return Measured.Pure;
            case Expression.Binary b:
                return InferBinary(b);
            case Expression.Call c:
                return InferCall(c);
            default:
                return Measured.Unknown;
        }
    }

    private Measured InferBinary(Expression.Binary b)
    {
        Measured left = Infer(b.Left);
        Measured right = Infer(b.Right);
        switch (b.Operator)
        {
            case BinaryOperator.Add or BinaryOperator.Subtract:
                return Alike([left, right], "adds");
            case BinaryOperator.Multiply:
                return left.IsAny ? right : right.IsAny ? left : left.Unit is null || right.Unit is null ? Measured.Unknown : new Measured(left.Unit.Times(right.Unit), false);
            case BinaryOperator.Divide:
                return right.IsAny ? left : right.Unit is null || (left.Unit is null && !left.IsAny) ? Measured.Unknown : new Measured((left.Unit ?? SbmlMeasure.One).Over(right.Unit), false);
            case BinaryOperator.Power:
                if (left.IsAny || left.Unit is { IsPure: true }) return left;
                return left.Unit is not null && b.Right is Expression.Number n ? new Measured(left.Unit.Power(n.Value), false) : Measured.Unknown;
            case BinaryOperator.And or BinaryOperator.Or:
                return Measured.Pure;
            default:
                Alike([left, right], "compares");
                return Measured.Pure;
        }
    }

    private Measured InferCall(Expression.Call c)
    {
        ImmutableArray<Measured> arguments = [.. c.Arguments.Select(Infer)];
        switch (c.Function)
        {
            case "sum":
                return Alike(arguments, "adds");
            case "min" or "max":
                return Alike(arguments, "compares");
            case "if":
                return Alike(arguments[1..], "has pieces in");
            case "abs" or "floor" or "ceil":
                return arguments[0];
            case "sqrt":
                return arguments[0].Unit is { } square ? new Measured(square.Power(0.5), false) : arguments[0];
            default:
                if (arguments[0].Unit is { IsPure: false } unit) _trouble ??= $"{c.Function} is taken of '{unit}'";
                return Measured.Pure;
        }
    }

    private Measured Alike(ImmutableArray<Measured> parts, string verb)
    {
        Measured first = parts.FirstOrDefault(p => p.Unit is not null, Measured.Unknown);
        if (first.Unit is not { } unit) return parts.All(p => p.IsAny) ? Measured.Any : Measured.Unknown;
        if (parts.FirstOrDefault(p => p.Unit is { } other && !other.IsSame(unit)) is { Unit: { } odd }) _trouble ??= $"it {verb} '{unit}' and '{odd}'";
        return first;
    }

    /// <summary>A unit, or null where it is not known; a plain number has any.</summary>
    private readonly record struct Measured(SbmlMeasure? Unit, bool IsAny)
    {
        public static Measured Any => new(null, true);

        public static Measured Unknown => new(null, false);

        public static Measured Pure => new(SbmlMeasure.One, false);
    }
}
