using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Units;

namespace Blockade.Models.Sbml;

/// <summary>
/// What the quantities of a network are measured in, from the unit tags of its file: time, and each species as an amount or as a
/// concentration. A file without tags says nothing, and its model is dimensionless.
/// </summary>
internal sealed partial class SbmlUnits
{
    private static readonly Dimension Volume = new() { Length = 3 };
    private static readonly ImmutableArray<Dimension> Amounts = [new() { Molecules = 1 }, new() { Amount = 1 }, new() { Mass = 1 }];

    private readonly Dictionary<string, Unit> _tags = [];
    private readonly List<Unit> _defined = [];

    public SbmlUnits(ReactionNetwork network)
    {
        RuleModel model = network.Model;
        foreach (Parameter p in model.Parameters)
        {
            if (p.UnitText is { } text && UnitParser.TryParse(text, out Unit? unit, out _)) _tags[p.Name] = unit;
        }

        Time = TimeOf(_tags.Values);
        var seeds = model.Seeds.Select((s, i) => (Species: network.SeedSpecies[i], s.IsClamped, Measure: MeasureOf(s.Amount)));
        Main = seeds.Where(s => !s.IsClamped && s.Measure is not null).GroupBy(s => s.Measure).OrderByDescending(g => g.Count()).FirstOrDefault()?.Key
            ?? new Measure(Unit.One, IsConcentration: false);

        // rates of a model with compartments are of amounts, whatever its concentrations are
        if (model.Compartments.Length > 0 && Main.IsConcentration) Main = new Measure(Unit.One, IsConcentration: false);
        Species = new Measure[network.Species.Length];
        Array.Fill(Species, Main);
        foreach ((int species, bool isClamped, Measure? measure) in seeds)
        {
            if (isClamped && measure is { } own && model.Compartments.Length == 0) Species[species] = own;
        }

        // observables and functions have no tags: theirs follow
        foreach (ObservableWeights o in network.Observables)
        {
            Measure[] measures = [.. o.Terms.Select(t => Species[t.Species]).Distinct()];
            if (measures is [{ } one]) _tags[o.Name] = one.Number;
            else if (measures.Length == 0) _tags[o.Name] = Main.Number;
        }

        Dictionary<string, Function> functions = model.Functions.Where(f => f.Arguments.Length == 0).ToDictionary(f => f.Name);
        foreach (Function f in functions.Values) _ = InFunctions(f.Name);

        Unit? InFunctions(string name)
        {
            if (_tags.TryGetValue(name, out Unit? known)) return known;
            if (!functions.Remove(name, out Function? function)) return name == "time" ? Time : null;
            if (Infer(function.Value, InFunctions) is not { } unit) return null;
            return _tags[name] = unit;
        }
    }

    /// <summary>Time's unit.</summary>
    public Unit Time { get; }

    /// <summary>Of what reactions change.</summary>
    public Measure Main { get; }

    /// <summary>Of each species; a clamped one may have its own.</summary>
    public Measure[] Species { get; }

    /// <summary>The unit of a parameter, observable or function, or null where none is known.</summary>
    public Unit? Of(string name) => _tags.GetValueOrDefault(name);

    /// <summary>The unit of a formula that is a parameter alone, or null.</summary>
    public Unit? Of(Expression formula) => formula is Expression.Symbol s ? Of(s.Name) : null;

    /// <summary>The identifier of a unit: one of SBML's own, or that of a definition, which is kept for <see cref="WriteDefinitions"/>.</summary>
    public string Id(Unit unit)
    {
        if (unit == Unit.One) return "dimensionless";
        foreach (string own in new[] { "second", "litre", "mole", "gram", "item" })
        {
            if (unit == Own(own)) return own;
        }

        int index = _defined.IndexOf(unit);
        if (index < 0)
        {
            index = _defined.Count;
            _defined.Add(unit);
        }

        return string.Create(CultureInfo.InvariantCulture, $"unit{index + 1}");
    }

