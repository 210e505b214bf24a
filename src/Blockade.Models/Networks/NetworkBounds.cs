using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>
/// What a modeller asks to be left out of a network: unlike a limit, a bound is no error. Reactions whose products are larger do not happen.
/// </summary>
/// <param name="Iterations">Rounds of rule application, <c>max_iter</c>.</param>
/// <param name="Molecules">Molecules in one species, <c>max_agg</c>.</param>
public sealed record NetworkBounds(int Iterations = int.MaxValue, int Molecules = int.MaxValue)
{
    /// <summary>No bounds.</summary>
    public static NetworkBounds None { get; } = new();

    /// <summary>Molecules of one type in one species, <c>max_stoich</c>.</summary>
    public ImmutableDictionary<string, int> MoleculesOfType { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>The bounds of the model's own first <c>generate_network</c>; none where it has no such action.</summary>
    public static NetworkBounds Of(RuleModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Actions.FirstOrDefault(a => a.Name == "generate_network") is { } action ? Of(action) : None;
    }

    /// <summary>The bounds in the words of the action, such as <c>max_iter 3, max_stoich R 5</c>; empty where there are none.</summary>
    public string Describe()
    {
        IEnumerable<string> ofType = MoleculesOfType.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => string.Create(CultureInfo.InvariantCulture, $"max_stoich {m.Key} {m.Value}"));
        return string.Join(", ", new[] { Text("max_iter", Iterations), Text("max_agg", Molecules) }.OfType<string>().Concat(ofType));

        static string? Text(string name, int value) => value == int.MaxValue ? null : string.Create(CultureInfo.InvariantCulture, $"{name} {value}");
    }

    /// <summary>The bounds of an action <c>generate_network</c>.</summary>
    public static NetworkBounds Of(ModelAction action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var ofType = ImmutableDictionary.CreateBuilder<string, int>();
        foreach (string pair in action.Options.GetValueOrDefault("max_stoich", "").Trim('{', '}', ' ').Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split("=>");
            if (parts.Length == 2 && Number(parts[1]) is { } most) ofType[parts[0].Trim(' ', '"', '\'')] = most;
        }

        return new NetworkBounds(Option("max_iter"), Option("max_agg")) { MoleculesOfType = ofType.ToImmutable() };

        int Option(string name) => action.Options.TryGetValue(name, out string? text) && Number(text) is { } value ? value : int.MaxValue;

        static int? Number(string text) =>
            double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= int.MaxValue ? (int)value : null;
    }
}
