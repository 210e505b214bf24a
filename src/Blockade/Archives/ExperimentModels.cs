using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Sbml;
using Blockade.Models.Sedml;

namespace Blockade.Archives;

/// <summary>Makes the models of an experiment: opens their files in the archive, carries out their changes, and compiles them. A BNGL model becomes its network.</summary>
internal sealed partial class ExperimentModels(CombineArchive archive, SedmlDocument document, ArchiveRunOptions options, List<Diagnostic> diagnostics, CancellationToken cancellation)
{
    private readonly Dictionary<string, Draft> _drafts = [];
    private readonly Dictionary<string, ExperimentModel> _models = [];
    private readonly HashSet<string> _said = [];   // files whose own trouble has been said

    /// <summary>The models, by identifier; those with errors are missing, and have been said.</summary>
    public Dictionary<string, ExperimentModel> Build()
    {
        foreach (SedmlModel model in document.Models) Make(model);
        return _models;
    }

    private Draft? Make(SedmlModel model)
    {
        if (_drafts.TryGetValue(model.Id, out Draft? known)) return known.IsBroken ? null : known;
        Draft draft = Open(model) ?? Draft.Broken;
        _drafts[model.Id] = draft;
        if (draft.IsBroken) return null;
        int before = diagnostics.Count(d => d.Severity == Severity.Error);
        foreach (SedmlChange change in model.Changes.Where(_ => draft.Xml is not null))
        {
            if (Apply(model, draft, change) is { } fault) Error("SED2004", change.Target.Span, $"'{change.Target.Text}' cannot be changed in '{model.Id}': {fault}");
        }

        if (diagnostics.Count(d => d.Severity == Severity.Error) == before && (draft.Xml is null ? Bngl(model, draft) : Sbml(model, draft)) is { } made)
        {
            _models[model.Id] = made;
            return draft;
        }

        _drafts[model.Id] = Draft.Broken;
        return null;
    }

    private Draft? Open(SedmlModel model)
    {
        if (model.Base is { } origin) return Make(document.Model(origin))?.Copy();
        if (File(model) is not { } entry) return null;
        bool isBngl = model.Language == SedmlLanguage.Bngl || (model.Language == SedmlLanguage.Unsaid && Path.GetExtension(entry.Path).Equals(".bngl", StringComparison.OrdinalIgnoreCase));
        SourceText text = entry.Text();
        if (isBngl) return new Draft(text, null);
        var found = new List<Diagnostic>();
        XmlModel? xml = XmlModel.Open(text, options.Xml, found);
        if (_said.Add(entry.Path)) diagnostics.AddRange(found);
        return xml is null ? null : new Draft(text, xml);
    }

    private ArchiveEntry? File(SedmlModel model)
    {
        if (BioModel().Match(model.Origin) is { Success: true } number)
        {
            string id = number.Groups["id"].Value;
            if (archive.Find(id + ".xml") is { } own) return own;
            if (options.ModelOf(id) is { } given) return new ArchiveEntry(given.Name, Encoding.UTF8.GetBytes(given.Text), CombineFormats.Sbml);
            Error("SED2006", model.Span, $"the source '{model.Origin}' of '{model.Id}' is no file of the archive", $"nothing is fetched; with --models FOLDER the model is taken from {id}.xml in that folder");
            return null;
        }

        string folder = document.Source.Name[..(document.Source.Name.LastIndexOf('/') + 1)];
        if (model.Origin.Contains(':', StringComparison.Ordinal) || model.Origin.Contains('\\', StringComparison.Ordinal) || model.Origin.StartsWith('/') || ArchivePath.Resolve(model.Origin, folder) is not { } path)
        {
            Error("SED2006", model.Span, $"the source '{model.Origin}' of '{model.Id}' is no file of the archive", "nothing outside the archive is opened, and no address");
            return null;
        }

        if (archive.Find(path) is { } entry) return entry;
        Error("SED2006", model.Span, $"the archive has no file '{path}', the source of '{model.Id}'", NearestName.Hint(path, archive.Entries.Select(e => e.Path)));
        return null;
    }

    private string? Apply(SedmlModel model, Draft draft, SedmlChange change)
    {
        draft.IsChanged = true;
        switch (change)
        {
            case SedmlChange.SetAttribute set:
                return draft.Xml!.SetAttribute(set.Target, set.Value);
            case SedmlChange.Add add:
                return draft.Xml!.Add(add.Target, add.Elements);
            case SedmlChange.Replace replace:
                return draft.Xml!.Replace(replace.Target, replace.Elements);
            case SedmlChange.Compute compute:
                return Evaluate(model, compute.Formula, target => (draft.Xml!.Number(target, out string? wrong), wrong), out string? fault) is { } value ? draft.Xml!.SetAttribute(compute.Target, XmlModel.Write(value)) : fault;
            default:
                throw new UnreachableException();
        }
    }

