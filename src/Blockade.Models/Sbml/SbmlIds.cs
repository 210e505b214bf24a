using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Sbml;

/// <summary>
/// The identifiers of a document. Parameters, observables and functions keep their names; species are S1, S2 ... and reactions R1, R2 ... in the
/// network's order, with underscores after the letter where the model has such a name itself.
/// </summary>
internal sealed partial class SbmlIds
{
    /// <summary>Before a species' number, in a formula's name for it. No name in a model begins so.</summary>
    public const string SpeciesMark = "#S";

    /// <summary>Before a rate's number, in a formula's name for the matches that share it.</summary>
    public const string MatchesMark = "#M";

    private readonly ImmutableHashSet<string> _names;
    private readonly Dictionary<string, string> _compartments = [];
    private readonly string _species;
    private readonly string _reaction;
    private readonly string _matches;

    public SbmlIds(ReactionNetwork network)
    {
        RuleModel model = network.Model;
        _names = [.. model.Parameters.Select(p => p.Name), .. model.Observables.Select(o => o.Name), .. model.Functions.Select(f => f.Name)];
        var taken = _names.ToHashSet();
        foreach (Compartment c in model.Compartments)
        {
            string id = c.Name;
            while (!taken.Add(id)) id += "_";
            _compartments.Add(c.Name, id);
        }

        Model = Single(Legal(Path.GetFileNameWithoutExtension(model.Source.Name)));
        Place = Single("cell");
        Medium = Single("medium");
        _species = Series("S");
        _reaction = Series("R");
        _matches = Series("matches");

        string Single(string id)
        {
            while (!taken.Add(id)) id += "_";
            return id;
        }

        string Series(string letter)
        {
            while (taken.Any(t => t.StartsWith(letter, StringComparison.Ordinal) && t.Length > letter.Length && t.AsSpan(letter.Length).ContainsAnyExceptInRange('0', '9') is false)) letter += "_";
            return letter;
        }
    }

    /// <summary>Of the whole model, after its file.</summary>
    public string Model { get; }

    /// <summary>Where amounts are that have no compartment.</summary>
    public string Place { get; }

    /// <summary>Where concentrations are.</summary>
    public string Medium { get; }

    public string OfSpecies(int species) => _species + Number(species + 1);

    public string OfReaction(int reaction) => _reaction + Number(reaction + 1);

    /// <summary>The number of matches of a rule with a total rate, by the rate's number.</summary>
    public string OfMatches(int rate) => _matches + Number(rate + 1);

    public string OfCompartment(string name) => _compartments[name];

    /// <summary>The compartment of a species by its text, <c>@C::A()</c>.</summary>
    public string PlaceOf(string species)
    {
        int end = species.StartsWith('@') ? species.IndexOf("::", StringComparison.Ordinal) : -1;
        return end > 0 ? _compartments[species[1..end]] : Place;
    }

    /// <summary>The identifier behind a formula's name, or null for time.</summary>
    public string? OfName(string name) =>
        name.StartsWith(SpeciesMark, StringComparison.Ordinal) ? OfSpecies(int.Parse(name.AsSpan(SpeciesMark.Length), CultureInfo.InvariantCulture))
        : name.StartsWith(MatchesMark, StringComparison.Ordinal) ? OfMatches(int.Parse(name.AsSpan(MatchesMark.Length), CultureInfo.InvariantCulture))
        : name == "time" && !_names.Contains(name) ? null : name;

    // what is no letter or digit becomes an underscore
    private static string Legal(string text)
    {
        string legal = Illegal().Replace(text, "_");
        return legal.Length == 0 || char.IsAsciiDigit(legal[0]) ? "_" + legal : legal;
    }

    private static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("[^A-Za-z0-9_]")]
    private static partial Regex Illegal();
}
