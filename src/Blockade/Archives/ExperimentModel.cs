using System.Collections.Immutable;
using System.Xml.Linq;
using Blockade.Models.Diagnostics;
using Blockade.Models.Dynamics;
using Blockade.Models.Sbml;
using Blockade.Models.Sedml;

namespace Blockade.Archives;

/// <summary>A model of an experiment with its changes, and how targets find their way into its equations. Shared by threads.</summary>
internal sealed class ExperimentModel
{
    private readonly XmlModel? _xml;   // null for BNGL
    private readonly ImmutableArray<string> _speciesTexts;
    private readonly ImmutableDictionary<string, string> _counts;

    private ExperimentModel(string id, SbmlDocument document, XmlModel? xml, ImmutableArray<string> speciesTexts, ImmutableDictionary<string, string> counts)
    {
        (Id, Document, _xml, _speciesTexts, _counts) = (id, document, xml, speciesTexts, counts);
    }

    public string Id { get; }

    public SbmlDocument Document { get; }

    public DynamicModel Equations => Document.Compiled;

    /// <summary>Quantities that start from another value than the equations say.</summary>
    public Dictionary<string, double> Given { get; } = [];

    /// <summary>A model in SBML.</summary>
    public static ExperimentModel OfSbml(string id, SbmlDocument document, XmlModel xml) => new(id, document, xml, [], ImmutableDictionary<string, string>.Empty);

    /// <summary>A model in BNGL.</summary>
    /// <param name="id">Its identifier.</param>
    /// <param name="document">Its network as SBML.</param>
    /// <param name="speciesTexts">The species as BNGL writes them, in the document's order.</param>
    /// <param name="counts">By pattern, the observable that counts its molecules.</param>
    public static ExperimentModel OfBngl(string id, SbmlDocument document, ImmutableArray<string> speciesTexts, ImmutableDictionary<string, string> counts) => new(id, document, null, speciesTexts, counts);

    /// <summary>What a target is; null with what is wrong.</summary>
    public BoundQuantity? Bind(SedmlTarget target, out string? fault) => _xml is { } xml ? BindXml(xml, target, out fault) : BindDotted(target.Text.Trim(), out fault);

    /// <summary>Every value at the start, with what is given.</summary>
    public double[] Start(IReadOnlyDictionary<string, double> given)
    {
        var state = new DynamicState(Equations);
        state.Start(0, [.. given.Select(g => (g.Key, g.Value))]);
        state.Update(0);
        return state.Values.ToArray();
    }

    private BoundQuantity? BindXml(XmlModel xml, SedmlTarget target, out string? fault)
    {
        if (xml.Find(target, out string? attribute, out fault) is not { } element) return null;
        string kind = element.Name.LocalName;
        if (element.Attribute("id")?.Value.Trim() is not { Length: > 0 } id)
        {
            fault = $"the '{kind}' there has no 'id', and so no value in a simulation";
            return null;
        }

        if (kind is "localParameter" || (kind == "parameter" && element.Ancestors().Any(a => a.Name.LocalName == "kineticLaw")))
        {
            XElement? reaction = element.Ancestors().FirstOrDefault(a => a.Name.LocalName == "reaction");
            id = $"{reaction?.Attribute("id")?.Value.Trim()}.{id}";
        }

        if (kind == "species") return Species(id, attribute, out fault);
        if (kind is "parameter" or "localParameter" or "compartment" or "speciesReference" or "reaction") return Plain(id, kind == "reaction", out fault);
        fault = $"a '{kind}' has no value in a simulation";
        return null;
    }

    private BoundQuantity? Species(string id, string? attribute, out string? fault)
    {
        if (!Document.IsSpecies(id, out bool isAmount))
        {
            fault = $"the model has no species '{id}'";
            return null;
        }

        fault = null;
        int amount = Equations.IndexOf(Document.AmountOf(id)), size = Equations.IndexOf(Document.CompartmentOf(id));
        string? written = IsFree(amount) ? Document.AmountOf(id) : null;
        if (attribute == "initialAmount") return new BoundQuantity(amount, -1, written, -1);
        if (attribute == "initialConcentration") return new BoundQuantity(isAmount ? amount : Equations.IndexOf(id), isAmount ? size : -1, written, size);
        return new BoundQuantity(Equations.IndexOf(id), -1, written, isAmount ? -1 : size);
    }

    private BoundQuantity? Plain(string name, bool isOnlyRead, out string? fault)
    {
        int place = Equations.IndexOf(name);
        fault = place <= 0 ? $"'{name}' has no value in the model's equations" : null;
        return place <= 0 ? null : new BoundQuantity(place, -1, isOnlyRead || !IsFree(place) ? null : name, -1);
    }

    private bool IsFree(int place) => place > 0 && Equations.System.Quantities[place - 1].Value is null;

    private BoundQuantity? BindDotted(string text, out string? fault)
    {
        (string kind, string name, string what) = Split(text);
        switch (kind, what)
        {
            case ("parameters", "value"):
            case ("compartments", "size"):
                return Plain(name, isOnlyRead: false, out fault);
            case ("functions", "value"):
                return Plain(name.EndsWith("()", StringComparison.Ordinal) ? name[..^2] : name, isOnlyRead: true, out fault);
            case ("molecules", "count"):
                return Plain(_counts.GetValueOrDefault(name, name.EndsWith("()", StringComparison.Ordinal) ? name[..^2] : name), isOnlyRead: true, out fault);
            case ("species", "count" or "initialCount"):
                int index = _speciesTexts.IndexOf(name);
                if (index >= 0) return Species(Document.SpeciesNames[index], "initialAmount", out fault);
                fault = $"the network has no species '{name}'{(NearestName.Of(name, _speciesTexts) is { } near ? $"; did you mean '{near}'?" : "")}";
                return null;
            default:
                fault = "a place in a BNGL model is parameters.NAME.value, compartments.NAME.size, functions.NAME.value or .expression, molecules.PATTERN.count, species.PATTERN.count or species.PATTERN.initialCount";
                return null;
        }
    }

    /// <summary>The three parts of a place in a BNGL model; empty where there are not so many.</summary>
    public static (string Kind, string Name, string What) Split(string text)
    {
        int first = text.IndexOf('.', StringComparison.Ordinal), last = text.LastIndexOf('.');
        return first < 0 || last <= first ? ("", "", "") : (text[..first], string.Concat(text[(first + 1)..last].Where(c => !char.IsWhiteSpace(c))), text[(last + 1)..]);
    }
}
