using Blockade.Actions;
using Blockade.Models.Actions;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Testing;

namespace Blockade.Tests.Conformance;

/// <summary>A model of a corpus, run with its own actions; its files against those that BioNetGen wrote.</summary>
internal sealed class CaseRun
{
    private readonly CorpusArchive _corpus;
    private readonly string _folder;
    private readonly Dictionary<string, string> _files = [];
    private readonly HashSet<string> _random = [];
    private readonly RuleModel? _model;
    private readonly string[] _speciesOrder = [];

    public CaseRun(CorpusArchive corpus, string folder, string modelFile, CancellationToken cancellation)
    {
        (_corpus, _folder) = (corpus, folder);
        string? Open(string name) => corpus.Names.Contains($"{folder}/{name}") ? corpus[$"{folder}/{name}"] : corpus.Names.Contains($"{folder}/reference/{name}") ? corpus[$"{folder}/reference/{name}"] : null;
        Checked<ActionProgram> program = ActionProgramReader.Read(new SourceText(modelFile, corpus[$"{folder}/{modelFile}"]), Open);
        Diagnostics = [.. program.Diagnostics];
        if (program.Value is null) return;
        _model = program.Value.Steps.OfType<ActionStep.Load>().LastOrDefault()?.Model ?? program.Value.Model;
        string name = program.Value.Name;
        foreach (ActionStep step in program.Value.Steps)
        {
            if (step is ActionStep.Rename rename) name = rename.Name;
            IEnumerable<SimulationRequest> requests = step is ActionStep.Simulate s ? [s.Request] : step is ActionStep.Scan scan ? scan.Request.Body.OfType<ActionStep.Simulate>().Select(b => b.Request) : [];
            if (requests.All(r => r.Method == SimulationMethod.Ode)) continue;
            _random.Add(step is ActionStep.Scan c ? new OutputName(c.Request.Name.Prefix, c.Request.Name.Suffix ?? c.Request.Parameter).Stem(name) : requests.First().Name.Stem(name));
        }

        // random courses are not compared: what it would cost to follow them is spared
        var short_ = program.Value with { Steps = [.. program.Value.Steps.Select(Shortened)] };
        ActionResult result = ActionRun.Run(short_, new ActionRunOptions { Limits = ExpansionLimits.Default with { MaxReactions = 200_000 } }, null, cancellation);
        Diagnostics = [.. Diagnostics, .. result.Diagnostics];
        Status = result.Status;
        foreach (ActionFile file in result.Files) _files[file.Name] = file.Content.ToString();
        if (_files.FirstOrDefault(f => f.Key.EndsWith(".net", StringComparison.Ordinal)).Value is string net && NetReader.Read(new SourceText("net", net), Open).Value is { } read) _speciesOrder = [.. read.Species.Select(s => s.Name)];
    }

    public Diagnostic[] Diagnostics { get; }

    public ActionStatus? Status { get; }

