using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Testing;

namespace Blockade.Models.Tests.Networks;

public class CanonicalFormTests
{
    private const string Types = """
        begin molecule types
          A(x,x,y~u~p,x)
          B(a,b~0~1)
          C(c,c,c,c)
        end molecule types

        """;

    [Theory]
    [InlineData("A(x!1,x!2,y~u,x).B(a!1,b~0).B(a!2,b~1)")]
    [InlineData("A(x!1,x!2,y~u,x!3).A(x!1,x!2,y~u,x!3)")]
    [InlineData("A(x!1,x!2,y~p,x).A(x!1,x!3,y~u,x).A(x!2,x!3,y~u,x)")]
    [InlineData("C(c!1,c!2,c!3,c!4).C(c!1,c!2,c!5,c!6).C(c!3,c!5,c!7,c!8).C(c!4,c!6,c!7,c!8)")]
    [InlineData("C(c!1,c!1,c!2,c!2)")]
    [InlineData("C(c!1,c!2,c!3,c!3).C(c!1,c!2,c!4,c!4)")]
    [InlineData("C(c!1,c!2,c,c).C(c!1,c!3,c,c).C(c!3,c!4,c,c).C(c!4,c!5,c,c).C(c!5,c!6,c,c).C(c!2,c!6,c,c)")]
    [InlineData("A(x!1,x!2,y~u,x!7).A(x!1,x!3,y~u,x).A(x!2,x!4,y~u,x!8).A(x!3,x!4,y~u,x).B(a!7,b~0).B(a!8,b~0)")]
    [Evidence(EvidenceKind.Metamorphic, "drawing molecules and equal sites in another order changes no code")]
    public void All_drawings_of_a_species_share_one_code(string species)
    {
        RuleModel model = NetworkText.Expand($"{Types}begin seed species\n{species} 1\nend seed species\n").Model;
        var vocabulary = new Vocabulary(model);
        var canonical = new CanonicalForm(vocabulary);
        SpeciesGraph graph = SeedGraph.Of(model.Seeds[0].Species, vocabulary);
        int[] code = [.. canonical.Of(graph, new int[graph.MoleculeCount], 0)];

        // a small generator of our own: the order only has to be arbitrary, and the same every time
        uint state = 12345;
        for (int trial = 0; trial < 200; trial++)
        {
            SpeciesGraph shuffled = Shuffle(graph, vocabulary, () => (state = (state * 1664525) + 1013904223) >> 8);
            Assert.Equal(code, canonical.Of(shuffled, new int[graph.MoleculeCount], 0));
        }

        SpeciesGraph decoded = canonical.Decode(code);
        Assert.Equal(code, canonical.Of(decoded, new int[graph.MoleculeCount], 0));
    }

    [Theory]
    [InlineData("A(x!1,x,y~u,x).B(a!1,b~0)", "A(x!1,x,y~u,x).B(a,b~0!1)")]
    [InlineData("C(c!1,c!2,c!3,c).C(c!1,c!2,c!3,c)", "C(c!1,c!2,c!3,c!3).C(c!1,c!2,c,c)")]
    [InlineData("C(c!1,c!2,c!9,c).C(c!1,c!3,c!8,c).C(c!2,c!4,c!7,c).C(c!3,c!5,c!7,c).C(c!4,c!6,c!8,c).C(c!5,c!6,c!9,c)", "C(c!1,c!2,c!3,c).C(c!1,c!4,c!5,c).C(c!2,c!4,c!6,c).C(c!3,c!7,c!8,c).C(c!5,c!7,c!9,c).C(c!6,c!8,c!9,c)")]
    [Evidence(EvidenceKind.Analytic, "pairs that are not isomorphic although all molecules look alike: the complete bipartite graph on 3 + 3 and the prism")]
    public void Different_species_have_different_codes(string one, string other)
    {
        RuleModel model = NetworkText.Expand($"{Types}begin seed species\n{one} 1\n{other} 1\nend seed species\n").Model;
        var vocabulary = new Vocabulary(model);
        var canonical = new CanonicalForm(vocabulary);
        int[][] codes = [.. model.Seeds.Select(s => SeedGraph.Of(s.Species, vocabulary)).Select(g => canonical.Of(g, new int[g.MoleculeCount], 0).ToArray())];

        Assert.NotEqual(codes[0], codes[1]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "linear polymers of up to n equal units: n species; pairs (i, j) with i + j <= n join, each broken bond is a split")]
    public void Long_chains_of_equal_molecules_are_no_trouble()
    {
        const int n = 60;
        var read = BnglReader.Read(new SourceText("chain.bngl", """
            begin seed species
              A(h,t) 1
            end seed species
            begin reaction rules
              A(t) + A(h) <-> A(t!1).A(h!1) 1, 1
            end reaction rules
            """));
        ExpansionLimits limits = ExpansionLimits.Default with { Bounds = new NetworkBounds(Molecules: n) };

        ReactionNetwork network = ReactionNetwork.Expand(read.Value!, limits, cancellation: TestContext.Current.CancellationToken).Value!;

        int pairs = Enumerable.Range(1, n).Sum(i => Enumerable.Range(i, n).Count(j => i + j <= n));
        Assert.Equal((n, 2 * pairs), (network.Species.Length, network.Reactions.Length));
        Assert.All(network.Reactions, r => Assert.Equal((r.Reactants.Length == 2 ? r.Reactants : r.Products).Distinct().Count(), r.Factor));
    }

    private static SpeciesGraph Shuffle(SpeciesGraph graph, Vocabulary vocabulary, Func<uint> next)
    {
        int[] order = [.. Enumerable.Range(0, graph.MoleculeCount)];
        Permute(order);
        var shuffled = new SpeciesGraph();
        shuffled.Clear(graph.MoleculeCount, graph.SiteCount);
        var place = new int[graph.SiteCount];
        foreach (int m in order)
        {
            int[] classes = vocabulary.SiteClass[graph.Types[m]];
            int added = shuffled.Add(graph.Types[m], graph.Compartments[m], classes.Length);
            for (int c = 0; c < classes.Length; c++)
            {
                int[] twins = [.. Enumerable.Range(0, classes.Length).Where(i => classes[i] == c)];
                int[] targets = [.. twins];
                Permute(targets);
                for (int i = 0; i < twins.Length; i++) place[graph.SiteStart[m] + twins[i]] = shuffled.SiteStart[added] + targets[i];
            }
        }

        for (int s = 0; s < graph.SiteCount; s++)
        {
            shuffled.States[place[s]] = graph.States[s];
            shuffled.Bonds[place[s]] = graph.Bonds[s] < 0 ? -1 : place[graph.Bonds[s]];
        }

        return shuffled;

        void Permute(int[] items)
        {
            for (int i = items.Length - 1; i > 0; i--)
            {
                int j = (int)(next() % (uint)(i + 1));
                (items[i], items[j]) = (items[j], items[i]);
            }
        }
    }
}
