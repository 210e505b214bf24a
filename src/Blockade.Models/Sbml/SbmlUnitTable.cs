using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Models.Dynamics;

namespace Blockade.Models.Sbml;

/// <summary>What each name of a model is measured in, from unit definitions and attributes; null where the file does not say.</summary>
internal sealed class SbmlUnitTable
{
    private readonly Dictionary<string, SbmlMeasure> _defined = [];
    private readonly Dictionary<string, SbmlMeasure?> _names = [];
    private readonly List<Diagnostic> _diagnostics;
    private readonly SourceText _source;
    private readonly HashSet<string> _undefined = [];   // each is said once
    private readonly bool _isLevel3;

    public SbmlUnitTable(SourceText source, SbmlNode node, SbmlModel model, List<Diagnostic> diagnostics)
    {
        (_source, _diagnostics, _isLevel3) = (source, diagnostics, model.Level == 3);
        foreach (SbmlNode definition in node.Items("listOfUnitDefinitions", "unitDefinition"))
        {
            if (definition["id"] is { } id && Define(definition) is { } unit) _defined[id] = unit;
        }

        SbmlMeasure? substance = Of(node, "substanceUnits", "substance", "mole");
        Time = Of(node, "timeUnits", "time", "second");
        Extent = _isLevel3 ? Of(node, "extentUnits", "substance", "mole") : substance;
        SbmlMeasure?[] sizes = [SbmlMeasure.One, Of(node, "lengthUnits", "length", "metre"), Of(node, "areaUnits", "area", null), Of(node, "volumeUnits", "volume", "litre")];
        sizes[2] ??= _isLevel3 ? null : SbmlMeasure.Of("metre")!.Power(2);
        _names[DynamicSystem.Time] = Time;
        var nodes = new Dictionary<string, SbmlNode>();
        foreach (SbmlNode n in node.Items("listOfCompartments", "compartment").Concat(node.Items("listOfSpecies", "species")).Concat(node.Items("listOfParameters", "parameter"))) nodes[n["id"] ?? ""] = n;
        foreach (SbmlCompartment c in model.Compartments) _names[c.Id] = Named(nodes[c.Id], "units") ?? (c.Dimensions is 0 or 1 or 2 or 3 ? sizes[(int)c.Dimensions] : null);
        foreach (SbmlSpecies s in model.Species)
        {
            SbmlMeasure? amount = Named(nodes[s.Id], "substanceUnits") ?? Named(nodes[s.Id], "units") ?? substance;
            SbmlMeasure? size = _names.GetValueOrDefault(s.Compartment);
            _names[s.Id] = s.IsAmount ? amount : amount is null || size is null ? null : amount.Over(size);
        }

        foreach (SbmlParameter p in model.Parameters.Where(p => !p.IsLocal)) _names[p.Id] = Named(nodes[p.Id], "units");
        foreach (SbmlNode reaction in node.Items("listOfReactions", "reaction"))
        {
            _names[reaction["id"] ?? ""] = Extent is null || Time is null ? null : Extent.Over(Time);
            if (reaction.Child("kineticLaw") is not { } law) continue;
            foreach (SbmlNode p in law.Items("listOfLocalParameters", "localParameter").Concat(law.Items("listOfParameters", "parameter"))) _names[$"{reaction["id"]}.{p["id"]}"] = Named(p, "units");
        }

        foreach (SbmlReference r in model.Reactions.SelectMany(r => r.Reactants.Concat(r.Products)).Where(r => r.Id is not null)) _names[r.Id!] = SbmlMeasure.One;
    }

    public SbmlMeasure? Time { get; }

    public SbmlMeasure? Extent { get; }

    public SbmlMeasure? Of(string name) => _names.GetValueOrDefault(name);

    private SbmlMeasure? Define(SbmlNode definition)
    {
        SbmlMeasure whole = SbmlMeasure.One;
        foreach (SbmlNode unit in definition.Items("listOfUnits", "unit"))
        {
            if (unit["kind"] is not { } kind || SbmlMeasure.Of(kind) is not { } measure)
            {
                Warn(unit.Span, $"there is no unit '{unit["kind"]}' to define others by");
                return null;
            }

            double multiplier = Number(unit, "multiplier", 1) * Math.Pow(10, Number(unit, "scale", 0));
            if (!(multiplier > 0) || !double.IsFinite(multiplier)) return null;
            whole = whole.Times(measure.Scaled(multiplier).Power(Number(unit, "exponent", 1)));
        }

        return whole;
    }

    private SbmlMeasure? Of(SbmlNode model, string attribute, string builtIn, string? kind) =>
        _isLevel3 ? Named(model, attribute) : _defined.TryGetValue(builtIn, out SbmlMeasure? own) ? own : kind is null ? null : SbmlMeasure.Of(kind);

    private SbmlMeasure? Named(SbmlNode node, string attribute)
    {
        if (node[attribute] is not { Length: > 0 } name) return null;
        if (_defined.TryGetValue(name, out SbmlMeasure? unit) || (unit = SbmlMeasure.Of(name)) is not null) return unit;
        if (!_isLevel3 && name is ("substance" or "volume" or "area" or "length" or "time"))
        {
            return name switch
            {
                "substance" => SbmlMeasure.Of("mole"),
                "volume" => SbmlMeasure.Of("litre"),
                "area" => SbmlMeasure.Of("metre")!.Power(2),
                "length" => SbmlMeasure.Of("metre"),
                _ => SbmlMeasure.Of("second"),
            };
        }

        if (_undefined.Add(name)) Warn(node.Span, $"there is no unit '{name}'; what is measured in it is not judged", NearestName.Hint(name, _defined.Keys));
        return null;
    }

    private static double Number(SbmlNode node, string attribute, double otherwise) =>
        node[attribute] is { } text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : otherwise;

    private void Warn(SourceSpan span, string message, string? hint = null) => _diagnostics.Add(new Diagnostic("SBM2012", Severity.Warning, _source, span, message, hint));
}
