using System.Globalization;
using System.Text;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>Patterns as BNGL text that reads back as the same patterns.</summary>
public static class PatternText
{
    /// <summary>One pattern: <c>%x@C:{MatchOnce}A%y(b~p!1,c!+)@D.B(a!1)</c> has everything a pattern can have. The empty one is <c>0</c>.</summary>
    public static string Write(Pattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return Write(pattern, isClamped: false);
    }

    /// <summary>One side of a rule: patterns joined by <c>+</c>, or <c>0</c>.</summary>
    public static string Write(IEnumerable<Pattern> side)
    {
        string text = string.Join(" + ", side.Select(Write));
        return text.Length == 0 ? "0" : text;
    }

    /// <summary>A pattern of an observable, with the number of matches it asks for.</summary>
    public static string Write(ObservedPattern observed)
    {
        ArgumentNullException.ThrowIfNull(observed);
        string count = observed.Comparison is { } op ? $"{Comparison(op)}{observed.Count.ToString(CultureInfo.InvariantCulture)}" : "";
        return Write(observed.Pattern) + count;
    }

    internal static string Write(Pattern pattern, bool isClamped)
    {
        if (pattern.Molecules.Length == 0) return "0";
        var text = new StringBuilder();
        if (pattern.Label is { } label) text.Append('%').Append(label);
        if (pattern.Compartment is { } compartment) text.Append('@').Append(compartment.Name);
        if (text.Length > 0) text.Append(':');
        if (pattern.MatchOnce) text.Append("{MatchOnce}");
        if (isClamped || pattern.IsHeld) text.Append('$');
        for (int m = 0; m < pattern.Molecules.Length; m++)
        {
            if (m > 0) text.Append('.');
            Append(text, pattern.Molecules[m]);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, PatternMolecule molecule)
    {
        text.Append(molecule.Type.Name);
        if (molecule.Label is { } label) text.Append('%').Append(label);
        text.Append('(');
        for (int c = 0; c < molecule.Components.Length; c++)
        {
            if (c > 0) text.Append(',');
            Append(text, molecule.Components[c]);
        }

        text.Append(')');
        if (molecule.Compartment is { } compartment) text.Append('@').Append(compartment.Name);
    }

    private static void Append(StringBuilder text, PatternComponent component)
    {
        text.Append(component.Name);
        if (component.Label is { } label) text.Append('%').Append(label);
        if (component.State is { } state) text.Append('~').Append(state);
        switch (component.Bond)
        {
            case BondKind.Labelled:
                foreach (int bond in component.BondLabels) text.Append('!').Append(bond.ToString(CultureInfo.InvariantCulture));
                break;
            case BondKind.Bound: text.Append("!+"); break;
            case BondKind.Any: text.Append("!?"); break;
        }
    }

    internal static string Comparison(BinaryOperator op) => op switch
    {
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.Equal => "==",
        _ => "!=",
    };
}
