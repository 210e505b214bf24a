using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Reporting;

namespace Blockade.Cli.Reports;

/// <summary>A network as two tables. Species are S1, S2 ... and reactions R1, R2 ... as in SBML.</summary>
internal static class NetworkTables
{
    public static Table Species(ReactionNetwork network)
    {
        CompiledModel model = CompiledModel.Compile(network);
        var initial = new double[network.Species.Length];
        model.InitialState(model.Parameters(), initial);
        var unit = new string[initial.Length];
        Array.Fill(unit, "");
        for (int i = 0; i < network.SeedSpecies.Length; i++)
        {
            if (network.Model.Seeds[i].Amount is Expression.Symbol s && network.Model.Parameters.FirstOrDefault(p => p.Name == s.Name)?.UnitText is { } text) unit[network.SeedSpecies[i]] = text;
        }

        return new Table("species", $"Species of {network.Model.Source.Name}",
        [
            new Column.Text("id", "number of the species", [.. Enumerable.Range(0, initial.Length).Select(SpeciesId)]),
            new Column.Text("name", "the species in BNGL", [.. network.Species.Select(s => s.Name)]),
            new Column.Integer("molecules", "1", "molecules in it", [.. network.Species.Select(s => (long)s.MoleculeCount)]),
            new Column.Boolean("clamped", "held constant", [.. network.Species.Select(s => s.IsClamped)]),
            new Column.Number("initial", "model unit", "amount at the start", ImmutableArray.Create(initial)),
            new Column.Text("unit", "unit of the amount, where the file says it", ImmutableArray.Create(unit)),
        ]);
    }

    public static Table Reactions(ReactionNetwork network) => new("reactions", $"Reactions of {network.Model.Source.Name}",
    [
        new Column.Text("id", "number of the reaction", [.. Enumerable.Range(0, network.Reactions.Length).Select(r => string.Create(CultureInfo.InvariantCulture, $"R{r + 1}"))]),
        new Column.Text("rule", "the rule that makes it", [.. network.Reactions.Select(r => network.Model.Rules[r.RuleIndex].Name)]),
        new Column.Text("reactants", "species, in the order of the rule", [.. network.Reactions.Select(r => Side(r.RuleOrder))]),
        new Column.Text("products", "species", [.. network.Reactions.Select(r => Side(r.Products))]),
        new Column.Text("rate", "rate law in BNGL; mass action is multiplied by the reactants and the factor", [.. network.Reactions.Select(r => Rate(network.Rates[r.RateIndex]))]),
        new Column.Number("factor", "1", "how often the rate applies: embeddings over symmetries", [.. network.Reactions.Select(r => r.Factor)]),
    ]);

    private static string Rate(RateLaw law) => law is RateLaw.Total ? $"{RateLawText.Write(law)} TotalRate" : RateLawText.Write(law);

    private static string Side(ImmutableArray<int> species) => string.Join(" + ", species.Select(SpeciesId));

    private static string SpeciesId(int s) => string.Create(CultureInfo.InvariantCulture, $"S{s + 1}");
}