    /// <summary>Writes the list of what <see cref="Id"/> has been asked for.</summary>
    public void WriteDefinitions(XmlWriter xml)
    {
        if (_defined.Count == 0) return;
        xml.WriteStartElement("listOfUnitDefinitions");
        foreach (Unit unit in _defined)
        {
            xml.WriteStartElement("unitDefinition");
            xml.WriteAttributeString("id", Id(unit));
            xml.WriteAttributeString("name", unit.Text);
            xml.WriteStartElement("listOfUnits");
            WriteFactors(xml, unit);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static Unit Own(string name) => Unit.Parse(name switch { "second" => "s", "litre" => "L", "mole" => "mol", "gram" => "g", _ => "molecules" });

    private static void WriteFactors(XmlWriter xml, Unit unit)
    {
        Dimension d = unit.Dimension;
        Exponent litres = d.Length * new Exponent(1, 3);

        // cells and units of activity have no counterpart: they count
        (string Kind, Exponent Power, double Canonical)[] factors = [.. new (string Kind, Exponent Power, double Canonical)[]
        {
            ("mole", d.Amount, 1e-9), ("gram", d.Mass, 1e-3), litres.IsInteger ? ("litre", litres, 1) : ("metre", d.Length, 0.1), ("item", d.Molecules, 1),
            ("kilogram", d.BodyWeight, 1), ("second", d.Time, 3600),
        }.Where(f => f.Power.Numerator != 0)];

        // The size of one unit in SBML's own, to the 15 digits that survive rounding; it stands with the first factor, under its power.
        double size = factors.Aggregate(unit.Factor, (s, f) => s * Math.Pow(f.Canonical, Number(f.Power)));
        if (factors.Length == 0) factors = [("dimensionless", 1, 1)];
        for (int i = 0; i < factors.Length; i++)
        {
            double power = Number(factors[i].Power);
            double multiplier = i == 0 ? double.Parse(Math.Pow(size, 1 / power).ToString("G15", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : 1;
            xml.WriteStartElement("unit");
            xml.WriteAttributeString("kind", factors[i].Kind);
            xml.WriteAttributeString("exponent", XmlConvert.ToString(power));
            xml.WriteAttributeString("scale", "0");
            xml.WriteAttributeString("multiplier", XmlConvert.ToString(multiplier));
            xml.WriteEndElement();
        }
    }

    private static double Number(Exponent e) => (double)e.Numerator / e.Denominator;

    // The unit of a formula where those of its names settle it. A number takes the unit of what it is added to; alone it is pure.
    private static Unit? Infer(Expression e, Func<string, Unit?> of)
    {
        switch (e)
        {
            case Expression.Number:
                return Unit.One;
            case Expression.Symbol s:
                return of(s.Name);
            case Expression.Unary { Operator: UnaryOperator.Minus } u:
                return Infer(u.Operand, of);
            case Expression.Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract } b:
                return Infer(b.Left is Expression.Number ? b.Right : b.Left, of);
            case Expression.Binary { Operator: BinaryOperator.Multiply } b:
                return Infer(b.Left, of) is { } l && Infer(b.Right, of) is { } r ? l * r : null;
            case Expression.Binary { Operator: BinaryOperator.Divide } b:
                return Infer(b.Left, of) is { } above && Infer(b.Right, of) is { } below ? above / below : null;
            case Expression.Binary { Operator: BinaryOperator.Power, Right: Expression.Number { Value: var power } } b when power is > -10 and < 10 && power == Math.Floor(power):
                return Infer(b.Left, of)?.Power((int)power);
            case Expression.Call { Function: "min" or "max" or "sum" or "avg" or "abs" or "rint" } c:
                return Infer(c.Arguments[0], of);
            case Expression.Call { Function: "if" } c:
                return Infer(c.Arguments[1], of);
            case Expression.Call { Function: "sqrt" } c:
                return Infer(c.Arguments[0], of)?.Power(new Exponent(1, 2));
            case Expression.Call or Expression.Binary or Expression.Unary:
                return e is Expression.Binary { Operator: BinaryOperator.Power } ? null : Unit.One;
            default:
                return null;
        }
    }

    private Measure? MeasureOf(Expression amount)
    {
        if (Of(amount) is not { } unit) return null;
        if (Amounts.Contains(unit.Dimension)) return new Measure(unit, IsConcentration: false);
        return Amounts.Contains(unit.Dimension * Volume) ? new Measure(unit * Unit.Parse("L"), IsConcentration: true) : null;
    }

    // the unit of time that the tags name most often
    private static Unit TimeOf(IEnumerable<Unit> tags)
    {
        Dictionary<string, Unit> times = UnitParser.Symbols.Where(s => s.Unit.Dimension == new Dimension { Time = 1 }).SelectMany(s => s.Names.Select(n => (n, s.Unit))).ToDictionary(n => n.n, n => n.Unit);
        return tags.SelectMany(t => Word().Matches(t.Text).Select(m => m.Value)).Where(times.ContainsKey)
            .GroupBy(w => times[w]).OrderByDescending(g => g.Count()).FirstOrDefault()?.Key ?? Unit.One;
    }

    [GeneratedRegex("[A-Za-z]+")]
    private static partial Regex Word();

    /// <summary>How a species is measured.</summary>
    /// <param name="Substance">Of its amount; of a concentration, in one litre.</param>
    /// <param name="IsConcentration">Its number is per litre.</param>
    internal sealed record Measure(Unit Substance, bool IsConcentration)
    {
        /// <summary>What its number in a formula is in.</summary>
        public Unit Number => IsConcentration ? Substance / Unit.Parse("L") : Substance;
    }
}