    // a formula of a change: values of models as they are before they are simulated
    private double? Evaluate(SedmlModel model, SedmlFormula formula, Func<SedmlTarget, (double?, string?)> own, out string? fault)
    {
        var values = new double[formula.Variables.Length];
        for (int v = 0; v < values.Length; v++)
        {
            SedmlVariable variable = formula.Variables[v];
            string? wrong = "that model has errors of its own";
            double? value = null;
            if (variable.Model is null || variable.Model == model.Id) (value, wrong) = own(variable.Target!);
            else if (Make(document.Model(variable.Model)) is { } other) (value, wrong) = other.Xml is { } xml ? (xml.Number(variable.Target!, out string? f), f) : Current(_models[variable.Model], variable.Target!);
            if (value is not { } number)
            {
                fault = $"its variable '{variable.Id}' at '{variable.Target!.Text}' has no value: {wrong}";
                return null;
            }

            values[v] = number;
        }

        fault = null;
        return CompiledExpression.Compile(formula.Value, n => Place(formula, n)).Evaluate(values);
    }

    private static int? Place(SedmlFormula formula, string name)
    {
        for (int v = 0; v < formula.Variables.Length; v++)
        {
            if (formula.Variables[v].Id == name) return v;
        }

        return null;
    }

    private static (double?, string?) Current(ExperimentModel model, SedmlTarget target) =>
        model.Bind(target, out string? fault) is { } bound ? (bound.Value(model.Start(model.Given)), null) : (null, fault);

    private ExperimentModel? Sbml(SedmlModel model, Draft draft)
    {
        // an unchanged model keeps its name and places
        SourceText text = draft.IsChanged ? draft.Xml!.Text($"{draft.Source.Name}#{model.Id}") : draft.Source;
        Checked<SbmlDocument> read = SbmlReader.Read(text, options.Xml);
        if (draft.IsChanged || _said.Add(draft.Source.Name + "#")) diagnostics.AddRange(read.Diagnostics);
        return read.Value is { } sbml ? ExperimentModel.OfSbml(model.Id, sbml, draft.Xml!) : null;
    }

    private ExperimentModel? Bngl(SedmlModel model, Draft draft)
    {
        Checked<RuleModel> plain = BnglReader.Read(draft.Source);
        if (_said.Add(draft.Source.Name)) diagnostics.AddRange(plain.Diagnostics);
        if (plain.Value is null) return null;
        foreach (SedmlChange.SetAttribute set in model.Changes.OfType<SedmlChange.SetAttribute>())
        {
            if (ExperimentModel.Split(set.Target.Text.Trim()) is not ("functions", var name, "expression")) continue;
            Function? function = plain.Value.Functions.FirstOrDefault(f => f.Name == name.Split('(')[0]);
            if (function is null) Error("SED2004", set.Target.Span, $"'{set.Target.Text}' cannot be changed in '{model.Id}': it has no function '{name}'");
            else if (Number(set.Value) is not { } value) Error("SED2004", set.Target.Span, $"'{set.Target.Text}' cannot become '{set.Value}': only a number can stand in the place of a function");
            else draft.Functions[function.Name] = value;
        }

        (SourceText text, ImmutableDictionary<string, string> counts) = WithCounts(draft.Source, plain.Value);
        Checked<RuleModel> rules = counts.IsEmpty ? plain : BnglReader.Read(text);
        if (!counts.IsEmpty) diagnostics.AddRange(rules.Diagnostics.Where(d => d.Severity == Severity.Error));
        if (rules.Value is null) return null;
        RuleModel changed = rules.Value with { Functions = [.. rules.Value.Functions.Select(f => draft.Functions.TryGetValue(f.Name, out double value) ? f with { Value = new Expression.Number(value) } : f)] };
        Checked<ReactionNetwork> network = ReactionNetwork.Expand(changed, options.Expansion, null, cancellation);
        diagnostics.AddRange(network.Diagnostics.Where(d => d.Severity == Severity.Error));
        if (network.Value is null) return null;
        ImmutableArray<Diagnostic> unsayable = SbmlWriter.Check(network.Value);
        diagnostics.AddRange(unsayable);
        if (!unsayable.IsEmpty) return null;
        using var stream = new MemoryStream();
        SbmlWriter.Write(network.Value, stream);
        Checked<SbmlDocument> read = SbmlReader.Read(new SourceText(draft.Source.Name, Encoding.UTF8.GetString(stream.ToArray())), options.Xml);
        diagnostics.AddRange(read.Diagnostics.Where(d => d.Severity == Severity.Error));
        if (read.Value is null) return null;
        var made = ExperimentModel.OfBngl(model.Id, read.Value, [.. network.Value.Species.Select(s => s.Name)], counts);
        foreach ((string name, double value) in draft.Given) made.Given[name] = value;
        foreach (SedmlChange change in model.Changes.Where(c => ExperimentModel.Split(c.Target.Text.Trim()) is not ("functions", _, "expression")))
        {
            string? fault = change switch
            {
                SedmlChange.SetAttribute set => Number(set.Value) is { } value ? Give(made, set.Target, value) : $"'{set.Value}' is no number",
                SedmlChange.Compute compute => Evaluate(model, compute.Formula, t => Current(made, t), out string? wrong) is { } value ? Give(made, compute.Target, value) : wrong,
                _ => "elements of XML have no place in BNGL",
            };
            if (fault is not null) Error("SED2004", change.Target.Span, $"'{change.Target.Text}' cannot be changed in '{model.Id}': {fault}");
        }

        draft.Given = made.Given;
        return made;
    }

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;

