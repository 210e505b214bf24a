using System.Globalization;
using System.Xml.Linq;

namespace Blockade.Models.Tests.Sbml;

/// <summary>
/// An SBML file as equations, read for tests only: what Level 2 and 3 files of rule models contain. Shares no code with the writer: formulas
/// are evaluated on the XML as it stands.
/// </summary>
internal sealed class SbmlFile
{
    private readonly Dictionary<string, XElement> _functions;
    private readonly Dictionary<string, XElement> _rules;
    private readonly Dictionary<string, double> _constants = [];
    private readonly HashSet<string> _byConcentration;
    private readonly Dictionary<string, double> _sizes;

    public SbmlFile(string text)
    {
        XElement model = Children(XDocument.Parse(text).Root!, "model").Single();
        XElement[] All(string list) => [.. Children(model, list).SelectMany(l => l.Elements())];
        _functions = All("listOfFunctionDefinitions").ToDictionary(f => Id(f), f => Lambda(f));
        XElement[] species = All("listOfSpecies");
        SpeciesIds = [.. species.Select(Id)];
        SpeciesNames = [.. species.Select(s => (string?)s.Attribute("name") ?? Id(s))];
        IsBoundary = [.. species.Select(s => (string?)s.Attribute("boundaryCondition") == "true")];
        _sizes = All("listOfCompartments").ToDictionary(Id, c => Number(c.Attribute("size")) ?? 1);
        _byConcentration = [.. species.Where(s => (string?)s.Attribute("hasOnlySubstanceUnits") != "true").Select(Id)];
        Places = [.. species.Select(s => (string)s.Attribute("compartment")!)];
        Initial = [.. species.Select(s => Number(s.Attribute("initialAmount")) ?? Number(s.Attribute("initialConcentration")) ?? double.NaN)];
        foreach ((string id, double size) in _sizes) _constants[id] = size;
        foreach (XElement p in All("listOfParameters")) _constants[Id(p)] = Number(p.Attribute("value")) ?? double.NaN;
        _rules = All("listOfRules").ToDictionary(r => (string)r.Attribute("variable")!, Formula);
        InitialAssignments = All("listOfInitialAssignments").ToDictionary(a => (string)a.Attribute("symbol")!, Formula);
        foreach (string symbol in InitialAssignments.Keys.Where(k => _constants.TryGetValue(k, out double v) && double.IsNaN(v))) _rules.TryAdd(symbol, InitialAssignments[symbol]);
        Reactions = [.. All("listOfReactions").Select(r => (
            (string?)r.Attribute("name") ?? Id(r), Side(r, "listOfReactants"), Side(r, "listOfProducts"), Formula(Children(r, "kineticLaw").Single()),
            Children(Children(r, "kineticLaw").Single(), "listOfParameters").SelectMany(l => l.Elements()).ToDictionary(Id, p => Number(p.Attribute("value"))!.Value)))];
    }

    public string[] SpeciesIds { get; }

    public string[] SpeciesNames { get; }

    public bool[] IsBoundary { get; }

    public double[] Initial { get; }

    public string[] Places { get; }

    public Dictionary<string, XElement> InitialAssignments { get; }

    public (string Name, (string Species, double Count)[] Reactants, (string Species, double Count)[] Products, XElement Law, Dictionary<string, double> Local)[] Reactions { get; }

    public IEnumerable<string> RuleVariables => _rules.Keys;

    /// <summary>Sets a parameter, as a user of the file would.</summary>
    public void Set(string parameter, double value) => _constants[parameter] = value;

    /// <summary>The speed of each reaction at a state: species i has y[i], an amount or a concentration as the file says.</summary>
    public double[] Speeds(double time, double[] y)
    {
        Dictionary<string, double> values = ValuesAt(time, y);
        return [.. Reactions.Select(r => Evaluate(r.Law, r.Local.Count == 0 ? values : values.Concat(r.Local).ToDictionary(), time))];
    }

    /// <summary>How fast each species changes, boundary species standing still; concentrations by amount over size.</summary>
    public double[] Derivative(double time, double[] y)
    {
        var change = new double[y.Length];
        double[] speeds = Speeds(time, y);
        for (int r = 0; r < speeds.Length; r++)
        {
            foreach ((string s, double n) in Reactions[r].Reactants) change[Array.IndexOf(SpeciesIds, s)] -= n * speeds[r];
            foreach ((string s, double n) in Reactions[r].Products) change[Array.IndexOf(SpeciesIds, s)] += n * speeds[r];
        }

        for (int s = 0; s < y.Length; s++)
        {
            if (IsBoundary[s]) change[s] = 0;
            else if (_byConcentration.Contains(SpeciesIds[s])) change[s] /= _sizes[Places[s]];
        }

        return change;
    }

    /// <summary>The value of an assignment rule's variable at a state.</summary>
    public double Rule(string variable, double time, double[] y) => ValuesAt(time, y)[variable];

    /// <summary>The value that an initial assignment gives, over the parameters.</summary>
    public double InitialValue(string symbol) => Evaluate(InitialAssignments[symbol], new Dictionary<string, double>(_constants), 0);

    private Dictionary<string, double> ValuesAt(double time, double[] y)
    {
        var values = new Dictionary<string, double>(_constants);
        foreach (string variable in _rules.Keys) values.Remove(variable);
        for (int s = 0; s < y.Length; s++) values[SpeciesIds[s]] = y[s];
        foreach (string variable in _rules.Keys) Value(variable, values, time);
        return values;
    }

