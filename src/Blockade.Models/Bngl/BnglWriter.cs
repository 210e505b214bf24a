using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>
/// Writes a checked rule model as BNGL that reads back as an equal model: everything but places in the text. Units stay in comments,
/// <c># [1/s]</c>; tables that were read from files stand in the text; a pair of rules that came from one reversible rule is one again.
/// </summary>
public static class BnglWriter
{
    /// <summary>The text, lines ended by LF. Cost: linear in the model.</summary>
    public static string Write(RuleModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ImmutableHashSet<string> functions = [.. model.Functions.Select(f => f.Name)];
        var text = new StringBuilder();

        // an option holds for the whole file, and other programs want it before the model
        foreach (ModelAction option in model.Actions.Where(IsOption)) text.Append(ActionText(option)).Append('\n');
        text.Append("begin model\n");
        Block("parameters", model.Parameters, p => $"{p.Name} {p.Value.Write()}{(p.UnitText is { } unit ? $" # [{unit}]" : "")}");
        Block("compartments", model.Compartments, c => $"{c.Name} {c.Dimensions} {c.Size.Write()}{(c.Outside is { } outside ? $" {outside}" : "")}");
        Block("molecule types", [.. model.TypesOutsideMaps], TypeText);
        Block("seed species", model.Seeds, s => $"{PatternText.Write(s.Species, s.IsClamped)} {s.Amount.Write()}");
        Block("observables", model.Observables, o => $"{o.Kind} {o.Name} {string.Join(", ", o.Patterns.Select(PatternText.Write))}");
        Block("energy patterns", model.EnergyPatterns, e => $"{PatternText.Write(e.Pattern)} {e.Energy.Write()}");
        Block("functions", model.Functions, f => $"{f.Name}({string.Join(",", f.Arguments)}) = {Formula(f.Value)}");
        Block("population maps", model.PopulationMaps, m => $"{PatternText.Write(m.Species)} -> {PatternText.Write(m.Population)} {m.Rate.Write()}");
        Block("reaction rules", Paired(model.Rules), pair => RuleText.Write(pair.Forward, pair.Backward, functions));
        Block("protocol", model.Protocol, ActionText);
        text.Append("end model\n");
        foreach (ModelAction action in model.Actions.Where(a => !IsOption(a))) text.Append(ActionText(action)).Append('\n');
        return text.ToString();

        void Block<T>(string name, IReadOnlyCollection<T> lines, Func<T, string> line)
        {
            if (lines.Count == 0) return;
            text.Append("begin ").Append(name).Append('\n');
            foreach (T l in lines) text.Append("  ").Append(line(l)).Append('\n');
            text.Append("end ").Append(name).Append('\n');
        }

        string Formula(Expression expression) => RuleText.Formula(expression, functions);
    }

    private static bool IsOption(ModelAction action) => action.Name == "setOption";

    private static string TypeText(MoleculeType type)
    {
        IEnumerable<string> components = type.Components.Select(c => c.Name + string.Concat(c.States.Select(s => $"~{s}")));
        return $"{type.Name}({string.Join(",", components)}){(type.IsPopulation ? " population" : "")}";
    }

    // The reader splits a reversible rule in two and marks the second; only it makes such rules.
    private static List<(Rule Forward, Rule? Backward)> Paired(ImmutableArray<Rule> rules)
    {
        var pairs = new List<(Rule, Rule?)>();
        for (int i = 0; i < rules.Length; i++)
        {
            Rule? backward = i + 1 < rules.Length && rules[i + 1].IsReverse ? rules[i + 1] : null;
            pairs.Add((rules[i], backward));
            if (backward is not null) i++;
        }

        return pairs;
    }

    private static string ActionText(ModelAction action)
    {
        string[] options = [.. action.Options.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Key}=>{Value(o.Value)}")];
        IEnumerable<string> all = action.Arguments.Select(Value);
        return $"{action.Name}({string.Join(",", options.Length == 0 ? all : all.Append($"{{{string.Join(",", options)}}}"))})";

        // numbers, lists and tables of options stand as they are
        static string Value(string text) =>
            text.Length > 0 && (text[0] is '[' or '{' || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) ? text : $"\"{text}\"";
    }
}
