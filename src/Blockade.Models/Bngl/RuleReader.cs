using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>Reads a line of the block of rules: a label, two sides, one or two rate laws, modifiers.</summary>
internal static class RuleReader
{
    public static void Read(BnglFile file, SourceSpan line, int number)
    {
        LineScanner scan = file.Scan(line);
        scan.SkipBlanks();
        string name = TakeLabel(file, scan) ?? $"_R{number}";
        if (scan.Failed) return;
        scan.SkipBlanks();
        int start = scan.At;
        var patterns = new PatternReader(scan);
        ImmutableArray<RawPattern>? reactants = TakeSide(scan, patterns);
        if (reactants is null) return;
        scan.SkipBlanks();
        bool reversible = scan.Take("<->");
        if (!reversible && !scan.Take("->"))
        {
            scan.Fail("BNG1401", scan.At, "an arrow is expected here", hint: "-> or <->");
            return;
        }

        ImmutableArray<RawPattern>? products = TakeSide(scan, patterns);
        if (products is null) return;
        var span = new SourceSpan(start, scan.At - start);
        if (scan.AtEnd())
        {
            scan.Fail("BNG1402", start, $"rule '{name}' has no rate", span.Length);
            return;
        }

        RateLaw? forward = TakeRate(scan), backward = null;
        if (forward is null) return;
        if (scan.Take(","))
        {
            backward = TakeRate(scan);
            if (backward is null) return;
        }

        var rule = new RawRule(name, reactants.Value, products.Value, forward, span);
        rule = TakeModifiers(scan, patterns, rule);
        if (scan.Failed) return;
        if (reversible && forward is RateLaw.Arrhenius) backward ??= forward;
        if (reversible && backward is null)
        {
            scan.Fail("BNG1404", start, $"rule '{name}' is reversible and has one rate", span.Length, "give two rates, separated by a comma");
            return;
        }

        if (!reversible && backward is not null)
        {
            scan.Fail("BNG1405", start, $"rule '{name}' goes one way and has two rates", span.Length, "write <->, or take one rate away");
            return;
        }

        file.Rules.Add(rule);
        if (backward is null) return;
        file.Rules.Add(rule with
        {
            Name = $"_reverse_{name}", Reactants = rule.Products, Products = rule.Reactants, Rate = backward, IsReverse = true,
            ReactantFilters = rule.ProductFilters, ProductFilters = rule.ReactantFilters,
        });
    }

    private static string? TakeLabel(BnglFile file, LineScanner scan)
    {
        int start = scan.At;
        int p = start;
        string text = file.Source.Text;
        while (p < scan.End && (char.IsAsciiLetterOrDigit(text[p]) || text[p] is '_' or ' ' or '\t')) p++;
        if (p < scan.End && text[p] == ':' && p > start)
        {
            scan.At = p + 1;
            string label = text[start..p].Trim();
            if (label.Any(char.IsWhiteSpace)) scan.Fail("BNG1406", start, $"the rule's label '{label}' has blanks in it", label.Length, $"write '{label.Replace(' ', '_')}'");
            return label;
        }

        scan.SkipLineLabel();
        return null;
    }

    private static ImmutableArray<RawPattern>? TakeSide(LineScanner scan, PatternReader patterns)
    {
        var side = ImmutableArray.CreateBuilder<RawPattern>();
        do
        {
            RawPattern? pattern = patterns.Take();
            if (pattern is null || scan.Failed) return null;
            if (pattern.Molecules.Length > 0) side.Add(pattern);
        }
        while (scan.Take("+"));
        return side.ToImmutable();
    }

