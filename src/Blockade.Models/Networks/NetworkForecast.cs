using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>
/// What can be said of a network before it is expanded, from what single molecules can look like: whether it is finite, how large it is
/// at most, which rules cannot fire, and what a model declares and never uses.
/// </summary>
/// <param name="IsFinite">
/// True: no complex can grow without end. False: bonds could chain or ring as <paramref name="Chain"/> says, unless rules that look at
/// several molecules at once prevent it. Null: there are too many kinds of molecules to tell; sites looked at one by one could chain.
/// </param>
/// <param name="MostSpecies">
/// Where the network is finite, how many species it has at most; exact where rules look at single molecules only. Else infinite.
/// </param>
/// <param name="Chain">The bonds of an endless chain, such as <c>Ab.f-R.a, R.b-Ab.f</c>, or null.</param>
/// <param name="Warnings">Rules that never fire, molecules never made, sites never used.</param>
public sealed record NetworkForecast(bool? IsFinite, double MostSpecies, string? Chain, ImmutableArray<Diagnostic> Warnings)
{
    /// <summary>
    /// Looks at a model. Null where its rules cannot be used, and expanding it says why; and where equal components hold several bonds, which
    /// single molecules seen from outside do not tell apart.
    /// </summary>
    public static NetworkForecast? Of(RuleModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var vocabulary = new Vocabulary(model);
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        CompiledRule?[] rules = [.. model.Rules.Select(r => CompiledRule.Compile(r, vocabulary, model.Source, diagnostics))];
        if (vocabulary.HasEqualHubs || Array.Exists(rules, r => r is null)) return null;
        var views = new LocalViews(vocabulary, rules!);
        foreach (SeedSpecies seed in model.Seeds) views.Add(SeedGraph.Of(seed.Species, vocabulary));
        views.Close();
        ImmutableArray<Diagnostic> warnings = FindWarnings(model, vocabulary, views);
        if (views.IsIncomplete)
        {
            var sites = new SiteGraph(vocabulary, views);
            return sites.Chain() is { } possible ? new NetworkForecast(null, double.PositiveInfinity, possible, warnings) : new NetworkForecast(true, sites.CountTrees(), null, warnings);
        }

        var bonds = new BondGraph(vocabulary, views);
        string? chain = bonds.Chain();
        return new NetworkForecast(chain is null, chain is null ? bonds.CountTrees() : double.PositiveInfinity, chain, warnings);
    }

    private static ImmutableArray<Diagnostic> FindWarnings(RuleModel model, Vocabulary vocabulary, LocalViews views)
    {
        var warnings = ImmutableArray.CreateBuilder<Diagnostic>();
        for (int r = 0; r < model.Rules.Length && !views.IsIncomplete; r++)
        {
            if (!views.CanFire(r)) Warn("NET2001", model.Rules[r].Span, $"rule '{model.Rules[r].Name}' never fires: nothing that can form matches its reactants");
        }

        var named = new HashSet<(string, string)>();
        IEnumerable<Pattern> patterns = model.Rules.SelectMany(r => r.Reactants.Concat(r.Products))
            .Concat(model.Observables.SelectMany(o => o.Patterns.Select(p => p.Pattern))).Concat(model.EnergyPatterns.Select(e => e.Pattern));
        foreach (PatternMolecule molecule in patterns.SelectMany(p => p.Molecules))
        {
            foreach (PatternComponent component in molecule.Components) named.Add((molecule.Type.Name, component.Name));
        }

        for (int t = 0; t < vocabulary.Types.Length; t++)
        {
            MoleculeType type = vocabulary.Types[t];
            if (type.IsPopulation) continue;   // only a hybrid model makes them
            if (views.Of(t).Count == 0 && !views.IsIncomplete)
            {
                Warn("NET2003", type.Span, $"no seed species and no rule makes a '{type.Name}'");
                continue;
            }

            foreach (string component in type.Components.Select(c => c.Name).Distinct())
            {
                if (!named.Contains((type.Name, component))) Warn("NET2004", type.Span, $"site '{component}' of '{type.Name}' is used by no rule and no observable");
            }
        }

        return warnings.ToImmutable();

        void Warn(string code, SourceSpan span, string message) => warnings.Add(new Diagnostic(code, Severity.Warning, model.Source, span, message));
    }
}
