using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>The reactions of a <c>.net</c> file: <c>3 1,2 4 0.5*kab #Rule3</c>. Builder of one reading.</summary>
internal sealed class NetReactions(BnglFile file, int speciesCount)
{
    private readonly Dictionary<string, int> _rateNumbers = [];
    private readonly Dictionary<string, int> _ruleNumbers = [];

    public List<Reaction> Reactions { get; } = [];

    public List<RateLaw> Rates { get; } = [];

    /// <summary>The rules that comments name: names only.</summary>
    public List<Rule> Rules { get; } = [];

    public void Read(SourceSpan line)
    {
        LineScanner scan = file.Scan(line);
        scan.SkipBlanks();
        int start = scan.At;
        if (scan.TakeInteger() is null)
        {
            scan.Fail("BNG1502", start, "a reaction's number is expected here");
            return;
        }

        if (TakeSpecies(scan) is not { } reactants || TakeSpecies(scan) is not { } products) return;
        int at = scan.At;
        (RateLaw Law, double Factor)? rate = TakeRate(scan, reactants.Length);
        if (rate is null) return;
        if (!scan.AtEnd())
        {
            scan.Fail("BNG1403", scan.At, "unexpected text after the rate", scan.End - scan.At);
            return;
        }

        string text = file.Source.Text[at..scan.End].Trim();
        string key = Key(rate.Value.Law, text, reactants.Length);
        if (!_rateNumbers.TryGetValue(key, out int number))
        {
            _rateNumbers.Add(key, number = Rates.Count);
            Rates.Add(rate.Value.Law);
        }

        Reactions.Add(new Reaction([.. reactants.Order()], [.. products.Order()], rate.Value.Factor, Rule(line, rate.Value.Law), number) { RuleOrder = reactants });
    }

    // a law that is no mass action is about a number of reactants
    private static string Key(RateLaw law, string text, int reactants) => law switch
    {
        RateLaw.MassAction { Constant: Expression.Symbol s } => s.Name,
        RateLaw.MassAction m => m.Constant.Write(),
        _ => FormattableString.Invariant($"{reactants} {text}"),
    };

    private int Rule(SourceSpan line, RateLaw law)
    {
        string text = file.Source.Text;
        int end = text.AsSpan(line.End).IndexOfAny('\n', '\r');
        string comment = end < 0 ? text[line.End..] : text.Substring(line.End, end);
        string name = comment.TrimStart('#', ' ').Split([' ', '\t'], 2)[0];
        if (name.Length == 0) name = FormattableString.Invariant($"_R{Reactions.Count + 1}");
        if (_ruleNumbers.TryGetValue(name, out int number)) return number;
        _ruleNumbers.Add(name, Rules.Count);
        Rules.Add(new Rule(name, [], [], law, line));
        return Rules.Count - 1;
    }

    private ImmutableArray<int>? TakeSpecies(LineScanner scan)
    {
        var species = ImmutableArray.CreateBuilder<int>();
        do
        {
            scan.SkipBlanks();
            int at = scan.At;
            if (scan.TakeInteger() is not { } number || number < 0 || number > speciesCount)
            {
                scan.Fail("BNG1501", at, $"a species' number is expected here, from 1 to {speciesCount}, or 0 for none", Math.Max(1, scan.At - at));
                return null;
            }

            if (number > 0) species.Add(number - 1);
        }
        while (scan.Take(","));
        return species.ToImmutable();
    }

    // [factor*]name, [factor*]formula, or [factor*]Sat and so on with its constants after blanks
    private static (RateLaw Law, double Factor)? TakeRate(LineScanner scan, int reactants)
    {
        scan.SkipBlanks();
        int start = scan.At;
        if (scan.AtEnd())
        {
            scan.Fail("BNG1503", start, "the reaction has no rate");
            return null;
        }

        double factor = 1;
        Expression? first = scan.TakeExpression();
        if (first is Expression.Binary { Operator: BinaryOperator.Multiply, Left: Expression.Number f } product) (factor, first) = (f.Value, product.Right);
        if (first is not Expression.Symbol { Name: "Sat" or "MM" or "Hill" } law) return first is null ? null : (new RateLaw.MassAction(first), factor);
        var constants = ImmutableArray.CreateBuilder<Expression>();
        while (!scan.AtEnd())
        {
            if (scan.TakeExpression() is not { } constant) return null;
            constants.Add(constant);
        }

        (int least, int most) = law.Name switch { "MM" => (2, 2), "Hill" => (3, 3), _ => (1, reactants + 1) };
        if (constants.Count < least || constants.Count > most || (law.Name == "MM" && reactants != 2) || (law.Name == "Hill" && reactants == 0))
        {
            scan.Fail("BNG1408", start, $"'{law.Name}' with {constants.Count} constants and {reactants} reactants has no meaning", law.Name.Length);
            return null;
        }

        return law.Name switch
        {
            "MM" => (new RateLaw.MichaelisMenten(constants[0], constants[1]), factor),
            "Hill" => (new RateLaw.Hill(constants[0], constants[1], constants[2]), factor),
            _ => (new RateLaw.Saturation(constants[0], [.. constants.Skip(1)]), factor),
        };
    }
}
