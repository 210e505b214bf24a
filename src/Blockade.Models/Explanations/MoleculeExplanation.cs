using System.Collections.Immutable;
using Blockade.Models.Expressions;
using Blockade.Models.Graphs;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Explanations;

/// <summary>A molecule type in plain words.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sites">Its components: states, and what each may be bound to.</param>
/// <param name="Seeds">Where and how much of it there is at the start.</param>
/// <param name="MadeBy">Rules that make it.</param>
/// <param name="DestroyedBy">Rules that destroy it.</param>
/// <param name="ChangedBy">Rules that change a site of it.</param>
/// <param name="Observables">Observables whose patterns name it.</param>
/// <param name="Species">In how many species of the network it is, or null without a network.</param>
public sealed record MoleculeExplanation(
    string Name, ImmutableArray<string> Sites, ImmutableArray<string> Seeds, ImmutableArray<string> MadeBy, ImmutableArray<string> DestroyedBy,
    ImmutableArray<string> ChangedBy, ImmutableArray<string> Observables, int? Species)
{
    /// <summary>Explains a molecule type of a model.</summary>
    /// <exception cref="ArgumentException">There is no such type.</exception>
    public static MoleculeExplanation Of(RuleModel model, string name, ReactionNetwork? network = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        MoleculeType type = model.MoleculeTypes.FirstOrDefault(t => t.Name == name) ?? throw new ArgumentException($"There is no molecule type '{name}'.", nameof(name));
        ImmutableArray<RuleAnatomy?> rules = RuleAnatomy.Of(model);
        var words = new Words(model, rules);
        ModelGraph map = ContactMap.Of(model);
        return new MoleculeExplanation(
            name, [.. type.Components.Select(c => Site(c))],
            [.. model.Seeds.Where(s => s.Species.Molecules.Any(m => m.Type.Name == name)).Select(s => $"{words.Of(s.Species)}: {s.Amount.Write()}{(s.IsClamped ? ", held constant" : "")}")],
            Rules(c => c is RuleChange.MoleculeMade m && m.Type.Name == name), Rules(c => c is RuleChange.MoleculeDestroyed d && d.Type.Name == name),
            Rules(c => c switch
            {
                RuleChange.BondMade b => b.A.Molecule == name || b.B.Molecule == name,
                RuleChange.BondBroken b => b.A.Molecule == name || b.B.Molecule == name,
                RuleChange.StateSet s => s.Site.Molecule == name,
                RuleChange.MoleculeMoved m => m.Type.Name == name,
                _ => false,
            }),
            [.. model.Observables.Where(o => o.Patterns.Any(p => p.Pattern.Molecules.Any(m => m.Type.Name == name))).Select(o => o.Name)],
            network?.Species.Count(s => Contains(s.Name, name)));

        ImmutableArray<string> Rules(Func<RuleChange, bool> holds) => [.. rules.Where(r => r is not null && r.Changes.Any(holds)).Select(r => r!.Rule.Name)];

        string Site(ComponentType component)
        {
            string id = new SiteName(name, component.Name).ToString();
            string[] partners = [.. map.Edges.Where(e => e.Source == id || e.Target == id).Select(e => e.Source == id ? e.Target : e.Source).Distinct().Select(p => $"{p[(p.IndexOf('.', StringComparison.Ordinal) + 1)..]} of {p[..p.IndexOf('.', StringComparison.Ordinal)]}")];
            string states = component.States.Length == 0 ? "" : $" has the states {Words.List(component.States)}";
            string bonds = partners.Length == 0 ? "" : $"{(states.Length > 0 ? " and" : "")} may be bound to {string.Join(", or ", partners)}";
            return component.Name + (states + bonds is { Length: > 0 } text ? text : " is asked about by no rule that bonds or changes it");
        }
    }

    // a molecule's name stands at the start of the text, after a dot or after a compartment
    private static bool Contains(string species, string name)
    {
        for (int at = species.IndexOf(name + "(", StringComparison.Ordinal); at >= 0; at = species.IndexOf(name + "(", at + 1, StringComparison.Ordinal))
        {
            if (at == 0 || species[at - 1] is '.' or ':') return true;
        }

        return false;
    }
}
