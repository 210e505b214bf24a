using System.Globalization;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Tests.Conformance;

namespace Blockade.Models.Tests.Networks;

/// <summary>Networks as lines of text, to be compared with lines written by hand.</summary>
internal static class NetworkText
{
    /// <summary>Checks that a model's reactions are these: <c>A() + B() -> C() * 2</c>, in any order and however species are drawn.</summary>
    public static void Check(string text, params string[] expected)
    {
        ReactionNetwork network = Expand(text);
        string[] found = [.. network.Reactions.Select(r => $"{Side(r.Reactants)} -> {Side(r.Products)} * {r.Factor.ToString("R", CultureInfo.InvariantCulture)}")];

        Assert.Equal(expected.Select(Canonical).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));

        string Side(IEnumerable<int> species) => Join(species.Select(s => network.Species[s].Name));

        string Canonical(string reaction)
        {
            string[] parts = reaction.Split(" -> ");
            string[] right = parts[1].Split(" * ");
            return $"{Join(Names(parts[0]))} -> {Join(Names(right[0]))} * {right[1]}";
        }

        string[] Names(string side) => side == "0" ? [] : CanonicalSpecies.Names(network.Model, side.Split(" + "));

        static string Join(IEnumerable<string> names) => string.Join(" + ", names.Order(StringComparer.Ordinal).DefaultIfEmpty("0"));
    }

    public static ReactionNetwork Expand(string text)
    {
        var read = BnglReader.Read(new SourceText("test.bngl", text));
        Assert.True(read.Value is not null, string.Join('\n', read.Diagnostics.Select(d => d.Render())));
        var network = ReactionNetwork.Expand(read.Value, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken);
        Assert.True(network.Value is not null, string.Join('\n', network.Diagnostics.Select(d => d.Render())));
        return network.Value;
    }
}
