using System.Collections.Immutable;
using Blockade.Models.Actions;
using Blockade.Models.Cvode;
using Blockade.Models.Diagnostics;
using Blockade.Models.Hybrids;
using Blockade.Models.Matlab;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>
/// Turns a file's actions into checked steps, one after the other, with the model as it is at each: a file read on the way takes the place of the
/// model. Builder of one program.
/// </summary>
internal sealed class ActionBinder(Func<string, string?>? openFile, string name)
{
    private const int DeepestReading = 10;

    // written by BioNetGen and not here, and what comes nearest
    private static readonly ImmutableDictionary<string, string> Unwritten = new Dictionary<string, string>
    {
        ["writeMDL"] = "writeModel: MCell 4 reads BNGL itself",
        ["writeSSC"] = "writeXML, which NFsim reads", ["writeSSCcfg"] = "writeModel",
        ["writeMfile_all"] = "writeMfile",
    }.ToImmutableDictionary();

    private static readonly ImmutableDictionary<string, ModelFormat> Pictures = new Dictionary<string, ModelFormat>
    {
        ["contactmap"] = ModelFormat.ContactMap, ["regulatory"] = ModelFormat.Regulatory, ["reaction_network"] = ModelFormat.ReactionNetwork,
        ["ruleviz_operation"] = ModelFormat.RuleOperations, ["compact"] = ModelFormat.RuleOperations, ["ruleviz_pattern"] = ModelFormat.RulePatterns, ["conventional"] = ModelFormat.RulePatterns, ["process"] = ModelFormat.Process,
    }.ToImmutableDictionary();

    internal static readonly ImmutableHashSet<string> Covered =
    [
        "generate_network", "generate_hybrid_model", "simulate", "simulate_ode", "simulate_ssa", "simulate_pla", "simulate_psa", "simulate_nf", "parameter_scan", "bifurcate", "setParameter",
        "setConcentration", "addConcentration", "saveConcentrations", "resetConcentrations", "saveParameters", "resetParameters", "setVolume", "setModelName",
        "setOption", "substanceUnits", "readFile", "readModel", "readNetwork", "readSBML", "writeFile", "writeNetwork", "writeNET", "writeSBML", "writeSBMLMulti", "writeSBMLmulti", "LinearParameterSensitivity", "writeXML", "writeMfile", "writeMfile_QueryNames", "writeMfile_ParametersObservables", "writeMexfile", "writeMEXfile", "writeCPPfile", "writeCPYfile", "writeLatex", "writeLaTeXfile", "writeModel", "writeBNGL", "visualize", "version", "codename", "quit",
    ];

    private readonly ImmutableArray<ActionStep>.Builder _steps = ImmutableArray.CreateBuilder<ActionStep>();
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly List<BnglFile> _optionFiles = [];
    private readonly HashSet<string> _savedAmounts = ["DEFAULT"];
    private readonly HashSet<string> _savedParameters = [];
    private readonly Dictionary<string, RuleModel> _written = [];
    private string _name = name;
    private bool _hasQuit;

    public ImmutableArray<ActionStep> Steps => _steps.ToImmutable();

    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    /// <summary>Checks the actions of one file, and those of the files it reads.</summary>
    public void Bind(RuleModel model, ReactionNetwork? network, int depth = 0)
    {
        var scope = new Scope(model, network, new BnglFile(model.Source, openFile, BnglFile.NetworkBlocks));
        foreach (ModelAction action in model.Actions)
        {
            if (Bind(action, ref scope, depth) is { } step)
            {
                _steps.Add(step);
                NoteWritten(step, scope.Model);
            }

            if (_hasQuit) break;
        }

        _diagnostics.AddRange(scope.File.Diagnostics);
        foreach (BnglFile options in _optionFiles) _diagnostics.AddRange(options.Diagnostics);
        _optionFiles.Clear();
    }

