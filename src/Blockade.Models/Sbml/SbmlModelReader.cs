using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;

namespace Blockade.Models.Sbml;

/// <summary>Reads the elements of a document into a <see cref="SbmlModel"/>: attributes, defaults, formulas and what refers to what.</summary>
internal sealed partial class SbmlModelReader
{
    private readonly SourceText _source;
    private readonly List<Diagnostic> _diagnostics;
    private readonly MathMlReader _math;
    private readonly Dictionary<string, SourceSpan> _ids = [];
    private readonly HashSet<string> _values = [];
    private readonly int _level;
    private readonly int _version;

    public SbmlModelReader(SourceText source, SbmlLimits limits, List<Diagnostic> diagnostics, int level, int version)
    {
        (_source, _diagnostics, _level, _version) = (source, diagnostics, level, version);
        _math = new MathMlReader(source, limits, diagnostics);
    }

    private bool IsLevel3 => _level == 3;

    public SbmlModel Read(SbmlNode model)
    {
        WarnOfStrangers(model);
        ReadFunctions(model);
        ImmutableArray<SbmlCompartment> compartments = [.. model.Items("listOfCompartments", "compartment").Select(Compartment)];
        ImmutableArray<SbmlSpecies> species = [.. model.Items("listOfSpecies", "species").Select(Species)];
        ImmutableArray<SbmlParameter> parameters = [.. model.Items("listOfParameters", "parameter").Select(p => Parameter(p, Id(p), isLocal: false))];
        var locals = ImmutableArray.CreateBuilder<SbmlParameter>();
        ImmutableArray<SbmlReaction> reactions = [.. model.Items("listOfReactions", "reaction").Select(r => Reaction(r, locals))];
        ImmutableArray<SbmlAssignment> starts = [.. model.Items("listOfInitialAssignments", "initialAssignment").Select(a => Assignment(a, "symbol")).OfType<SbmlAssignment>()];
        ImmutableArray<SbmlRule> rules = [.. (model.Child("listOfRules")?.Children ?? []).Where(c => c.Space == model.Space).Select(Rule).OfType<SbmlRule>()];
        ImmutableArray<SbmlEvent> events = [.. model.Items("listOfEvents", "event").Select((e, i) => Event(e, i)).OfType<SbmlEvent>()];
        foreach ((string name, SourceSpan span) in _math.Named)
        {
            if (!_ids.ContainsKey(name)) Error("SBM2001", span, $"there is nothing named '{name}'", NearestName.Hint(name, _values));
            else if (!_values.Contains(name)) Error("SBM2001", span, $"'{name}' has no value: it is a function, an event or a unit");
        }

        HashSet<string> compartmentIds = [.. compartments.Select(c => c.Id)];
        HashSet<string> speciesIds = [.. species.Select(s => s.Id)];
        foreach (SbmlSpecies s in species) Refer(s.Compartment, s.Span, "compartment", compartmentIds);
        foreach (SbmlReference r in reactions.SelectMany(r => r.Reactants.Concat(r.Products))) Refer(r.Species, r.Span, "species", speciesIds);
        foreach (string factor in species.Select(s => s.ConversionFactor).Append(model["conversionFactor"]).OfType<string>())
        {
            if (factor.Length == 0) Error("SBM2001", model.Span, "a conversion factor names no parameter");
            else Refer(factor, model.Span, "parameter", [.. parameters.Select(p => p.Id)]);
        }

        return new SbmlModel
        {
            Id = model["id"] ?? "", Level = _level, Version = _version, Span = model.Span, ConversionFactor = model["conversionFactor"], Compartments = compartments, Species = species,
            Parameters = [.. parameters, .. locals], InitialAssignments = starts, Rules = rules, Reactions = reactions, Events = events, RatesAskedFor = [.. _math.Rates.Order(StringComparer.Ordinal)],
        };
    }

    private void WarnOfStrangers(SbmlNode model)
    {
        foreach (SbmlNode child in model.Children.Where(c => c.Space == model.Space))
        {
            if (child.Name == "listOfConstraints") Report("SBM2008", Severity.Note, child.Span, "constraints are not looked at while the model is simulated");
            else if (!Known.Contains(child.Name)) Report("SBM2008", Severity.Warning, child.Span, $"'{child.Name}' is no part of a SBML model and is not read", NearestName.Hint(child.Name, Known));
        }
    }