    /// <summary>Null where the file is a random course, "" where it is the same, else what differs.</summary>
    public string? Compare(string name, double tolerance)
    {
        string stem = Path.GetFileNameWithoutExtension(name), kind = Path.GetExtension(name);
        if (kind is not (".net" or ".xml") && _random.Contains(stem)) return null;
        if (!_files.TryGetValue(Path.GetFileName(name), out string? ours)) return Status is null ? "not read" : $"not written ({Status})";
        if (kind == ".net") return CompareNetworks(ours, _corpus[name], withAmounts: !_random.Contains(stem));
        if (kind == ".xml")
        {
            bool withAmounts = !_random.Contains(stem);
            string[] said = BngXmlFile.Lines(ours, withAmounts), expected = BngXmlFile.Lines(_corpus[name], withAmounts);
            return said.SequenceEqual(expected) ? "" : $"{said.Except(expected).FirstOrDefault() ?? "nothing"} stands for {expected.Except(said).FirstOrDefault() ?? "nothing"}";
        }

        DataFile mine = DataFile.Read(ours), theirs = DataFile.Read(_corpus[name]);
        if (mine.Rows.Length != theirs.Rows.Length) return $"{mine.Rows.Length} rows, not {theirs.Rows.Length}";
        for (int r = 0; r < mine.Rows.Length; r++)
        {
            double time = theirs.Rows[r][0];
            if (Math.Abs(mine.Rows[r][0] - time) > 1e-7 * Math.Max(1, Math.Abs(time))) return FormattableString.Invariant($"row {r} is at {mine.Rows[r][0]}, not {time}");
        }

        int[] columns = kind == ".cdat" ? SpeciesColumns(mine, theirs, name) : NamedColumns(mine, theirs);
        if (columns.Length == 0 && theirs.Columns.Length > 0) return $"columns {string.Join(' ', mine.Columns.Take(5))}, not {string.Join(' ', theirs.Columns.Take(5))}";
        double error = mine.Error(theirs, columns);
        Worst = Math.Max(Worst, error);
        return error <= tolerance ? "" : FormattableString.Invariant($"error {error:E1}");
    }

    public double Worst { get; private set; }

    /// <summary>Whether the run wrote a file of this name.</summary>
    public bool Writes(string name) => _files.ContainsKey(Path.GetFileName(name));

    private static ActionStep Shortened(ActionStep step) => step is ActionStep.Simulate { Request: { Method: not SimulationMethod.Ode } r } s
        ? s with { Request = r with { MaxSteps = 1000, Steps = Math.Min(r.Steps, 2), End = r.Method == SimulationMethod.NetworkFree ? new Models.Expressions.Expression.Number(1e-9) : r.End } }
        : step;

    private static int[] NamedColumns(DataFile mine, DataFile theirs)
    {
        int[] named = [.. theirs.Columns.Select(c => Array.IndexOf(mine.Columns, c) is >= 0 and int i ? i : c.Contains("local", StringComparison.Ordinal) ? -1 : -2)];
        if (!named.Contains(-2)) return named;
        return mine.Columns.Length == theirs.Columns.Length ? [.. Enumerable.Range(0, mine.Columns.Length)] : [];   // renamed since
    }

    // species are numbered in the order of the network beside the file; without one, by what they do
    private int[] SpeciesColumns(DataFile mine, DataFile theirs, string name)
    {
        if (mine.Columns.Length != theirs.Columns.Length && theirs.Rows[0].Length != mine.Rows[0].Length) return [];
        int count = theirs.Rows[0].Length - 1;
        string? net = new[] { Path.ChangeExtension(name, ".net"), $"{Path.GetDirectoryName(name)}/{Path.GetFileName(_folder)}.net", $"{_folder}/generated/{Path.GetFileName(_folder)}.net" }
            .Select(n => n.Replace('\\', '/')).FirstOrDefault(n => _corpus.Names.Contains(n));
        if (net is not null && Order(_corpus[net]) is { } order && order.Length == count) return order;
        int[] columns = new int[count];
        var left = Enumerable.Range(1, count).ToList();
        for (int c = 1; c <= count; c++)
        {
            int best = left.MinBy(k => Enumerable.Range(0, mine.Rows.Length).Sum(r => Math.Abs(mine.Rows[r][k] - theirs.Rows[r][c])));
            left.Remove(best);
            columns[c - 1] = best - 1;
        }

        return columns;
    }

    private int[]? Order(string net)
    {
        string[] names = [.. Species(net)];
        var numbers = _speciesOrder.Select((n, i) => (n, i)).ToDictionary(n => n.n, n => n.i);
        int[] order = [.. names.Select(n => Canonical(n) is string c ? numbers.GetValueOrDefault(c, -1) : -1)];
        return order.Contains(-1) ? null : order;
    }