    private static string? Give(ExperimentModel model, SedmlTarget target, double value)
    {
        if (model.Bind(target, out string? fault) is not { } bound) return fault;
        if (bound.Written is not { } written) return "it follows from other values";
        model.Given[written] = bound.ToWrite(value, model.Start(model.Given));
        return null;
    }

    // patterns whose molecules are asked for, and that no observable of the file counts, get observables of their own
    private (SourceText Text, ImmutableDictionary<string, string> Counts) WithCounts(SourceText source, RuleModel rules)
    {
        HashSet<string> observables = [.. rules.Observables.Select(o => o.Name)];
        string[] patterns = [.. document.Targets().Select(t => ExperimentModel.Split(t.Text.Trim())).Where(t => t is { Kind: "molecules", What: "count", Name.Length: > 0 }).Select(t => t.Name)
            .Where(n => !observables.Contains(n) && !(n.EndsWith("()", StringComparison.Ordinal) && observables.Contains(n[..^2]))).Distinct()];
        if (patterns.Length == 0) return (source, ImmutableDictionary<string, string>.Empty);
        string prefix = "sedml_count_";
        while (source.Text.Contains(prefix, StringComparison.Ordinal)) prefix += "_";
        ImmutableDictionary<string, string> counts = patterns.Select((p, k) => (p, FormattableString.Invariant($"{prefix}{k}"))).ToImmutableDictionary(p => p.p, p => p.Item2);
        string block = $"begin observables\n{string.Concat(patterns.Select(p => $"  Molecules {counts[p]} {p}\n"))}end observables\n";

        // behind the last block, so that no line before it moves
        Match? last = BlockEnd().Matches(source.Text).LastOrDefault();
        int at = last is null ? source.Text.Length : last.Index + last.Length;
        return (new SourceText(source.Name, source.Text[..at] + "\n" + block + source.Text[at..]), counts);
    }

    private void Error([ConstantExpected] string code, SourceSpan span, string message, string? hint = null) => diagnostics.Add(new Diagnostic(code, Severity.Error, document.Source, span, message, hint));

    [GeneratedRegex(@"^(?:urn:miriam:biomodels\.db(?::|%3A)|https?://identifiers\.org/biomodels\.db[:/]|https?://www\.ebi\.ac\.uk/biomodels(?:-main)?/)(?<id>(?:BIOMD|MODEL)[0-9]{10})$")]
    private static partial Regex BioModel();

    [GeneratedRegex(@"^[ \t]*end[ \t]+(?!model\b)\w[\w \t]*(?:#[^\r\n]*)?\r?$", RegexOptions.Multiline)]
    private static partial Regex BlockEnd();

    /// <summary>A model while it is being changed.</summary>
    private sealed class Draft(SourceText source, XmlModel? xml)
    {
        public static Draft Broken => new(new SourceText("", ""), null) { IsBroken = true };

        public SourceText Source { get; } = source;

        public XmlModel? Xml { get; } = xml;

        public bool IsBroken { get; private init; }

        public bool IsChanged { get; set; }

        public Dictionary<string, double> Given { get; set; } = [];

        /// <summary>Functions of a BNGL model that have become numbers.</summary>
        public Dictionary<string, double> Functions { get; private init; } = [];

        public Draft Copy() => new(Source, Xml?.Copy()) { IsChanged = IsChanged, Given = new(Given), Functions = new(Functions) };
    }
}