    // definitions may stand in any order from Level 3 on, but never use themselves
    private void ReadFunctions(SbmlNode model)
    {
        var waiting = new Dictionary<string, SbmlNode>();
        foreach (SbmlNode f in model.Items("listOfFunctionDefinitions", "functionDefinition"))
        {
            string id = Id(f);
            if (f.Math is not null) waiting[id] = f;
        }

        var open = new HashSet<string>();
        foreach (string id in waiting.Keys.ToArray()) Take(id);

        void Take(string id)
        {
            if (_math.IsFunction(id) || !waiting.TryGetValue(id, out SbmlNode? node)) return;
            if (open.Count > 200 || !open.Add(id))
            {
                Error("SBM2006", node.Span, open.Count > 200 ? "function definitions use each other more than 200 deep" : $"the function '{id}' uses itself");
                return;
            }

            foreach (string called in Calls(node.Math!).Distinct().ToArray()) Take(called);
            open.Remove(id);
            if (waiting.Remove(id)) _math.Define(id, node.Math!);
        }

        static IEnumerable<string> Calls(SbmlNode node) =>
            (node is { Name: "apply", Children: [{ Name: "ci" } head, ..] } ? [head.Text.Trim()] : Enumerable.Empty<string>()).Concat(node.Children.SelectMany(Calls));
    }

    private SbmlCompartment Compartment(SbmlNode node) =>
        new(Id(node), Number(node, "size"), Number(node, "spatialDimensions") ?? 3, LevelFlag(node, "constant", true), node.Span);

    private SbmlSpecies Species(SbmlNode node)
    {
        double? amount = Number(node, "initialAmount");
        double? concentration = Number(node, "initialConcentration");
        if (amount is not null && concentration is not null) Error("SBM2005", node.Span, "a species starts from an amount or from a concentration, not both");
        return new(
            Id(node), Required(node, "compartment"), amount, concentration, LevelFlag(node, "hasOnlySubstanceUnits", false), LevelFlag(node, "boundaryCondition", false),
            LevelFlag(node, "constant", false), node["conversionFactor"], node.Span);
    }

    private SbmlParameter Parameter(SbmlNode node, string id, bool isLocal) => new(id, Number(node, "value"), isLocal || LevelFlag(node, "constant", true), isLocal, node.Span);

    private SbmlReaction Reaction(SbmlNode node, ImmutableArray<SbmlParameter>.Builder locals)
    {
        string id = Id(node);
        if (Flag(node, "fast", false)) Error("SBM3002", node.Span, "fast reactions are not simulated: their equilibrium is not a rate");
        SbmlNode? law = node.Child("kineticLaw");
        Expression? rate = null;
        if (law is not null)
        {
            var names = new Dictionary<string, string>();
            foreach (SbmlNode p in law.Items(IsLevel3 ? "listOfLocalParameters" : "listOfParameters", IsLevel3 ? "localParameter" : "parameter"))
            {
                string local = Required(p, "id");
                if (!names.TryAdd(local, $"{id}.{local}")) Error("SBM2002", p.Span, $"the kinetic law has '{local}' twice");
                else locals.Add(Parameter(p, names[local], isLocal: true));
            }

            _math.Local = name => names.TryGetValue(name, out string? whole) ? new Expression.Symbol(whole) : null;
            rate = Formula(law);
            _math.Local = null;
        }

        return new SbmlReaction(id, References("listOfReactants"), References("listOfProducts"), rate, node.Span);

        ImmutableArray<SbmlReference> References(string list) => [.. node.Items(list, "speciesReference").Select(Reference)];
    }

    private SbmlReference Reference(SbmlNode node)
    {
        string? id = node["id"] is null || (_level == 2 && _version == 1) ? null : Id(node);
        Expression? math = node.Child("stoichiometryMath") is { } own ? Formula(own) : null;
        double? number = Number(node, "stoichiometry") ?? (IsLevel3 ? null : 1);
        return new SbmlReference(id, Required(node, "species"), number, math, !IsLevel3 || LevelFlag(node, "constant", true), node.Span);
    }

    private SbmlAssignment? Assignment(SbmlNode node, string attribute)
    {
        string target = Required(node, attribute);
        if (target.Length > 0 && !_ids.ContainsKey(target)) Error("SBM2001", node.Span, $"there is nothing named '{target}'", NearestName.Hint(target, _ids.Keys));
        return Formula(node) is { } value ? new SbmlAssignment(target, value, node.Span) : null;
    }

