using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Sbml;

namespace Blockade.Models.Sedml;

/// <summary>Reads the tasks of a SED-ML file.</summary>
internal sealed class SedmlTaskReader(SedmlText text, HashSet<string> models, HashSet<string> simulations, HashSet<string> sources)
{
    private const int MostNumbers = 10_000_000;   // of one range
    private const int DeepestNesting = 16;

    public ImmutableArray<SedmlTask> Read()
    {
        var tasks = new Dictionary<string, (SedmlTask Task, SbmlNode Node)>();
        foreach (SbmlNode node in text.Root.Child("listOfTasks")?.Children ?? [])
        {
            if (node.Name is "notes" or "annotation") continue;
            SedmlTask? task = null;
            if (node.Name == "task") task = Single(node);
            else if (node.Name == "repeatedTask") task = Repeated(node);
            else text.Error("SED3001", node, $"the task '{node.Name}' is not carried out");
            if (task is not null && !tasks.TryAdd(task.Id, (task, node))) text.Error("SED2002", node, $"there are two tasks '{task.Id}'");
        }

        var heights = new Dictionary<string, int>();
        foreach ((SedmlTask task, SbmlNode node) in tasks.Values)
        {
            if (task is not SedmlTask.Repeated repeated) continue;
            foreach (string sub in repeated.Tasks.Where(t => !tasks.ContainsKey(t))) text.Error("SED2001", node, $"'{task.Id}' repeats '{sub}', and there is no such task", text.Nearest(sub, tasks.Keys));
            if (Height(task, tasks, heights, 0) > DeepestNesting) text.Error("SED2003", node, $"'{task.Id}' repeats itself, or tasks nest deeper than {DeepestNesting.ToString(CultureInfo.InvariantCulture)}");
        }

        return [.. tasks.Values.Select(t => t.Task)];
    }

    // how deep tasks nest in a task; a circle is endlessly deep, and found as soon as it is too deep
    private static int Height(SedmlTask task, Dictionary<string, (SedmlTask Task, SbmlNode Node)> tasks, Dictionary<string, int> known, int level)
    {
        if (known.TryGetValue(task.Id, out int height) || task is not SedmlTask.Repeated repeated) return height;
        if (level > DeepestNesting) return level;
        foreach (string sub in repeated.Tasks.Distinct())
        {
            if (tasks.TryGetValue(sub, out (SedmlTask Task, SbmlNode) inner)) height = Math.Max(height, 1 + Height(inner.Task, tasks, known, level + 1));
            if (height > DeepestNesting) return height;
        }

        return known[task.Id] = height;
    }

    private SedmlTask.Single? Single(SbmlNode node)
    {
        text.Only(node);
        if (text.Required(node, "id") is not { } id || text.Required(node, "modelReference") is not { } model || text.Required(node, "simulationReference") is not { } simulation) return null;
        Known(node, "model", model, models);
        Known(node, "simulation", simulation, simulations);
        return new SedmlTask.Single(id, node.Span, model, simulation);
    }

    private void Known(SbmlNode node, string kind, string name, ICollection<string> all)
    {
        if (!all.Contains(name)) text.Error("SED2001", node, $"there is no {kind} '{name}'", text.Nearest(name, all));
    }

    private SedmlTask.Repeated? Repeated(SbmlNode node)
    {
        text.Only(node, "listOfRanges", "listOfChanges", "listOfSubTasks");
        if (text.Required(node, "id") is not { } id) return null;
        ImmutableArray<SedmlRange> ranges = Ranges(node);
        string? master = node["range"] is { Length: > 0 } said ? said : ranges.FirstOrDefault()?.Id;
        if (master is null) text.Error("SED1003", node, $"'{id}' has no range");
        else Known(node, "range", master, [.. ranges.Select(r => r.Id)]);
        var settings = ImmutableArray.CreateBuilder<SedmlSetValue>();
        foreach (SbmlNode change in node.Child("listOfChanges")?.Children ?? [])
        {
            if (change.Name is "notes" or "annotation") continue;
            if (change.Name != "setValue") text.Error("SED3001", change, $"'{change.Name}' in a repeated task is not carried out");
            else if (Setting(change, ranges) is { } setting) settings.Add(setting);
        }

        var subs = new List<(double Order, string Task)>();
        foreach (SbmlNode sub in node.Items("listOfSubTasks", "subTask"))
        {
            text.Only(sub);
            if (text.Required(sub, "task") is not { } task) continue;
            double order = sub["order"] is null ? 0 : text.Number(sub, "order") ?? 0;
            subs.Add((order, task));
        }

        if (subs.Count == 0) text.Error("SED1003", node, $"'{id}' has no subtask");
        return master is null ? null : new SedmlTask.Repeated(id, node.Span, ranges, master, text.Flag(node, "resetModel"), text.Flag(node, "concatenate"), settings.ToImmutable(), [.. subs.OrderBy(s => s.Order).Select(s => s.Task)]);
    }

    private SedmlSetValue? Setting(SbmlNode node, ImmutableArray<SedmlRange> ranges)
    {
        if (text.Required(node, "modelReference") is not { } model || text.Target(node) is not { } target) return null;
        Known(node, "model", model, models);
        string? range = node["range"] is { Length: > 0 } said ? said : null;
        if (range is not null) Known(node, "range", range, [.. ranges.Select(r => r.Id)]);
        if (node["symbol"] is { Length: > 0 } symbol) text.Error("SED3001", node, $"a symbol ('{symbol}') cannot be given a value");
        return text.Formula(node, ranges.Select(r => r.Id), mayAggregate: false) is { } formula && HasModels(node, formula) ? new SedmlSetValue(model, target, range, formula) : null;
    }

