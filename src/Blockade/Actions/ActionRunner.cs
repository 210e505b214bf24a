using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Blockade.Models.Actions;
using Blockade.Models.Bngl;
using Blockade.Models.Cvode;
using Blockade.Models.Diagnostics;
using Blockade.Models.Graphs;
using Blockade.Models.Hybrids;
using Blockade.Models.Latex;
using Blockade.Models.Matlab;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Sbml;
using Blockade.Models.SbmlMulti;

namespace Blockade.Actions;

/// <summary>Does single steps: everything but simulations and scans by itself.</summary>
internal sealed class ActionRunner(ActionContext context)
{
    // BioNetGen's default, where a file names no number of rounds
    private const int Rounds = 100;

    public ActionStatus Run(ActionStep step)
    {
        ModelState state = context.State;
        switch (step)
        {
            case ActionStep.Load load:
                context.State = new ModelState(load.Model, load.Network);
                return ActionStatus.Completed;
            case ActionStep.LoadWritten load:
                return LoadWritten(load);
            case ActionStep.GenerateNetwork generate:
                return Generate(generate);
            case ActionStep.Simulate simulate:
                return Simulate(simulate, simulate.Request, out _);
            case ActionStep.Scan scan:
                return new ScanRunner(context, this).Run(scan);
            case ActionStep.Sensitivity sensitivity:
                return new SensitivityRunner(context, this).Run(sensitivity);
            case ActionStep.SetParameter set:
                state.SetParameter(set.Name, set.Value);
                return ActionStatus.Completed;
            case ActionStep.SetAmount set:
                return SetAmount(set);
            case ActionStep.SaveAmounts save:
                state.SaveAmounts(save.Label);
                return ActionStatus.Completed;
            case ActionStep.ResetAmounts reset:
                state.ResetAmounts(reset.Label);
                return ActionStatus.Completed;
            case ActionStep.SaveParameters save:
                state.SaveParameters(save.Label);
                return ActionStatus.Completed;
            case ActionStep.ResetParameters reset:
                state.ResetParameters(reset.Label);
                return ActionStatus.Completed;
            case ActionStep.SetVolume set:
                bool wasExpanded = state.Network is not null;
                state.SetVolume(set.Compartment, set.Size);
                return wasExpanded ? Expand(step, state.Bounds ?? NetworkBounds.None) : ActionStatus.Completed;
            case ActionStep.Rename rename:
                context.Name = rename.Name;
                return ActionStatus.Completed;
            case ActionStep.WriteNetwork write:
                return state.Network is null
                    ? context.Fail(step, "ACT1001", "there is no network to write", ActionStatus.Invalid, "generate_network() makes one")
                    : WriteNetwork(step, write.Name.Stem(context.Name) + ".net", write.Evaluates, write.TextReaction, write.TextSpecies);
            case ActionStep.WriteModel write:
                return WriteModel(write);
            case ActionStep.WriteMatlab write:
                return WriteMatlab(write);
            case ActionStep.WriteNames write:
                return WriteNames(write);
            case ActionStep.WriteCode write:
                return WriteCode(write);
            case ActionStep.MakeHybrid make:
                return MakeHybrid(make);
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>One simulation, and what its last row holds: observables, and functions where they are printed.</summary>
    /// <param name="step">The action.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="last">The last row.</param>
    /// <param name="point">The stem of its files' names where it is a point of a scan.</param>
    public ActionStatus Simulate(ActionStep step, SimulationRequest request, out double[] last, string? point = null)
    {
        last = [];
        bool isFree = request.Method == SimulationMethod.NetworkFree;
        if (!isFree && context.State.Network is null)
        {
            ActionStatus expanded = Generate(new ActionStep.GenerateNetwork(step.Source, step.Span, NetworkBounds.None, OutputName.Default));
            if (expanded != ActionStatus.Completed) return expanded;
        }

        if (!isFree) context.State.NameStop(request.StopIf);
        var run = new SimulationRunner(context, step, request) { Stem = point ?? request.Name.Stem(context.Name), WritesFiles = point is null || context.Options.WritesPoints };
        if (!isFree && run.WritesFiles)
        {
            ActionStatus written = WriteNetwork(step, run.Stem + ".net", evaluates: false, textReaction: false, textSpecies: true);
            if (written != ActionStatus.Completed) return written;
        }

        ActionStatus status = run.Run();
        last = run.Last;
        if (status == ActionStatus.Completed && run.WritesFiles && !isFree)
        {
            if (request.SavesNetwork) status = WriteNetwork(step, run.Stem + "_save.net", evaluates: false, textReaction: false, textSpecies: true);
            if (request.PrintsEnd && status == ActionStatus.Completed) status = WriteNetwork(step, run.Stem + "_end.net", evaluates: false, textReaction: false, textSpecies: true);
        }

        return status;
    }

    private ActionStatus LoadWritten(ActionStep.LoadWritten step)
    {
        if (context.Files.Text(step.File) is not string text) return context.Fail(step, "ACT1009", $"'{step.File}' was not written", ActionStatus.Invalid);
        var source = new SourceText(step.File, text);
        if (ActionProgramReader.IsNetwork(step.File))
        {
            Checked<ReactionNetwork> network = NetReader.Read(source);
            context.Diagnostics.AddRange(network.Diagnostics);
            if (network.Value is not null) context.State = new ModelState(network.Value.Model, network.Value);
        }
        else
        {
            Checked<RuleModel> model = BnglReader.Read(source);
            context.Diagnostics.AddRange(model.Diagnostics.Where(d => d.Severity == Severity.Error));
            if (model.Value is not null) context.State = new ModelState(model.Value, null);
        }

        return context.Diagnostics.Any(d => d.Source == source && d.Severity == Severity.Error) ? ActionStatus.Invalid : ActionStatus.Completed;
    }

    private ActionStatus Generate(ActionStep.GenerateNetwork step)
    {
        if (!context.State.IsNetworkGiven)
        {
            long rounds = step.Bounds.Iterations == int.MaxValue ? Rounds : step.Bounds.Iterations;
            if (step.GoesOn && context.State is { Network: not null, Bounds: { } before }) rounds += before.Iterations;
            ActionStatus status = Expand(step, step.Bounds with { Iterations = (int)Math.Min(rounds, int.MaxValue) });
            if (status != ActionStatus.Completed) return status;
        }

        return step.Writes ? WriteNetwork(step, step.Name.Stem(context.Name) + ".net", evaluates: false, step.TextReaction, step.TextSpecies) : ActionStatus.Completed;
    }

    private ActionStatus Expand(ActionStep step, NetworkBounds bounds)
    {
        Checked<ReactionNetwork> expanded = ReactionNetwork.Expand(
            context.State.Model, context.Options.Limits with { Bounds = bounds }, new Rounded(context), context.Cancellation);
        context.Diagnostics.AddRange(expanded.Diagnostics.Except(context.Diagnostics));
        if (expanded.Value is not { } network)
        {
            return expanded.Diagnostics.Any(d => d.Code is "NET1101" or "NET1102") ? ActionStatus.LimitReached : ActionStatus.Invalid;
        }

        context.State.Use(network, bounds);
        context.Log.Add($"network of {network.Species.Length} species and {network.Reactions.Length} reactions");
        return ActionStatus.Completed;
    }

    private ActionStatus SetAmount(ActionStep.SetAmount step)
    {
        ModelState state = context.State;
        if (state.NameOf(step.Text, step.Species) is not string name)
        {
            return context.Fail(step, "ACT1002", $"species '{step.Text}' is neither seeded nor in the network", ActionStatus.Invalid, state.Network is null ? "generate_network() makes the species that rules lead to" : null);
        }

        double[] parameters = state.Parameters();
        var value = state.Resolve(step.Value);
        if (double.IsNaN(state.Evaluate(value, parameters))) return context.Fail(step, "ACT1003", "the amount is not a number", ActionStatus.Invalid);
        if (step.IsAdded) value = new Models.Expressions.Expression.Number(state.Amount(name) + state.Evaluate(value, parameters));
        state.SetAmount(name, value);
        return ActionStatus.Completed;
    }

    private ActionStatus WriteNetwork(ActionStep step, string name, bool evaluates, bool textReaction, bool textSpecies)
    {
        ModelState state = context.State;
        ReactionNetwork network = state.Network! with { Model = state.Model };   // not compiled: a file that only generates never needs it
        if (network.Rates.Any(r => r is RateLaw.Total)) context.WarnOnce(step, "ACT1010", "a rate that a rule's matches share (TotalRate) is a function '_shareN' in a '.net' file; BioNetGen 2.9.3 multiplies it by the reactants all the same, and has other results");
        var text = new StringWriter(context.Files.Replace(name));
        ImmutableDictionary<string, double> values = state.Numbers;
        if (evaluates)
        {
            double[] parameters = state.Parameters();
            values = state.Compiled.ParameterNames.Select((p, i) => (p, parameters[i])).ToImmutableDictionary(p => p.p, p => p.Item2);
        }

        NetWriter.Write(network, text, new NetWriterOptions { Amounts = state.Amounts(), Values = values, TextReaction = textReaction, TextSpecies = textSpecies });
        context.Files.Count(text.GetStringBuilder().Length);
        return context.Files.IsFull ? Full(step) : ActionStatus.Completed;
    }

    private ActionStatus WriteModel(ActionStep.WriteModel step)
    {
        ModelState state = context.State;
        string name = step.Name.Stem(context.Name) + step.Format switch { ModelFormat.Bngl => ".bngl", ModelFormat.Sbml or ModelFormat.BngXml => ".xml", ModelFormat.SbmlMulti => "_sbmlmulti.xml", ModelFormat.Latex => ".tex", _ => ".graphml" };
        if (step.Format == ModelFormat.BngXml && !state.IsNetworkGiven && context.Files.WriteXml(step.Name.Stem(context.Name), state.ModelNow())) return context.Files.IsFull ? Full(step) : ActionStatus.Completed;
        if (step.Format == ModelFormat.Latex) return WriteProgram(step, step.Name.Stem(context.Name), _ => null, (".tex", LatexWriter.Write));
        if (step.Format == ModelFormat.SbmlMulti)
        {
            string? objection = state.IsNetworkGiven ? "a network has no rules" : SbmlMultiWriter.Objection(state.ModelNow());
            return Put(step, name, objection is null ? Text(stream => SbmlMultiWriter.Write(state.ModelNow(), context.Name, stream)) : null, objection);
        }

        string? text;
        if (step.Format is ModelFormat.Sbml or ModelFormat.ReactionNetwork)
        {
            if (state.Network is null && Generate(new ActionStep.GenerateNetwork(step.Source, step.Span, NetworkBounds.None, OutputName.Default)) is var made and not ActionStatus.Completed) return made;
            text = state.NetworkNow() is not { } network ? null
                : step.Format == ModelFormat.ReactionNetwork ? Text(stream => GraphMl.Write(ReactionGraph.Of(network), stream))
                : SbmlWriter.Check(network).IsEmpty ? Text(stream => SbmlWriter.Write(network, stream)) : null;
        }
        else
        {
            RuleModel? model = state.IsNetworkGiven || step.Format == ModelFormat.BngXml ? null : state.ModelNow();
            text = model is null ? null : step.Format switch
            {
                ModelFormat.Bngl => BnglWriter.Write(model),
                ModelFormat.ContactMap => Text(stream => GraphMl.Write(ContactMap.Of(model), stream)),
                ModelFormat.RuleOperations => Text(stream => GraphMl.Write(RulePictures.Operations(model), stream)),
                ModelFormat.Process => Text(stream => GraphMl.Write(ContextGraph.Of(model), stream)),
                ModelFormat.RulePatterns => Text(stream => GraphMl.Write(RulePictures.Patterns(model), stream)),
                _ => Text(stream => GraphMl.Write(RegulatoryGraph.Of(model), stream)),
            };
        }

        return Put(step, name, text, "the model as it is now cannot be said in it");

        static string Text(Action<Stream> write)
        {
            using var stream = new MemoryStream();
            write(stream);
            return Encoding.UTF8.GetString(stream.ToArray());
        }
    }

    private ActionStatus WriteMatlab(ActionStep.WriteMatlab step)
    {
        string stem = step.Name.Stem(context.Name);
        return WriteProgram(step, stem, MatlabWriter.Objection, (".m", (network, text) => MatlabWriter.Write(network, stem, step.Settings, text)));
    }

    // of species those of the network, or where there is none yet the seeds
    private ActionStatus WriteNames(ActionStep.WriteNames step)
    {
        ModelState state = context.State;
        RuleModel model = state.IsNetworkGiven ? state.NetworkNow()?.Model ?? state.Model : state.ModelNow();
        var names = new SpeciesNames(model);
        IEnumerable<string> species = state.Network?.Species.Select(s => s.Name) ?? model.Seeds.Select(s => names.Of(s.Species)).OfType<string>();
        if (step.IsQuery) return Put(step, "QueryNames.m", Text(w => MatlabLists.WriteQueryNames(model, species, w)), null);
        ActionStatus status = Put(step, "ParameterList.m", Text(w => MatlabLists.WriteParameterList(model, w)), null);
        return status == ActionStatus.Completed ? Put(step, "ObservableList.m", Text(w => MatlabLists.WriteObservableList(model, w)), null) : status;

        static string Text(Action<TextWriter> write)
        {
            using var text = new StringWriter();
            write(text);
            return text.ToString();
        }
    }

    private ActionStatus WriteCode(ActionStep.WriteCode step)
    {
        string stem = step.Name.Stem(context.Name);
        string ending = step.Form switch { CvodeForm.Mex => "_cvode.c", CvodeForm.Header => "_cvode.h", _ => "_cvode_py.c" };
        (string Ending, Action<ReactionNetwork, TextWriter> Write) code = (ending, (network, text) => CvodeWriter.Write(network, stem, step.Form, step.Settings, text));
        return step.Form == CvodeForm.Mex
            ? WriteProgram(step, stem, CvodeWriter.Objection, code, (".m", (network, text) => MatlabWriter.Write(network, stem, step.Script, text, stem + "_cvode")))
            : WriteProgram(step, stem, CvodeWriter.Objection, code);
    }

    // the network as it is now, in files that are all written or none
    private ActionStatus WriteProgram(ActionStep step, string stem, Func<ReactionNetwork, string?> objectionTo, params (string Ending, Action<ReactionNetwork, TextWriter> Write)[] files)
    {
        if (context.State.Network is null && Generate(new ActionStep.GenerateNetwork(step.Source, step.Span, NetworkBounds.None, OutputName.Default)) is var made and not ActionStatus.Completed) return made;
        ReactionNetwork? network = context.State.NetworkNow();
        string? objection = network is null ? "the network lacks a species that there is something of" : objectionTo(network);
        ActionStatus status = ActionStatus.Completed;
        foreach ((string ending, Action<ReactionNetwork, TextWriter> write) in files)
        {
            using var text = new StringWriter();
            if (objection is null) write(network!, text);
            if (status == ActionStatus.Completed) status = Put(step, stem + ending, objection is null ? text.ToString() : null, objection);
        }

        return status;
    }

    private ActionStatus Put(ActionStep step, string name, string? text, string? objection)
    {
        if (text is null)
        {
            context.Warn(step, "ACT1004", $"'{name}' is not written: {objection}");
            return ActionStatus.Completed;
        }

        context.Files.Replace(name).Append(text);
        context.Files.Count(text.Length);
        return context.Files.IsFull ? Full(step) : ActionStatus.Completed;
    }

    // what is done with the hybrid model is done under its name, and the model itself stays as it was
    private ActionStatus MakeHybrid(ActionStep.MakeHybrid step)
    {
        Checked<RuleModel> made = HybridModel.Of(context.State.ModelNow(), step.IsSafe);
        context.Diagnostics.AddRange(made.Diagnostics);
        if (made.Value is not { } hybrid) return ActionStatus.Invalid;
        (ModelState state, string name) = (context.State, context.Name);
        string stem = step.Name.Stem(name);
        StringBuilder text = context.Files.Replace(stem + ".bngl").Append(BnglWriter.Write(hybrid)).Append(step.Actions).Append('\n');
        context.Files.Count(text.Length);
        context.Log.Add($"hybrid model of {hybrid.Rules.Length} rules");
        context.State = new ModelState(hybrid, null);
        context.Name = stem;
        ActionStatus status = context.Files.IsFull ? Full(step) : ActionStatus.Completed;
        foreach (ActionStep inner in step.Body)
        {
            if (status == ActionStatus.Completed) status = Run(inner);
        }

        (context.State, context.Name) = (state, name);
        return status;
    }

    /// <summary>The limit on what is written was reached.</summary>
    public ActionStatus Full(ActionStep step) => context.Fail(
        step, "ACT1101", FormattableString.Invariant($"the files reached their limit of {context.Options.MaxCharacters / 1_000_000} megabytes; --max-megabytes raises it, --no-points leaves the single points of scans out"), ActionStatus.LimitReached);

    private sealed class Rounded(ActionContext context) : IProgress<ExpansionProgress>
    {
        public void Report(ExpansionProgress value) => context.Progress?.Report(new Simulation.RunProgress("reactions found", value.ReactionCount, Math.Max(1, value.ReactionCount)));
    }
}