    private SbmlRule? Rule(SbmlNode node)
    {
        if (node.Name is "notes" or "annotation") return null;
        if (node.Name == "algebraicRule") return Formula(node) is { } residual ? new SbmlRule(null, false, residual, node.Span) : null;
        if (node.Name is not ("assignmentRule" or "rateRule"))
        {
            Report("SBM2008", Severity.Warning, node.Span, $"'{node.Name}' is no rule and is not read");
            return null;
        }

        return Assignment(node, "variable") is { } a ? new SbmlRule(a.Target, node.Name == "rateRule", a.Value, node.Span) : null;
    }

    private SbmlEvent Event(SbmlNode node, int index)
    {
        string name = node["id"] is null ? FormattableString.Invariant($"event {index + 1}") : Id(node);
        SbmlNode? trigger = node.Child("trigger");
        SbmlNode? delay = node.Child("delay");
        SbmlNode? priority = node.Child("priority");
        return new SbmlEvent(
            name, trigger is null ? null : Formula(trigger),
            trigger is null || Flag(trigger, "initialValue", true), trigger is null || Flag(trigger, "persistent", true),
            delay is null ? null : Formula(delay), priority is null ? null : Formula(priority), Flag(node, "useValuesFromTriggerTime", true),
            [.. node.Items("listOfEventAssignments", "eventAssignment").Select(a => Assignment(a, "variable")).OfType<SbmlAssignment>()], node.Span);
    }

    private Expression? Formula(SbmlNode node) => node.Math is { } math ? _math.ReadMath(math) : null;

    // ids share one space in a model, whatever they name
    private string Id(SbmlNode node)
    {
        string id = Required(node, "id");
        if (id.Length == 0) return id;
        if (!Identifier().IsMatch(id)) Error("SBM2004", node.Span, $"'{id}' is no identifier: letters, digits and underscores, and no digit first");
        if (node.Name is not ("functionDefinition" or "event")) _values.Add(id);
        if (!_ids.TryAdd(id, node.Span)) Error("SBM2002", node.Span, FormattableString.Invariant($"'{id}' is there already, in line {_source.Position(_ids[id].Start).Line}"));
        return id;
    }

    private string Required(SbmlNode node, string attribute)
    {
        if (node[attribute] is { Length: > 0 } value) return value;
        Error("SBM2003", node.Span, $"'{node.Name}' has no {attribute}");
        return "";
    }

    // Level 3 has no defaults; what is missing there is taken as Level 2 has it
    private bool LevelFlag(SbmlNode node, string attribute, bool otherwise)
    {
        if (IsLevel3 && node[attribute] is null) Report("SBM2007", Severity.Warning, node.Span, $"'{node.Name}' has no {attribute}, which Level 3 asks for; '{(otherwise ? "true" : "false")}' is taken, as in Level 2");
        return Flag(node, attribute, otherwise);
    }

    private double? Number(SbmlNode node, string attribute)
    {
        if (node[attribute] is not { } text) return null;
        switch (text)
        {
            case "INF":
                return double.PositiveInfinity;
            case "-INF":
                return double.NegativeInfinity;
            case "NaN":
                return double.NaN;
            default:
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) return value;
                Error("SBM2005", node.Span, $"{attribute} '{text}' is no number");
                return null;
        }
    }

    private bool Flag(SbmlNode node, string attribute, bool otherwise)
    {
        switch (node[attribute])
        {
            case null:
                return otherwise;
            case "true" or "1":
                return true;
            case "false" or "0":
                return false;
            case { } text:
                Error("SBM2005", node.Span, $"{attribute} is true or false, not '{text}'");
                return otherwise;
        }
    }

    private void Refer(string id, SourceSpan span, string kind, HashSet<string> known)
    {
        if (id.Length > 0 && !known.Contains(id)) Error("SBM2001", span, $"there is no {kind} '{id}'", NearestName.Hint(id, known));
    }

    private void Error(string code, SourceSpan span, string message, string? hint = null) => Report(code, Severity.Error, span, message, hint);

    private void Report(string code, Severity severity, SourceSpan span, string message, string? hint = null) => _diagnostics.Add(new Diagnostic(code, severity, _source, span, message, hint));

    private static readonly ImmutableArray<string> Known =
    [
        "notes", "annotation", "listOfFunctionDefinitions", "listOfUnitDefinitions", "listOfCompartmentTypes", "listOfSpeciesTypes", "listOfCompartments", "listOfSpecies", "listOfParameters",
        "listOfInitialAssignments", "listOfRules", "listOfReactions", "listOfEvents",
    ];

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Identifier();
}
