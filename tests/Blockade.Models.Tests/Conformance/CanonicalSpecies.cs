using System.Text;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Tests.Conformance;

/// <summary>Species written by another program or by hand, in our canonical text.</summary>
internal static class CanonicalSpecies
{
    /// <summary>The species read as seeds of a model without rules that has the same molecule types.</summary>
    public static string[] Names(RuleModel model, IEnumerable<string> species)
    {
        var text = new StringBuilder("begin compartments\n");
        foreach (Compartment c in model.Compartments) text.Append($"{c.Name} {c.Dimensions} 1 {c.Outside}\n");
        text.Append("end compartments\nbegin molecule types\n");
        foreach (MoleculeType type in model.MoleculeTypes)
        {
            text.Append(type.Name).Append('(')
                .AppendJoin(',', type.Components.Select(c => c.Name + string.Concat(c.States.Select(s => "~" + s)))).Append(")\n");
        }

        text.Append("end molecule types\nbegin seed species\n");
        string[] written = [.. species];
        foreach (string s in written.Distinct()) text.Append(s).Append(" 0\n");
        text.Append("end seed species\n");
        var read = BnglReader.Read(new SourceText("species", text.ToString()));
        Assert.True(read.Value is not null, string.Join('\n', read.Diagnostics.Select(d => d.Render())));
        var seeds = ReactionNetwork.Expand(read.Value, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken);
        Assert.True(seeds.Value is not null, string.Join('\n', seeds.Diagnostics.Select(d => d.Render())));
        var names = written.Distinct().Zip(seeds.Value.SeedSpecies, (w, s) => (w, seeds.Value.Species[s].Name)).ToDictionary(p => p.w, p => p.Name);
        return [.. written.Select(w => names[w])];
    }
}
