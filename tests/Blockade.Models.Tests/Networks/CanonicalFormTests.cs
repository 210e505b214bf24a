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

    [Theory]
    [InlineData(1)]      // a chain
    [InlineData(8)]      // long branches
    [InlineData(1000)]   // a bush
    [Evidence(EvidenceKind.Metamorphic, "drawing molecules and equal sites in another order changes no code; moving a leaf does")]
    public void A_large_species_without_rings_has_one_code_however_it_is_drawn(int reach)
    {
        string tree = Tree(300, reach, lastParent: 150), other = Tree(300, reach, lastParent: 149);
        RuleModel model = BnglReader.Read(new SourceText("trees.bngl", $"{Types}begin seed species\n{tree} 1\n{other} 1\nend seed species\n")).Value!;
        var vocabulary = new Vocabulary(model);
        var canonical = new CanonicalForm(vocabulary);
        SpeciesGraph[] graphs = [.. model.Seeds.Select(s => SeedGraph.Of(s.Species, vocabulary))];
        int[] code = [.. canonical.Of(graphs[0], new int[300], 0)];

        uint state = 12345;
        for (int trial = 0; trial < 20; trial++)
        {
            Assert.Equal(code, canonical.Of(Shuffle(graphs[0], vocabulary, () => (state = (state * 1664525) + 1013904223) >> 8), new int[300], 0));
        }

        Assert.Equal(code, canonical.Of(canonical.Decode(code), new int[300], 0));
        Assert.NotEqual(code, canonical.Of(graphs[1], new int[300], 0).ToArray());
    }

    [Fact(Timeout = 60_000)]   // three seconds; a colour round for each bond from the ends to the middle would take a quarter of an hour
    [Evidence(EvidenceKind.Analytic, "a chain has two ends and n members, and its halves look alike")]
    public async Task A_chain_of_100_000_molecules_is_read_and_put_in_order()
    {
        const int n = 100_000;
        string chain = string.Join('.', Enumerable.Range(1, n).Select(i => i == 1 ? "C(c,c!1)" : i == n ? $"C(c!{n - 1},c)" : $"C(c!{i - 1},c!{i})"));
        string text = $"""
            begin molecule types
              C(c,c)
            end molecule types
            begin seed species
              {chain} 1
            end seed species
            begin observables
              Molecules Ends C(c)
              Molecules All C()
            end observables
            """;

        ReactionNetwork network = (await Task.Run(() => ReactionNetwork.Expand(BnglReader.Read(new SourceText("chain.bngl", text)).Value!, ExpansionLimits.Default with { MaxMolecules = 2 * n }), TestContext.Current.CancellationToken)).Value!;

        Assert.Single(network.Species);
        Assert.Equal([2, n], network.Observables.Select(o => o.Terms.Single().Weight));
    }

    [Theory]
    [InlineData("ring", "B")]
    [InlineData("ring of twins", "C")]
    [InlineData("ladder", "A")]
    [InlineData("Moebius ladder", "A")]
    [InlineData("ring with marks", "B")]
    [InlineData("chain with a ring", "D")]
    [InlineData("net", "E")]
    [Evidence(EvidenceKind.Metamorphic, "drawing molecules and equal sites in another order changes no code; another bond or state does")]
    public void A_large_species_with_rings_has_one_code_however_it_is_drawn(string kind, string type)
    {
        Assert.StartsWith(type, Ringed(kind, 12, isOther: false), StringComparison.Ordinal);
        foreach (int n in new[] { 12, 33, 64, 120 })
        {
            string one = Ringed(kind, n, isOther: false), other = Ringed(kind, n, isOther: true);
            RuleModel model = BnglReader.Read(new SourceText("rings.bngl", $"{RingTypes}begin seed species\n{one} 1\n{other} 1\nend seed species\n")).Value!;
            var vocabulary = new Vocabulary(model);
            var canonical = new CanonicalForm(vocabulary);
            SpeciesGraph[] graphs = [.. model.Seeds.Select(s => SeedGraph.Of(s.Species, vocabulary))];
            int molecules = graphs[0].MoleculeCount;
            int[] code = [.. canonical.Of(graphs[0], new int[molecules], 0)];

            uint state = 12345;
            for (int trial = 0; trial < 20; trial++)
            {
                Assert.Equal(code, canonical.Of(Shuffle(graphs[0], vocabulary, () => (state = (state * 1664525) + 1013904223) >> 8), new int[molecules], 0));
            }

            Assert.Equal(code, canonical.Of(canonical.Decode(code), new int[molecules], 0));
            Assert.Equal(molecules, graphs[1].MoleculeCount);
            Assert.NotEqual(code, canonical.Of(graphs[1], new int[molecules], 0).ToArray());
        }
    }

    [Fact(Timeout = 60_000)]   // seconds; walks from every molecule would take 10^10 steps
    [Evidence(EvidenceKind.Analytic, "every molecule of a ring and of a ladder without ends is like every other: the code of a turned drawing is the same")]
    public async Task Rings_of_100_000_molecules_are_put_in_order()
    {
        const int n = 100_000;
        foreach (string kind in new[] { "ring", "ring of twins", "ladder" })
        {
            RuleModel model = BnglReader.Read(new SourceText("rings.bngl", $"{RingTypes}begin seed species\n{Ringed(kind, n, isOther: false)} 1\nend seed species\n")).Value!;
            var vocabulary = new Vocabulary(model);
            SpeciesGraph graph = SeedGraph.Of(model.Seeds[0].Species, vocabulary);
            (int[] code, int[] again) = await Task.Run(
                () =>
                {
                    uint state = 1;
                    int[] first = [.. new CanonicalForm(vocabulary).Of(graph, new int[graph.MoleculeCount], 0)];
                    SpeciesGraph turned = Shuffle(graph, vocabulary, () => (state = (state * 1664525) + 1013904223) >> 8);
                    return (first, new CanonicalForm(vocabulary).Of(turned, new int[graph.MoleculeCount], 0).ToArray());
                },
                TestContext.Current.CancellationToken);

            Assert.Equal(code, again);
        }
    }

    private const string RingTypes = """
        begin molecule types
          A(l,r,u)
          B(l,r,s~0~1)
          C(x,x,s~0~1)
          D(l,r,u,s~0~1)
          E(n,e,s,w,q~0~1)
        end molecule types

        """;

    // A species of n molecules or so; the other one differs in a bond or in a state.
    private static string Ringed(string kind, int n, bool isOther)
    {
        IEnumerable<int> all = Enumerable.Range(0, n);
        switch (kind)
        {
            case "ring":
                return string.Join('.', all.Select(i => $"B(l!{i + 1},r!{((i + 1) % n) + 1},s~{(isOther && i == n / 2 ? 1 : 0)})"));
            case "ring of twins":
                return string.Join('.', all.Select(i => $"C(x!{i + 1},x!{((i + 1) % n) + 1},s~{(isOther && i == n / 2 ? 1 : 0)})"));
            case "ring with marks":   // two marks, near each other or opposite
                int second = isOther ? n / 2 : n / 3;
                return string.Join('.', all.Select(i => $"B(l!{i + 1},r!{((i + 1) % n) + 1},s~{(i == 0 || i == second ? 1 : 0)})"));
            case "ladder" or "Moebius ladder":   // closed to a band; the other one with a twist
                bool isTwisted = isOther != (kind == "Moebius ladder");
                int half = n / 2;
                return string.Join('.', Enumerable.Range(0, 2 * half).Select(i =>
                {
                    int side = i / half, at = i % half;
                    int from = at > 0 ? i : isTwisted ? (((1 - side) * half) + half) : (side * half) + half;
                    return $"A(l!{from},r!{i + 1},u!{(2 * half) + at + 1})";
                }));
            case "chain with a ring":
                int arm = n / 2, far = isOther ? 2 : 3;
                IEnumerable<string> one = Enumerable.Range(0, arm).Select(i => $"D(l{(i > 0 ? $"!{i}" : "")},r!{i + 1},u,s~0)");
                IEnumerable<string> ring = Enumerable.Range(0, 6).Select(k => $"D(l!{n + 10 + k},r!{n + 10 + ((k + 1) % 6)},u{(k == 0 ? $"!{arm}" : k == far ? $"!{arm + 1}" : "")},s~0)");
                IEnumerable<string> two = Enumerable.Range(0, arm).Select(i => $"D(l!{arm + 1 + i},r{(i < arm - 1 ? $"!{arm + 2 + i}" : "")},u,s~0)");
                return string.Join('.', one.Concat(ring).Concat(two));
            default:   // a torus of width 4, turned by one or two where it closes
                int rows = n / 4, turn = isOther ? 2 : 1;
                return string.Join('.', Enumerable.Range(0, 4 * rows).Select(i =>
                {
                    (int row, int column) = (i / 4, i % 4);
                    int north = row > 0 ? i - 4 + 1 : (4 * (rows - 1)) + ((column + turn) % 4) + 1;
                    int east = (4 * rows) + i + 1, west = (4 * rows) + (4 * row) + ((column + 3) % 4) + 1;
                    return $"E(n!{north},s!{i + 1},e!{east},w!{west},q~0)";
                }));
        }
    }

    // A tree of C with B at some of its free sites; a molecule is bound to one of those drawn at most so many before it.
    private static string Tree(int molecules, int reach, int lastParent)
    {
        var bonds = new List<int>[molecules];
        uint state = 77;
        for (int m = 0; m < molecules; m++)
        {
            bonds[m] = [];
            if (m == 0) continue;
            int parent;
            do
            {
                state = (state * 1664525) + 1013904223;
                parent = m == molecules - 1 ? lastParent : Math.Max(0, m - 1 - (int)((state >> 8) % (uint)reach));
            }
            while (bonds[parent].Count >= 4 && m < molecules - 1);
            bonds[parent].Add(m);
            bonds[m].Add(m);
        }

        return string.Join('.', bonds.Select((b, m) => m == molecules - 1 ? $"B(a!{m},b~1)" : $"C({string.Join(',', b.Select(i => $"c!{i}").Concat(Enumerable.Repeat("c", 4)).Take(4))})"));
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