    // outside of a result, a value is that of a model as it is
    private bool HasModels(SbmlNode node, SedmlFormula formula)
    {
        foreach (SedmlVariable v in formula.Variables)
        {
            if (v.Data is not null) text.Error("SED3001", node, $"the variable '{v.Id}' takes external data, which have no place in a formula between simulations", "a dataRange goes through them");
            else if (v.Target is null) text.Error("SED3001", node, $"the variable '{v.Id}' is time, which has no value between tasks");
            else if (v.Model is not { } model) text.Error("SED1003", node, $"the variable '{v.Id}' does not say of which model it is (modelReference)");
            else Known(node, "model", model, models);
        }

        return true;
    }

    private ImmutableArray<SedmlRange> Ranges(SbmlNode task)
    {
        var ranges = new Dictionary<string, SedmlRange>();
        foreach (SbmlNode node in task.Child("listOfRanges")?.Children ?? [])
        {
            if (node.Name is "notes" or "annotation") continue;
            if (text.Required(node, "id") is not { } id) continue;
            SedmlRange? range = node.Name switch
            {
                "uniformRange" => Uniform(node, id),
                "vectorRange" => Vector(node, id),
                "functionalRange" => Functional(node, id),
                "dataRange" => Data(node, id),
                _ => null,
            };
            if (node.Name is not ("uniformRange" or "vectorRange" or "functionalRange" or "dataRange")) text.Error("SED3001", node, $"the range '{node.Name}' is not carried out", "uniformRange, vectorRange, functionalRange and dataRange are");
            if (range is not null && !ranges.TryAdd(id, range)) text.Error("SED2002", node, $"there are two ranges '{id}'");
        }

        // a functional range after those it rests on
        var ordered = ImmutableArray.CreateBuilder<SedmlRange>();
        var left = ranges.Values.ToList();
        while (left.Count > 0)
        {
            int count = left.Count;
            foreach (SedmlRange range in left.ToArray())
            {
                if (range is SedmlRange.Functional f && Names(f).Any(n => left.Any(l => l.Id == n))) continue;
                ordered.Add(range);
                left.Remove(range);
            }

            if (left.Count < count) continue;
            text.Error("SED2003", task, $"ranges rest on each other in a circle: {string.Join(", ", left.Select(r => r.Id))}");
            break;
        }

        foreach (SedmlRange.Functional f in ranges.Values.OfType<SedmlRange.Functional>()) Known(task, "range", f.Over, ranges.Keys);
        return ordered.ToImmutable();
    }

    private static IEnumerable<string> Names(SedmlRange.Functional f) => f.Formula.Value.Symbols().Select(s => s.Name).Append(f.Over);

    private SedmlRange.Values? Uniform(SbmlNode node, string id)
    {
        text.Only(node);
        double? start = text.Number(node, "start"), end = text.Number(node, "end");
        int? steps = text.Count(node, node["numberOfSteps"] is null ? "numberOfPoints" : "numberOfSteps");
        string kind = node["type"] ?? "linear";
        if (start is not { } a || end is not { } b || steps is not { } n) return null;
        if (n > MostNumbers) text.Error("SED1004", node, FormattableString.Invariant($"the range '{id}' has {n} steps; {MostNumbers} is the limit"));
        else if (kind is not ("linear" or "log")) text.Error("SED1004", node, $"the type of '{id}' is '{kind}', neither 'linear' nor 'log'");
        else if (kind == "log" && !(a > 0 && b > 0)) text.Error("SED1004", node, $"the range '{id}' is logarithmic and not above 0");
        else return new SedmlRange.Values(id, [.. Enumerable.Range(0, n + 1).Select(k => At(n == 0 ? 0 : (double)k / n, a, b, kind == "log"))]);
        return null;
    }

    private static double At(double part, double a, double b, bool isLog) => part == 0 ? a : part == 1 ? b : isLog ? a * Math.Pow(b / a, part) : a + (part * (b - a));

    private SedmlRange.Values Vector(SbmlNode node, string id)
    {
        var numbers = ImmutableArray.CreateBuilder<double>();
        foreach (SbmlNode value in node.Children.Where(c => c.Name == "value"))
        {
            if (SedmlText.Parse(value.Text) is { } number && double.IsFinite(number)) numbers.Add(number);
            else text.Error("SED1004", value, $"'{value.Text.Trim()}' is no number");
        }

        if (numbers.Count == 0) text.Error("SED1003", node, $"the range '{id}' has no value");
        return new SedmlRange.Values(id, numbers.ToImmutable());
    }

    private SedmlRange.Data? Data(SbmlNode node, string id)
    {
        text.Only(node);
        if (text.Required(node, "sourceReference") is not { } said) return null;
        string source = said.TrimStart('#');
        Known(node, "data source", source, sources);
        return sources.Contains(source) ? new SedmlRange.Data(id, source, node.Span) : null;
    }

    private SedmlRange.Functional? Functional(SbmlNode node, string id)
    {
        if (text.Required(node, "range") is not { } over) return null;

        // the ranges beside it can be named too
        IEnumerable<string> others = text.Siblings(node).Select(s => s["id"] ?? "").Where(n => n.Length > 0 && n != id);
        return text.Formula(node, others, mayAggregate: false) is { } formula && HasModels(node, formula) ? new SedmlRange.Functional(id, over, formula) : null;
    }
}