    private static RateLaw? TakeRate(LineScanner scan)
    {
        scan.SkipBlanks();
        int start = scan.At;
        string? name = scan.TakeName();
        if (name is not ("Sat" or "MM" or "Hill" or "Arrhenius" or "FunctionProduct") || !scan.Take("("))
        {
            scan.At = start;
            return scan.TakeExpression() is { } constant ? new RateLaw.MassAction(constant) : null;
        }

        var arguments = ImmutableArray.CreateBuilder<Expression>();
        do
        {
            bool quoted = name == "FunctionProduct" && scan.Take("\"");
            if (scan.TakeExpression() is not { } argument) return null;
            if (quoted && !scan.Take("\"")) scan.Fail("BNG1407", scan.At, "a '\"' is missing after the function");
            arguments.Add(argument);
        }
        while (scan.Take(","));
        if (!scan.Take(")")) scan.Fail("BNG1407", scan.At, $"a ')' is missing after the arguments of '{name}'");
        bool right = name switch
        {
            "Sat" => arguments.Count >= 2,
            "Hill" => arguments.Count == 3,
            _ => arguments.Count == 2,
        };
        if (!right) scan.Fail("BNG1408", start, $"'{name}' takes {(name == "Hill" ? "three arguments" : name == "Sat" ? "two arguments or more" : "two arguments")}, and {arguments.Count} were given", name.Length);
        if (scan.Failed) return null;
        return name switch
        {
            "Sat" => new RateLaw.Saturation(arguments[0], [.. arguments.Skip(1)]),
            "MM" => new RateLaw.MichaelisMenten(arguments[0], arguments[1]),
            "Hill" => new RateLaw.Hill(arguments[0], arguments[1], arguments[2]),
            "Arrhenius" => new RateLaw.Arrhenius(arguments[0], arguments[1]),
            _ => new RateLaw.FunctionProduct(arguments[0], arguments[1]),
        };
    }

    private static RawRule TakeModifiers(LineScanner scan, PatternReader patterns, RawRule rule)
    {
        while (!scan.AtEnd() && !scan.Failed)
        {
            int word = scan.At;
            string? keyword = scan.TakeName();
            switch (keyword)
            {
                case "DeleteMolecules":
                    rule = rule with { DeleteMolecules = true };
                    break;
                case "MoveConnected":
                    rule = rule with { MoveConnected = true };
                    break;
                case "TotalRate":
                    rule = rule with { TotalRate = true };
                    break;
                case "priority" when scan.Take("="):
                    bool negative = scan.Take("-");
                    if (scan.TakeInteger() is { } priority && scan.Current != '.') rule = rule with { Priority = negative ? -priority : priority };
                    else scan.Fail("BNG1409", scan.At, "a whole number is expected after 'priority='");
                    break;
                case "include_reactants" or "exclude_reactants":
                    if (TakeFilter(scan, patterns, keyword, rule.Reactants.Length) is { } onReactants) rule = rule with { ReactantFilters = rule.ReactantFilters.Add(onReactants) };
                    break;
                case "include_products" or "exclude_products":
                    if (TakeFilter(scan, patterns, keyword, rule.Products.Length) is { } onProducts) rule = rule with { ProductFilters = rule.ProductFilters.Add(onProducts) };
                    break;
                default:
                    scan.Fail("BNG1403", word, "unexpected text after the rate", Math.Max(1, scan.At - word));
                    break;
            }
        }

        return rule;
    }

    private static RawFilter? TakeFilter(LineScanner scan, PatternReader patterns, string keyword, int places)
    {
        scan.Take("(");
        int at = scan.At;
        int? place = scan.TakeInteger();
        if (place is null || !scan.Take(","))
        {
            scan.Fail("BNG1409", at, $"'{keyword}' takes the number of a {(keyword.EndsWith("reactants", StringComparison.Ordinal) ? "reactant" : "product")} and patterns");
            return null;
        }

        if (place < 1 || place > places)
        {
            scan.Fail("BNG1410", at, $"'{keyword}' names number {place}, and there {(places == 1 ? "is one" : $"are {places}")}");
            return null;
        }

        var list = ImmutableArray.CreateBuilder<RawPattern>();
        do
        {
            if (patterns.Take() is not { } pattern) return null;
            list.Add(pattern);
        }
        while (scan.Take(","));
        if (!scan.Take(")")) scan.Fail("BNG1409", scan.At, $"a ')' is missing after the patterns of '{keyword}'");
        return new RawFilter(place.Value - 1, keyword.StartsWith("exclude", StringComparison.Ordinal), list.ToImmutable());
    }
}
