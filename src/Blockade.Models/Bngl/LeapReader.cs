using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Actions;
using Blockade.Models.Diagnostics;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>
/// Reads <c>pla_config</c>, such as <c>fEuler|pre-neg:sb|eps=0.03</c>: a method, how the length of a leap is found and checked, and numbers for that. What
/// BioNetGen's simulator refuses is an error; what has no counterpart in tau-leaping as it is done here is named in a note.
/// </summary>
internal sealed class LeapReader(BnglFile file, ActionOptions options, ModelAction action)
{
    private static readonly ImmutableArray<string> Methods = ["feuler", "midpt", "rk4", "custom", "force-es"];

    private static readonly ImmutableArray<string> Checks =
    [
        "pre-neg:rb", "pre-neg:sb", "pre-eps:rb", "pre-eps:sb", "post-eps:rb", "post-eps:sb", "anderson:rb", "anderson:sb", "default", "fixed-neg", "fixed-eps:rb", "fixed-eps:sb",
    ];

    private static readonly ImmutableArray<string> Names = ["eps", "tau", "apx1", "gg1", "p", "pp", "q", "w", "bt"];

    private readonly List<string> _idle = [];

    /// <summary>What is asked for, or null where nothing is; <c>force-ES</c> is no leaping at all, and makes the method exact.</summary>
    public LeapRequest? Read(ref SimulationMethod how)
    {
        if (options.Text("pla_config") is not string text) return null;
        string[] parts = [.. text.Trim('|').Split('|').Select(p => string.Concat(p.Where(c => !char.IsWhiteSpace(c))).ToLowerInvariant())];
        string method = parts[0];
        if (parts.Length > 3) Wrong($"has a method, a check and numbers, and '{text}' has {parts.Length} parts");
        if (!Methods.Contains(method)) Wrong($"begins with fEuler, midpt, rk4, custom or force-ES, not '{parts[0]}'");
        if (method == "force-es")
        {
            how = SimulationMethod.Ssa;
            return null;
        }

        string check = parts.Length > 1 ? parts[1] : "default";
        if (!Checks.Contains(check)) Wrong($"has a check of the list {string.Join(", ", Checks)}, not '{check}'");
        if (check == "default") check = "pre-neg:sb";
        Dictionary<string, string> values = Values(parts.Length > 2 ? parts[2] : "");
        double? eps = Number(values, "eps", 1e-6, 0.5), tau = Number(values, "tau", double.Epsilon, double.MaxValue);
        bool isFixed = check.StartsWith("fixed-", StringComparison.Ordinal);
        if (check.Contains(':', StringComparison.Ordinal) && parts.Length > 1 && !values.ContainsKey("eps")) Wrong($"with '{check}' needs 'eps'");
        if (isFixed && !values.ContainsKey("tau")) Wrong($"with '{check}' needs 'tau'");
        if (method == "custom") _idle.Add("custom (leaps are those of fEuler)");
        if (check.EndsWith(":rb", StringComparison.Ordinal)) _idle.Add(":rb (lengths follow species, as with :sb)");
        if (check.Split('-', ':')[0] is "pre" or "post" or "anderson" && !check.StartsWith("pre-neg", StringComparison.Ordinal)) _idle.Add($"{check.Split(':')[0]} (a length is found before the leap, as with pre-neg)");
        _idle.AddRange(values.Keys.Where(n => n is not "eps" && !(n == "tau" && isFixed)));
        if (_idle.Count > 0) file.Note("BNG4008", action.OptionValues["pla_config"], $"of 'pla_config' this has no effect here: {string.Join(", ", _idle)}");
        return new LeapRequest(check == "fixed-neg" ? double.PositiveInfinity : eps, isFixed ? tau : null, method switch { "midpt" => 2, "rk4" => 4, _ => 1 });
    }

    private Dictionary<string, string> Values(string text)
    {
        var values = new Dictionary<string, string>();
        foreach (string pair in text.Split(',').Where(p => p.Length > 0))
        {
            string[] sides = pair.Split('=', 2);
            if (sides.Length < 2 || !Names.Contains(sides[0])) Wrong($"has numbers of the list {string.Join(", ", Names)}, each as name=value, not '{pair}'");
            else values[sides[0]] = sides[1];
        }

        return values;
    }

    private double? Number(Dictionary<string, string> values, string name, double least, double most)
    {
        if (!values.TryGetValue(name, out string? text)) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most) return value;
        Wrong(name == "eps" ? $"has a number from 1e-6 to 0.5 as 'eps', not '{text}'" : $"has a positive number as '{name}', not '{text}'");
        return null;
    }

    private void Wrong(string what) => file.Error("BNG4003", action.OptionValues["pla_config"], $"'pla_config' {what}");
}