    private string? Canonical(string text)
    {
        if (_speciesOrder.Contains(text)) return text;
        return SpeciesReader.Read(_model!, text) is { } pattern ? new SpeciesNames(_model!).Of(pattern) : null;
    }

    private static IEnumerable<string> Species(string net) =>
        net.Split('\n').SkipWhile(l => l.Trim() is not "begin species").Skip(1).TakeWhile(l => l.Trim() is not "end species")
            .Select(l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Where(w => w.Length > 1).Select(w => w[1].Replace("$", "", StringComparison.Ordinal));

    private string CompareNetworks(string ours, string theirs, bool withAmounts)
    {
        string? Open(string name) => _corpus.Names.Contains($"{_folder}/{name}") ? _corpus[$"{_folder}/{name}"] : null;
        if (NetReader.Read(new SourceText("ours", ours), Open).Value is not { } mine) return "ours is not read";
        if (NetReader.Read(new SourceText("theirs", theirs), Open).Value is not { } reference) return "theirs is not read";
        if (mine.Species.Length != reference.Species.Length || mine.Reactions.Length != reference.Reactions.Length)
        {
            return $"{mine.Species.Length} species and {mine.Reactions.Length} reactions, not {reference.Species.Length} and {reference.Reactions.Length}";
        }

        string[] theirNames = [.. Species(theirs)], myNames = [.. Species(ours)];
        var numbers = myNames.Select((n, i) => (n, i)).ToDictionary(n => n.n, n => n.i);
        int[] order = [.. theirNames.Select(n => Array.IndexOf(myNames, n) >= 0 ? Array.IndexOf(myNames, n) : Canonical(n) is string c ? numbers.GetValueOrDefault(c, -1) : -1)];
        if (Array.IndexOf(order, -1) is >= 0 and int missing) return $"species {theirNames[missing]} is missing";

        // no two species alike, so that a reaction cannot hide behind another
        double[] state = [.. order.Select((_, i) => 1 + (2 * ((i * 0.6180339887498949) % 1)))];
        var moved = new double[state.Length];
        for (int i = 0; i < state.Length; i++) moved[order[i]] = state[i];
        List<(string, double)> left = Fluxes(mine, moved, i => i), right = Fluxes(reference, state, i => order[i]);
        for (int i = 0; i < left.Count; i++)
        {
            // constants of a .net have 15 digits, factors and conversions of units eight
            const double tolerance = 5e-8;
            if (left[i].Item1 != right[i].Item1 || !(Math.Abs(left[i].Item2 - right[i].Item2) <= tolerance * Math.Max(1e-300, Math.Abs(right[i].Item2)))) return $"reaction {left[i]} is {right[i]}";
        }

        double[] myAmounts = Amounts(mine), theirAmounts = Amounts(reference);
        for (int i = 0; i < order.Length && withAmounts; i++)
        {
            if (Math.Abs(myAmounts[order[i]] - theirAmounts[i]) > 1e-5 * Math.Max(1e-5, Math.Abs(theirAmounts[i]))) return FormattableString.Invariant($"amount {myAmounts[order[i]]} of {theirNames[i]} is {theirAmounts[i]}");
        }

        return "";
    }

    private static double[] Amounts(ReactionNetwork network)
    {
        CompiledModel model = CompiledModel.Compile(network);
        var y = new double[network.Species.Length];
        model.InitialState(model.Parameters(), y);
        return y;
    }

    private static List<(string, double)> Fluxes(ReactionNetwork network, double[] state, Func<int, int> number)
    {
        CompiledModel model = CompiledModel.Compile(network);
        var fluxes = new double[network.Reactions.Length];
        model.Ode(model.Parameters()).Fluxes(1.7, state, fluxes);
        string Side(IEnumerable<int> species) => string.Join(',', species.Select(number).Order());
        List<(string, double)> list = [.. network.Reactions.Select((r, i) => ($"{Side(r.Reactants)}>{Side(r.Products)}", fluxes[i]))];
        list.Sort();
        return list;
    }
}