    // options in a file of their own, a name and a value to a line, count where the action itself does not have them
    private SimulationReader Reader(ModelAction action, Scope scope)
    {
        if (!action.Options.TryGetValue("argfile", out string? name)) return new SimulationReader(scope.File, scope.Model, action);
        if (openFile?.Invoke(name) is not string text)
        {
            scope.File.Error("BNG4007", action.OptionValues["argfile"], $"'{name}' cannot be opened; a file in the model's folder or below it is expected");
            return new SimulationReader(scope.File, scope.Model, action);
        }

        string[][] lines = [.. text.Split('\n').Select(l => l.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Where(l => l.Length > 0)];
        if (lines.FirstOrDefault(l => l.Length != 2) is { } bad) scope.File.Error("BNG4007", action.OptionValues["argfile"], $"a line of '{name}' is not a name and a value: '{string.Join(' ', bad)}'");
        IEnumerable<string> all = action.Options.Where(o => o.Key != "argfile").Select(o => (o.Key, o.Value))
            .Concat(lines.Where(l => l.Length == 2 && !action.Options.ContainsKey(l[0])).Select(l => (l[0], l[1])))
            .Select(o => $"{o.Item1}=>{(o.Item2.StartsWith('[') ? o.Item2 : $"\"{o.Item2.Trim('"', '\'')}\"")}");
        string whole = $"{action.Name}({{{string.Join(",", all)}}})";
        var file = new BnglFile(new SourceText(name, whole), openFile, BnglFile.NetworkBlocks);
        _optionFiles.Add(file);
        return new SimulationReader(file, scope.Model, ActionReader.Read(file, new SourceSpan(0, whole.Length))!);
    }

    private ActionStep? Bind(ModelAction action, ref Scope scope, int depth)
    {
        (RuleModel model, BnglFile file) = (scope.Model, scope.File);
        SourceText source = file.Source;
        SourceSpan span = action.Span;
        switch (action.Name)
        {
            case "generate_network":
                return GenerateNetwork(action, file);
            case "generate_hybrid_model":
                return Hybrid(action, scope, depth);
            case "simulate":
                return Reader(action, scope).Simulate(null);
            case "simulate_ode" or "simulate_ssa" or "simulate_pla" or "simulate_psa" or "simulate_nf":
                return Reader(action, scope).Simulate(action.Name["simulate_".Length..]);
            case "parameter_scan" or "bifurcate":
                Scope here = scope;
                return Reader(action, scope).Scan(action.Name == "bifurcate", () => Protocol(here, depth));
            case "setParameter":
                return SettingReader.SetParameter(action, model, file);
            case "setConcentration" or "addConcentration":
                return SettingReader.SetAmount(action, model, file);
            case "saveConcentrations":
                _savedAmounts.Add(Label(action));
                return new ActionStep.SaveAmounts(source, span, Label(action));
            case "resetConcentrations":
                CheckLabel(action, file, _savedAmounts, "concentrations");
                return new ActionStep.ResetAmounts(source, span, Label(action));
            case "saveParameters":
                _savedParameters.Add(Label(action));
                return new ActionStep.SaveParameters(source, span, Label(action));
            case "resetParameters":
                CheckLabel(action, file, _savedParameters, "parameters");
                return new ActionStep.ResetParameters(source, span, Label(action));
            case "setVolume":
                return SettingReader.SetVolume(action, model, file);
            case "setModelName":
                return action.Arguments is [string name] && CheckName(action, file, name) ? new ActionStep.Rename(source, span, name) : SettingReader.Missing(action, file, "a name");
            case "setOption":
                CheckOption(action, file);
                return null;
            case "substanceUnits" or "version" or "codename":
                return null;
            case "readFile" or "readModel" or "readNetwork" or "readSBML":
                return ReadFile(action, ref scope, depth);
            case "writeSBML":
                return WriteModel(action, file, ModelFormat.Sbml, "sbml");
            case "writeSBMLMulti" or "writeSBMLmulti":
                return WriteModel(action, file, ModelFormat.SbmlMulti, "sbml");
            case "LinearParameterSensitivity":
                return Sensitivity(action, file);
            case "writeMfile":
                return WriteMatlab(action, file);
            case "writeMfile_QueryNames" or "writeMfile_ParametersObservables":
                return new ActionStep.WriteNames(source, span, action.Name == "writeMfile_QueryNames");
            case "writeMexfile" or "writeMEXfile":
                return WriteCode(action, file, CvodeForm.Mex);
            case "writeCPPfile":
                return WriteCode(action, file, CvodeForm.Header);
            case "writeCPYfile":
                return WriteCode(action, file, CvodeForm.Library);
            case "writeLatex" or "writeLaTeXfile":
                return WriteModel(action, file, ModelFormat.Latex, null);
            case "writeXML":
                return WriteModel(action, file, ModelFormat.BngXml, null);
            case "writeModel" or "writeBNGL":
                return WriteModel(action, file, ModelFormat.Bngl, null);
            case "visualize":
                return Visualise(action, file);
            case "writeFile" or "writeNetwork" or "writeNET":
                return Write(action, file);
            case "quit" or "exit":
                _hasQuit = true;
                return new ActionStep.Quit(source, span);
            default:
                if (Unwritten.TryGetValue(action.Name, out string? instead)) file.Warn("BNG4005", span, $"'{action.Name}' is not covered: nothing of that kind is written, and the run goes on", instead);
                else file.Error("BNG4001", span, $"there is no action '{action.Name}'", NearestName.Hint(action.Name, Covered.Union(Unwritten.Keys).Order(StringComparer.Ordinal)));
                return null;
        }
    }

    // what a step will have written when a later one reads it: a network knows its model's names, and no molecule types
    private void NoteWritten(ActionStep step, RuleModel model)
    {
        RuleModel network = model with { MoleculeTypes = [] };
        switch (step)
        {
            case ActionStep.Rename rename:
                _name = rename.Name;
                break;
            case ActionStep.GenerateNetwork { Writes: true } generate:
                _written[generate.Name.Stem(_name) + ".net"] = network;
                break;
            case ActionStep.WriteNetwork write:
                _written[write.Name.Stem(_name) + ".net"] = network;
                break;
            case ActionStep.Simulate { Request: { Method: not SimulationMethod.NetworkFree } request }:
                foreach (string ending in new[] { ".net", request.SavesNetwork ? "_save.net" : ".net", request.PrintsEnd ? "_end.net" : ".net" }) _written[request.Name.Stem(_name) + ending] = network;
                break;
            case ActionStep.WriteModel { Format: ModelFormat.Bngl } write:
                _written[write.Name.Stem(_name) + ".bngl"] = model;
                break;
            case ActionStep.MakeHybrid hybrid:
                _written[hybrid.Name.Stem(_name) + ".bngl"] = HybridModel.Of(model, hybrid.IsSafe).Value!;
                break;
        }
    }

    private ImmutableArray<ActionStep> Protocol(Scope scope, int depth)
    {
        var steps = ImmutableArray.CreateBuilder<ActionStep>();
        foreach (ModelAction action in scope.Model.Protocol)
        {
            if (action.Name is "parameter_scan" or "bifurcate" or "readFile" or "quit") scope.File.Error("BNG4001", action.Span, $"'{action.Name}' cannot stand in a protocol");
            else if (Bind(action, ref scope, depth) is { } step) steps.Add(step);
        }

        return steps.Any(s => s is ActionStep.Simulate) ? steps.ToImmutable() : [];
    }

    private ActionStep.MakeHybrid? Hybrid(ModelAction action, Scope scope, int depth)
    {
        BnglFile file = scope.File;
        var options = new ActionOptions(file, action);
        options.CheckNames(["prefix", "suffix", "overwrite", "verbose", "actions", "execute", "safe", "exact"], isError: true);
        if (scope.Network is not null)
        {
            file.Error("BNG4003", action.Span, "a network has no rules to make a hybrid model of");
            return null;
        }

        bool isSafe = options.Flag("safe") || options.Flag("exact");
        Checked<RuleModel> hybrid = HybridModel.Of(scope.Model, isSafe);
        _diagnostics.AddRange(hybrid.Diagnostics.Where(d => d.Severity == Severity.Error));
        string lines = string.Join('\n', options.Texts("actions") ?? ["writeXML()"]);
        if (hybrid.Value is not { } model) return null;
        var text = new BnglFile(new SourceText($"{file.Source.Name}, actions of the hybrid model", lines), openFile, BnglFile.NetworkBlocks);
        _optionFiles.Add(text);
        var steps = ImmutableArray.CreateBuilder<ActionStep>();
        var inner = new Scope(model, null, text);
        int at = 0;
        foreach (string line in lines.Split('\n'))
        {
            if (ActionReader.Read(text, new SourceSpan(at, line.Length)) is { } one && Bind(one, ref inner, depth) is { } step) steps.Add(step);
            at += line.Length + 1;
        }

        return new ActionStep.MakeHybrid(
            file.Source, action.Span, new OutputName(options.PlainName("prefix"), options.PlainName("suffix") ?? "hpp"), isSafe, lines, options.Flag("execute") ? steps.ToImmutable() : []);
    }

    private static ActionStep.GenerateNetwork GenerateNetwork(ModelAction action, BnglFile file)
    {
        var options = new ActionOptions(file, action);
        options.CheckNames(
            ["max_iter", "max_agg", "max_stoich", "overwrite", "TextReaction", "TextSpecies", "prefix", "suffix", "print_iter", "check_iso", "continue", "verbose", "write"], isError: true);
        foreach (string number in new[] { "max_iter", "max_agg" }) options.Whole(number, 0);
        return new ActionStep.GenerateNetwork(file.Source, action.Span, NetworkBounds.Of(action), new OutputName(options.PlainName("prefix"), options.PlainName("suffix")))
        {
            TextReaction = options.Flag("TextReaction"), TextSpecies = options.Flag("TextSpecies", otherwise: true), Writes = options.Flag("write", otherwise: true), GoesOn = options.Flag("continue", otherwise: true),
        };
    }

    private static string Label(ModelAction action) => action.Arguments is [string label, ..] ? label : "DEFAULT";

    private static void CheckLabel(ModelAction action, BnglFile file, HashSet<string> saved, string what)
    {
        if (!saved.Contains(Label(action))) file.Error("BNG4004", action.Span, $"no {what} were saved as '{Label(action)}' before", NearestName.Hint(Label(action), saved));
    }

    private static bool CheckName(ModelAction action, BnglFile file, string name)
    {
        if (name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') && name[0] != '.') return true;
        file.Error("BNG4007", action.ArgumentSpans[0], $"'{name}' is no plain name; files are written into the output folder only", "letters, digits, '_', '-' and '.'");
        return false;
    }

    private static void CheckOption(ModelAction action, BnglFile file)
    {
        for (int i = 0; i + 1 < action.Arguments.Length; i += 2)
        {
            if (action.Arguments[i] is "MoleculesObservables" or "SpeciesObservables" && action.Arguments[i + 1] is not ("CountAll" or "CountUnique"))
            {
                file.Error("BNG4003", action.ArgumentSpans[i + 1], $"'{action.Arguments[i]}' has no value '{action.Arguments[i + 1]}'", "CountAll or CountUnique");
            }
        }
    }

    private ActionStep? ReadFile(ModelAction action, ref Scope scope, int depth)
    {
        BnglFile file = scope.File;
        var options = new ActionOptions(file, action);
        string? name = options.Text("file") ?? (action.Arguments is [string first, ..] ? first : null);
        SourceSpan at = action.OptionValues.GetValueOrDefault("file", action.Span);
        if (name is null)
        {
            file.Error("BNG4004", action.Span, $"'{action.Name}' needs the option 'file'");
            return null;
        }

        ImmutableArray<string>? blocks = options.Texts("blocks");
        foreach (string block in blocks?.Where(b => !ModelParts.Names.Contains(b)) ?? [])
        {
            file.Error("BNG4003", options.Span("blocks"), $"there is no block '{block}'", NearestName.Hint(block, ModelParts.Names));
        }

        string extension = Path.GetExtension(name).ToLowerInvariant();
        bool isSbml = extension is ".xml" or ".sbml";
        if (!isSbml && (extension is not (".bngl" or ".net") || action.Name == "readSBML"))
        {
            file.Error("BNG4007", at, $"'{name}' is not a .bngl, .net or SBML file (.xml, .sbml); other kinds are not read here");
            return null;
        }

        if (isSbml && options.Flag("atomize"))
        {
            file.Warn("BNG4008", options.Span("atomize"), "molecules with sites are not guessed from a SBML file's names and reactions", "each species is a molecule without sites; amounts are the same");
        }

        string plain = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        if (_written.TryGetValue(plain, out RuleModel? later))
        {
            if (blocks is not null) file.Error("BNG4003", options.Span("blocks"), "a file that the run itself writes is read whole");
            scope = scope with { Model = later, Network = null };
            return new ActionStep.LoadWritten(file.Source, action.Span, plain);
        }

        if (openFile?.Invoke(name) is not string text || depth == DeepestReading)
        {
            file.Error("BNG4007", at, depth == DeepestReading ? $"'{name}' is read by files that read each other, ten deep" : $"'{name}' cannot be opened; a file in the model's folder or below it is expected, or one that an action before writes");
            return null;
        }

        var source = new SourceText(name, text);
        var reading = new FileReading(openFile, _diagnostics);
        (RuleModel? model, ReactionNetwork? network) = isSbml ? (reading.Sbml(source), null) : reading.Text(ModelParts.Only(source, blocks), extension == ".net", scope.Model);
        if (model is null) return null;
        _steps.Add(new ActionStep.Load(file.Source, action.Span, model, network));
        if (!options.Flag("skip_actions")) Bind(model, network, depth + 1);   // a file's actions are done where it is read
        scope = scope with { Model = model, Network = network };
        return null;
    }

    private ActionStep.Sensitivity? Sensitivity(ModelAction action, BnglFile file)
    {
        if (SensitivityReader.Read(file, action, _name) is not { } request) return null;
        string network = request.Stem + ".net";
        if (_written.TryGetValue(network, out RuleModel? written)) return new ActionStep.Sensitivity(file.Source, action.Span, new ActionStep.LoadWritten(file.Source, action.Span, network), Inputs(written));
        if (openFile?.Invoke(network) is not string text)
        {
            file.Error("BNG4007", action.Span, $"'{network}' cannot be opened; a network beside the model is expected, or one that an action before writes", "generate_network");
            return null;
        }

        return new FileReading(openFile, _diagnostics).Network(new SourceText(network, text)) is { } read
            ? new ActionStep.Sensitivity(file.Source, action.Span, new ActionStep.Load(file.Source, action.Span, read.Model, read), Inputs(read.Model with { MoleculeTypes = [] }))
            : null;

        // what is set between the steady state and the course, as by actions of its own
        SensitivityRequest Inputs(RuleModel model)
        {
            var options = new ActionOptions(file, action);
            return request with
            {
                Inputs =
                [
                    .. options.Pairs("inp_ppert", "pnames", "pvalues").Select(p => SettingReader.SetParameter(Setting("setParameter", p), model, file)).OfType<ActionStep>(),
                    .. options.Pairs("inp_cpert", "cnames", "cvalues").Select(p => SettingReader.SetAmount(Setting("setConcentration", p), model, file)).OfType<ActionStep>(),
                ],
            };
        }

        ModelAction Setting(string name, (SourceSpan Name, SourceSpan Value) pair) =>
            new(name, [Text(pair.Name), Text(pair.Value)], ImmutableDictionary<string, string>.Empty, action.Span) { ArgumentSpans = [pair.Name, pair.Value] };

        string Text(SourceSpan span) => file.Source.Text.Substring(span.Start, span.Length);
    }

    private static ActionStep.WriteModel WriteModel(ModelAction action, BnglFile file, ModelFormat format, string? suffix)
    {
        var options = new ActionOptions(file, action);
        options.CheckNames(["format", "prefix", "suffix", "evaluate_expressions", "include_model", "include_network", "overwrite", "pretty_formatting", "TextReaction", "TextSpecies"]);
        return new ActionStep.WriteModel(file.Source, action.Span, new OutputName(options.PlainName("prefix"), options.PlainName("suffix") ?? suffix), format);
    }

    private static ActionStep.WriteMatlab WriteMatlab(ModelAction action, BnglFile file)
    {
        var options = new ActionOptions(file, action);
        options.CheckNames(["format", "prefix", "suffix", "t_start", "t_end", "n_steps", "atol", "rtol", "stats", "bdf", "maxOrder", "max_step", "overwrite"]);
        var byDefault = new MatlabSettings();
        return new ActionStep.WriteMatlab(file.Source, action.Span, new OutputName(options.PlainName("prefix"), options.PlainName("suffix")), new MatlabSettings
        {
            Start = options.Number("t_start") ?? byDefault.Start, End = options.Number("t_end") ?? byDefault.End, Steps = options.Whole("n_steps", 1) ?? byDefault.Steps,
            AbsoluteTolerance = options.Number("atol") ?? byDefault.AbsoluteTolerance, RelativeTolerance = options.Number("rtol") ?? byDefault.RelativeTolerance,
            Statistics = options.Flag("stats"), Backward = options.Flag("bdf"), HighestOrder = options.Whole("maxOrder", 1, 5) ?? byDefault.HighestOrder, LongestStep = options.Number("max_step"),
        });
    }

    private static ActionStep.WriteCode WriteCode(ModelAction action, BnglFile file, CvodeForm form)
    {
        var options = new ActionOptions(file, action);
        options.CheckNames(
            ["format", "prefix", "suffix", "t_start", "t_end", "n_steps", "atol", "rtol", "max_num_steps", "max_err_test_fails", "max_conv_fails", "max_step", "stiff", "sparse", "overwrite"]);
        (CvodeSettings byDefault, MatlabSettings script) = (new CvodeSettings(), new MatlabSettings());
        return new ActionStep.WriteCode(
            file.Source, action.Span, new OutputName(options.PlainName("prefix"), options.PlainName("suffix")), form,
            new CvodeSettings
            {
                AbsoluteTolerance = options.Number("atol") ?? byDefault.AbsoluteTolerance, RelativeTolerance = options.Number("rtol") ?? byDefault.RelativeTolerance,
                MostSteps = options.Whole("max_num_steps", 1) ?? byDefault.MostSteps, MostErrorFailures = options.Whole("max_err_test_fails", 1) ?? byDefault.MostErrorFailures,
                MostConvergenceFailures = options.Whole("max_conv_fails", 1) ?? byDefault.MostConvergenceFailures, LongestStep = options.Number("max_step") ?? byDefault.LongestStep,
                IsStiff = options.Flag("stiff", otherwise: true), IsSparse = options.Flag("sparse"),
            },
            new MatlabSettings { Start = options.Number("t_start") ?? script.Start, End = options.Number("t_end") ?? script.End, Steps = options.Whole("n_steps", 1) ?? script.Steps });
    }

    private static ActionStep.WriteModel? Visualise(ModelAction action, BnglFile file)
    {
        var options = new ActionOptions(file, action);
        string type = options.Text("type") ?? "regulatory";
        if (Pictures.TryGetValue(type, out ModelFormat format))
        {
            foreach (string idle in new[] { "groups", "mergepairs", "background", "embed", "textonly" }.Where(o => format == ModelFormat.Process && options.Flag(o)))
            {
                file.Warn("BNG4008", options.Span(idle), $"'{idle}' has no effect here on a picture of type '{type}'");
            }

            string suffix = options.PlainName("suffix") is string more ? $"{type}_{more}" : type;
            return new ActionStep.WriteModel(file.Source, action.Span, new OutputName(options.PlainName("prefix"), suffix), format);
        }

        file.Warn("BNG4005", options.Span("type"), $"a picture of type '{type}' is not covered: nothing of that kind is written, and the run goes on", NearestName.Hint(type, Pictures.Keys.Order(StringComparer.Ordinal)) ?? string.Join(", ", Pictures.Keys.Order(StringComparer.Ordinal)));
        return null;
    }

    private static ActionStep? Write(ModelAction action, BnglFile file)
    {
        var options = new ActionOptions(file, action);
        options.CheckNames(["format", "prefix", "suffix", "evaluate_expressions", "include_model", "include_network", "overwrite", "pretty_formatting", "TextReaction", "TextSpecies"]);
        string format = options.Text("format") ?? "net";
        if (format is "bngl") return WriteModel(action, file, ModelFormat.Bngl, null);
        if (format is "sbml") return WriteModel(action, file, ModelFormat.Sbml, "sbml");
        if (format is "mfile") return WriteMatlab(action, file);
        if (format is "mexfile") return WriteCode(action, file, CvodeForm.Mex);
        if (format is "xml") return WriteModel(action, file, ModelFormat.BngXml, null);
        if (format is not "net")
        {
            if (format is "ssc" or "mdl") file.Warn("BNG4005", options.Span("format"), $"format '{format}' is not covered: nothing of that kind is written, and the run goes on");
            else file.Error("BNG4003", options.Span("format"), $"there is no format '{format}'", "net");
            return null;
        }

        return new ActionStep.WriteNetwork(file.Source, action.Span, new OutputName(options.PlainName("prefix"), options.PlainName("suffix")))
        {
            Evaluates = options.Flag("evaluate_expressions", otherwise: action.Name == "writeNET"), TextReaction = options.Flag("TextReaction"), TextSpecies = options.Flag("TextSpecies", otherwise: true),
        };
    }

    /// <summary>The model as it is where an action stands.</summary>
    private readonly record struct Scope(RuleModel Model, ReactionNetwork? Network, BnglFile File)
    {
        public void Deconstruct(out RuleModel model, out BnglFile file) => (model, file) = (Model, File);
    }
}
