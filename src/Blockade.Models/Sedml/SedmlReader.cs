using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sbml;

namespace Blockade.Models.Sedml;

/// <summary>
/// Reads SED-ML Level 1, Versions 1 to 5. What is not carried out is refused by name; outputs of other kinds are passed over with a warning. Nothing
/// but the text is opened.
/// </summary>
/// <remarks>
/// Waltemath et al. (2011), BMC Syst. Biol. 5:198, doi:10.1186/1752-0509-5-198; Bergmann et al. (2018), J. Integr. Bioinform. 15:20170086,
/// doi:10.1515/jib-2017-0086; Smith et al. (2021), J. Integr. Bioinform. 18:20210021, doi:10.1515/jib-2021-0021.
/// </remarks>
public static class SedmlReader
{
    private const string First = "http://sed-ml.org/", Later = "http://sed-ml.org/sed-ml/level1/version";

    /// <summary>Whether a file is SED-ML by its name.</summary>
    public static bool IsSedml(string path) => Path.GetExtension(path).ToLowerInvariant() is ".sedml";

    /// <summary>The experiment, and all that is wrong with it at once.</summary>
    public static Checked<SedmlDocument> Read(SourceText source, SbmlLimits limits)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(limits);
        var diagnostics = new List<Diagnostic>();
        SedmlDocument? document = SbmlNode.Read(source, limits, diagnostics) is { } root ? Read(new SedmlText(source, root, limits, diagnostics)) : null;
        return new Checked<SedmlDocument>(document, [.. diagnostics.OrderBy(d => d.Span.Start).ThenBy(d => d.Code, StringComparer.Ordinal)]);
    }

    private static SedmlDocument? Read(SedmlText text)
    {
        SbmlNode root = text.Root;
        if (root.Name != "sedML" || !root.Space.StartsWith(First, StringComparison.Ordinal))
        {
            text.Error("SED1001", root, "this is no SED-ML file: its root is not a 'sedML' element in a namespace of SED-ML");
            return null;
        }

        string said = root["version"] ?? (root.Space.StartsWith(Later, StringComparison.Ordinal) ? root.Space[Later.Length..] : "1");
        if (root["level"] is not (null or "1") || !int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out int version) || version is < 1 or > 5)
        {
            text.Error("SED1002", root, $"SED-ML Level {root["level"] ?? "1"} Version {said} is not read", "Level 1, Versions 1 to 5 are");
            return null;
        }

        text.Only(root, "listOfDataDescriptions", "listOfModels", "listOfSimulations", "listOfTasks", "listOfDataGenerators", "listOfOutputs", "listOfStyles", "listOfAlgorithmParameters");
        if (root.Child("listOfStyles") is { } styles) text.Warn("SED3004", styles, "styles of plots are passed over");
        ImmutableArray<SedmlModel> models = Models(text);
        ImmutableArray<SedmlSimulation> simulations = Simulations(text);
        (ImmutableArray<SedmlData> data, ImmutableArray<SedmlDataSource> sources) = new SedmlDataReader(text).Read();
        var tasks = new SedmlTaskReader(text, [.. models.Select(m => m.Id)], [.. simulations.Select(s => s.Id)], [.. sources.Select(s => s.Id)]);
        ImmutableArray<SedmlTask> read = tasks.Read();
        (ImmutableArray<SedmlGenerator> generators, ImmutableArray<SedmlOutput> outputs) = new SedmlOutputReader(text, [.. read.Select(t => t.Id)], [.. sources.Select(s => s.Id)]).Read();
        return new SedmlDocument(text.Source, version, models, simulations, read, generators, outputs, data, sources);
    }

    private static ImmutableArray<SedmlModel> Models(SedmlText text)
    {
        var models = new Dictionary<string, (SedmlModel Model, SbmlNode Node)>();
        HashSet<string> named = [.. text.Root.Items("listOfModels", "model").Select(m => m["id"] ?? "")];
        foreach (SbmlNode node in text.Root.Items("listOfModels", "model"))
        {
            text.Only(node, "listOfChanges");
            if (text.Required(node, "id") is not { } id || text.Required(node, "source") is not { } origin) continue;
            var changes = ImmutableArray.CreateBuilder<SedmlChange>();
            foreach (SbmlNode change in node.Child("listOfChanges")?.Children ?? [])
            {
                if (Change(text, change) is { } read) changes.Add(read);
            }

            // Versions 1 and 2 name another model without the '#'
            if (origin != id && named.Contains(origin)) origin = "#" + origin;
            var model = new SedmlModel(id, Language(text, node), origin, changes.ToImmutable(), node.Span);
            if (!models.TryAdd(id, (model, node))) text.Error("SED2002", node, $"there are two models '{id}'");
        }

        foreach ((SedmlModel model, SbmlNode node) in models.Values)
        {
            if (model.Base is { } b && !models.ContainsKey(b)) text.Error("SED2001", node, $"the model '{model.Id}' is made from '{b}', and there is no such model", text.Nearest(b, models.Keys));
            foreach (SedmlVariable v in model.Changes.OfType<SedmlChange.Compute>().SelectMany(c => c.Formula.Variables))
            {
                if (v.Model is { } m && !models.ContainsKey(m)) text.Error("SED2001", node, $"the variable '{v.Id}' is of the model '{m}', and there is no such model", text.Nearest(m, models.Keys));
                if (v.Data is not null) text.Error("SED3001", node, $"the variable '{v.Id}' of a change takes external data, which is not carried out");
                if (v.Target is null) text.Error("SED3001", node, $"the variable '{v.Id}' of a change is time, which no model has before it is simulated");
            }
        }

        // a model is made after those that it needs: without a circle there is such an order
        var left = models.Values.ToDictionary(m => m.Model.Id);
        while (left.Count > 0)
        {
            string[] ready = [.. left.Values.Where(m => !Needs(m.Model).Any(left.ContainsKey)).Select(m => m.Model.Id)];
            if (ready.Length == 0)
            {
                (SedmlModel model, SbmlNode node) = left.Values.First();
                text.Error("SED2003", node, $"models are made from each other in a circle: {string.Join(", ", left.Keys.Order(StringComparer.Ordinal))}");
                break;
            }

            foreach (string id in ready) left.Remove(id);
        }

        return [.. models.Values.Select(m => m.Model)];
    }

    // its own values are those of the model as it is at that change
    private static IEnumerable<string> Needs(SedmlModel model) =>
        model.Changes.OfType<SedmlChange.Compute>().SelectMany(c => c.Formula.Variables).Select(v => v.Model).Append(model.Base).OfType<string>().Where(m => m != model.Id || m == model.Base);

    private static SedmlLanguage Language(SedmlText text, SbmlNode node)
    {
        string language = node["language"] ?? "";
        const string urn = "urn:sedml:language:";
        string word = language.StartsWith(urn, StringComparison.Ordinal) ? language[urn.Length..] : language;
        if (word is "" or "xml") return SedmlLanguage.Unsaid;
        if (word.StartsWith("sbml", StringComparison.Ordinal)) return SedmlLanguage.Sbml;
        if (word == "bngl") return SedmlLanguage.Bngl;
        text.Error("SED3001", node, $"models in '{language}' are not simulated", $"{urn}sbml and {urn}bngl are");
        return SedmlLanguage.Unsaid;
    }

    private static SedmlChange? Change(SedmlText text, SbmlNode node)
    {
        if (node.Name is "notes" or "annotation") return null;
        if (node.Name is not ("changeAttribute" or "computeChange" or "changeXML" or "addXML" or "removeXML"))
        {
            text.Error("SED3001", node, $"the change '{node.Name}' is not carried out");
            return null;
        }

        if (text.Target(node) is not { } target) return null;
        switch (node.Name)
        {
            case "changeAttribute":
                if (node["newValue"] is { } value) return new SedmlChange.SetAttribute(target, value.Trim());
                text.Required(node, "newValue");
                return null;
            case "computeChange":
                return text.Formula(node, [], mayAggregate: false) is { } formula ? new SedmlChange.Compute(target, formula) : null;
            case "removeXML":
                return new SedmlChange.Replace(target, []);
            default:
                SbmlNode[] elements = [.. node.Child("newXML")?.Children ?? []];
                if (elements.Length == 0)
                {
                    text.Error("SED1003", node, $"this '{node.Name}' has no 'newXML' with something in it");
                    return null;
                }

                return node.Name == "addXML" ? new SedmlChange.Add(target, [.. elements.Select(SedmlText.Element)]) : new SedmlChange.Replace(target, [.. elements.Select(SedmlText.Element)]);
        }
    }

    private static ImmutableArray<SedmlSimulation> Simulations(SedmlText text)
    {
        var simulations = new Dictionary<string, SedmlSimulation>();
        foreach (SbmlNode node in text.Root.Child("listOfSimulations")?.Children ?? [])
        {
            if (node.Name is "notes" or "annotation") continue;
            if (node.Name is not ("uniformTimeCourse" or "oneStep" or "steadyState"))
            {
                text.Error("SED3001", node, $"the simulation '{node.Name}' is not carried out", "uniformTimeCourse, oneStep and steadyState are");
                continue;
            }

            text.Only(node, "algorithm");
            if (text.Required(node, "id") is not { } id || Simulation(text, node, id, Algorithm(text, node)) is not { } simulation) continue;
            if (!simulations.TryAdd(id, simulation)) text.Error("SED2002", node, $"there are two simulations '{id}'");
        }

        return [.. simulations.Values];
    }

    private static SedmlSimulation? Simulation(SedmlText text, SbmlNode node, string id, SedmlAlgorithm algorithm)
    {
        switch (node.Name)
        {
            case "oneStep":
                double? step = text.Number(node, "step");
                if (step is <= 0) text.Error("SED1004", node, $"the step of '{id}' is not above 0");
                return step is > 0 ? new SedmlSimulation.OneStep(id, algorithm, step.Value) : null;
            case "steadyState":
                return new SedmlSimulation.SteadyState(id, algorithm);
            default:
                double? initial = text.Number(node, "initialTime"), start = text.Number(node, "outputStartTime"), end = text.Number(node, "outputEndTime");
                int? steps = text.Count(node, node["numberOfSteps"] is null ? "numberOfPoints" : "numberOfSteps");
                if (initial is not { } t0 || start is not { } t1 || end is not { } t2 || steps is not { } n) return null;
                if (t1 < t0 || t2 < t1) text.Error("SED1004", node, FormattableString.Invariant($"the times of '{id}' run backwards: {t0}, {t1}, {t2}"));
                else if (n == 0 && t2 > t1) text.Error("SED1004", node, $"'{id}' has no steps between its first and its last time");
                else return new SedmlSimulation.UniformTimeCourse(id, algorithm, t0, t1, t2, n);
                return null;
        }
    }

    private static SedmlAlgorithm Algorithm(SedmlText text, SbmlNode simulation)
    {
        if (simulation.Child("algorithm") is not { } node) return new SedmlAlgorithm("", [], simulation.Span);
        text.Only(node, "listOfAlgorithmParameters");
        var settings = ImmutableArray.CreateBuilder<SedmlSetting>();
        foreach (SbmlNode p in node.Items("listOfAlgorithmParameters", "algorithmParameter"))
        {
            if (text.Required(p, "kisaoID") is { } term && text.Required(p, "value") is { } value) settings.Add(new SedmlSetting(term.Replace('_', ':'), value, p.Span));
        }

        return new SedmlAlgorithm(text.Required(node, "kisaoID")?.Replace('_', ':') ?? "", settings.ToImmutable(), node.Span);
    }
}