    private double Value(string id, Dictionary<string, double> values, double time)
    {
        if (values.TryGetValue(id, out double value)) return value;
        return values[id] = Evaluate(_rules.TryGetValue(id, out XElement? rule) ? rule : throw new InvalidDataException($"'{id}' has no value"), values, time);
    }

    private double Evaluate(XElement e, Dictionary<string, double> values, double time)
    {
        switch (e.Name.LocalName)
        {
            case "cn":
                return Digits(e);
            case "ci" when e.Value.Trim() == "time" && !_constants.ContainsKey("time"):
                return time;   // BioNetGen writes it as a name that nothing declares
            case "ci":
                return Value(e.Value.Trim(), values, time);
            case "csymbol":
                return time;
            case "true":
                return 1;
            case "false":
                return 0;
            case "piecewise":
                foreach (XElement piece in Children(e, "piece"))
                {
                    if (Evaluate(piece.Elements().Last(), values, time) != 0) return Evaluate(piece.Elements().First(), values, time);
                }

                return Evaluate(Children(e, "otherwise").Single().Elements().Single(), values, time);
        }

        XElement[] parts = [.. e.Elements()];
        string name = parts[0].Name.LocalName;
        if (name == "ci") return Call(_functions[parts[0].Value.Trim()], [.. parts.Skip(1).Select(p => Evaluate(p, values, time))], time);
        double[] x = [.. parts.Skip(1).Where(p => p.Name.LocalName is not ("logbase" or "degree")).Select(p => Evaluate(p, values, time))];
        bool Chain(Func<double, double, bool> holds) => Enumerable.Range(1, x.Length - 1).All(i => holds(x[i - 1], x[i]));
        double Truth(bool b) => b ? 1 : 0;
        return name switch
        {
            "plus" => x.Sum(),
            "minus" => x.Length == 1 ? -x[0] : x[0] - x[1],
            "times" => x.Aggregate(1.0, (a, b) => a * b),
            "divide" => x[0] / x[1],
            "power" => Math.Pow(x[0], x[1]),
            "root" => Math.Sqrt(x[0]),
            "exp" => Math.Exp(x[0]),
            "ln" => Math.Log(x[0]),
            "log" => Math.Log(x[0]) / Math.Log(Children(e, "logbase").Select(b => Evaluate(b.Elements().Single(), values, time)).DefaultIfEmpty(10).Single()),
            "abs" => Math.Abs(x[0]),
            "floor" => Math.Floor(x[0]),
            "sin" => Math.Sin(x[0]),
            "cos" => Math.Cos(x[0]),
            "tan" => Math.Tan(x[0]),
            "arcsin" => Math.Asin(x[0]),
            "arccos" => Math.Acos(x[0]),
            "arctan" => Math.Atan(x[0]),
            "sinh" => Math.Sinh(x[0]),
            "cosh" => Math.Cosh(x[0]),
            "tanh" => Math.Tanh(x[0]),
            "arcsinh" => Math.Asinh(x[0]),
            "arccosh" => Math.Acosh(x[0]),
            "arctanh" => Math.Atanh(x[0]),
            "min" => x.Min(),
            "max" => x.Max(),
            "lt" => Truth(Chain((a, b) => a < b)),
            "leq" => Truth(Chain((a, b) => a <= b)),
            "gt" => Truth(Chain((a, b) => a > b)),
            "geq" => Truth(Chain((a, b) => a >= b)),
            "eq" => Truth(Chain((a, b) => a == b)),
            "neq" => Truth(x[0] != x[1]),
            "and" => Truth(x.All(v => v != 0)),
            "or" => Truth(x.Any(v => v != 0)),
            "not" => Truth(x[0] == 0),
            _ => throw new InvalidDataException($"the test does not know '{name}'"),
        };
    }

    private double Call(XElement lambda, double[] arguments, double time)
    {
        var local = new Dictionary<string, double>(_constants);
        XElement[] names = [.. Children(lambda, "bvar")];
        for (int i = 0; i < names.Length; i++) local[names[i].Value.Trim()] = arguments[i];
        return Evaluate(lambda.Elements().Last(), local, time);
    }

    private static double Digits(XElement cn)
    {
        string[] parts = [.. cn.Nodes().OfType<XText>().Select(t => t.Value.Trim())];
        return (string?)cn.Attribute("type") switch
        {
            "e-notation" => double.Parse($"{parts[0]}e{parts[1]}", CultureInfo.InvariantCulture),
            "rational" => double.Parse(parts[0], CultureInfo.InvariantCulture) / double.Parse(parts[1], CultureInfo.InvariantCulture),
            _ => double.Parse(cn.Value, CultureInfo.InvariantCulture),
        };
    }

    private static (string, double)[] Side(XElement reaction, string list) =>
        [.. Children(reaction, list).SelectMany(l => l.Elements()).Select(r => ((string)r.Attribute("species")!, Number(r.Attribute("stoichiometry")) ?? 1))];

    private static XElement Formula(XElement parent) => Children(parent, "math").Single().Elements().Single();

    private static XElement Lambda(XElement function) => Formula(function);

    private static string Id(XElement e) => (string)e.Attribute("id")!;

    private static double? Number(XAttribute? a) => a is null ? null : a.Value switch { "INF" => double.PositiveInfinity, "-INF" => double.NegativeInfinity, var v => double.Parse(v, CultureInfo.InvariantCulture) };

    private static IEnumerable<XElement> Children(XElement e, string name) => e.Elements().Where(c => c.Name.LocalName == name);
}
