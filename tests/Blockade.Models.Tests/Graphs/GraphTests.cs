using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Graphs;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Tests.Conformance;
using Blockade.Testing;

namespace Blockade.Models.Tests.Graphs;

public partial class GraphTests(ITestOutputHelper output)
{
    private const string Cascade =
        """
        begin parameters
          k 1
        end parameters
        begin molecule types
          A(b,y~u~p)
          B(a)
        end molecule types
        begin seed species
          A(b,y~u) 10
          B(a) 10
        end seed species
        begin reaction rules
          bind: A(b) + B(a) -> A(b!1).B(a!1) k
          fall: A(b!1).B(a!1) -> A(b) + B(a) k
          phos: A(b!+,y~u) -> A(b!+,y~p) k
          lose: A(y~p) -> 0 k
          cut: B(a!+) -> 0 k DeleteMolecules
        end reaction rules
        """;

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3, visualize({type=>contactmap}): the same molecules, sites, states and seven bonds; the rules of a bond read off her2.bngl")]
    public void The_contact_map_of_the_flagship_is_that_of_its_file()
    {
        ModelGraph map = ContactMap.Of(Flagship());

        Assert.Equal(["H2", "H3", "p95", "T", "P", "NRG"], map.Nodes.Where(n => n.Parent is null).Select(n => n.Id));
        Assert.Equal(["jm", "arm", "d", "y", "loc"], map.Nodes.Where(n => n.Parent == "H2").Select(n => n.Label));
        Assert.Equal(["s", "e"], map.Nodes.Where(n => n.Parent == "H2.loc").Select(n => n.Label));
        Assert.Equal(
            ["H2.arm P.h", "H2.d H2.d", "H2.d H3.d", "H2.jm T.h", "H3.d p95.d", "H3.l NRG.r", "p95.d p95.d"],
            map.Edges.Select(e => $"{e.Source} {e.Target}").Order(StringComparer.Ordinal));
        Assert.Equal("+ onT\n- offT, offT22, offT23, offT23P, offTN", map.Edges.Single(e => e.Target == "T.h").Label);
        Assert.Equal("+- on953", map.Edges.Single(e => e.Source == "H3.d" && e.Target == "p95.d").Label);
        Assert.Equal("+ onP, onP22, onP23, onPN, onPNT\n- offP, shedP", map.Edges.Single(e => e.Target == "P.h").Label);
    }

    [Theory]
    [InlineData("bngl-parse.tar.gz")]
    [InlineData("bng-validate-open.tar.gz")]
    [Evidence(EvidenceKind.Metamorphic, "every bond of a species that the rules lead to is in the contact map")]
    public void No_species_of_a_network_has_a_bond_that_the_map_lacks(string archive)
    {
        CorpusArchive corpus = CorpusArchive.Open(archive);
        int models = 0, bonds = 0;
        foreach (string name in corpus.Names.Where(n => n.EndsWith(".bngl", StringComparison.Ordinal)))
        {
            if (BnglReader.Read(new SourceText(name, corpus[name])).Value is not { } model) continue;
            if (ReactionNetwork.Expand(model, new ExpansionLimits(MaxSpecies: 80, MaxReactions: 200), cancellation: TestContext.Current.CancellationToken).Value is not { } network) continue;
            HashSet<string> known = [.. ContactMap.Of(model).Edges.Select(e => $"{e.Source} {e.Target}")];
            foreach (string bond in network.Species.SelectMany(s => Bonds(s.Name)).Distinct())
            {
                Assert.True(known.Contains(bond), $"{name}: the map has no bond {bond}");
                bonds++;
            }

            models++;
        }

        output.WriteLine($"{bonds} bonds of {models} models");
        Assert.InRange(models, 50, int.MaxValue);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "by hand: what each rule of a small cascade makes and takes of what the others ask for")]
    public void Rules_enable_and_hinder_each_other_as_their_sites_say()
    {
        string[] edges = [.. RuleGraph.Of(Read(Cascade)).Edges.Select(e => $"{e.Source} {(e.Kind == GraphEdgeKind.Enables ? "->" : "-|")} {e.Target}")];

        Assert.Equal(["bind -> fall", "bind -> phos", "bind -> cut"], edges.Where(e => e.StartsWith("bind", StringComparison.Ordinal)));
        Assert.Equal(["fall -> bind", "fall -| phos", "fall -| cut"], edges.Where(e => e.StartsWith("fall", StringComparison.Ordinal)));
        Assert.Equal(["phos -> lose"], edges.Where(e => e.StartsWith("phos", StringComparison.Ordinal)));
        Assert.Equal(["lose -| bind", "lose -| fall"], edges.Where(e => e.StartsWith("lose", StringComparison.Ordinal)));   // phos asks for y~u, lose takes y~p
        Assert.Equal(["cut -| fall"], edges.Where(e => e.StartsWith("cut", StringComparison.Ordinal)));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "by hand: bind and fall are about one bond, the others each about a thing of its own; the influences are those of the rules")]
    public void Rules_that_change_the_same_things_are_one_process()
    {
        ModelGraph graph = ProcessGraph.Of(Read(Cascade));
        Dictionary<string, string> label = graph.Nodes.ToDictionary(n => n.Id, n => n.Label.Split('\n')[0]);

        Assert.Equal(["A.b\u2013B.a\nbind, fall", "A.y state\nphos", "A made or lost\nlose", "B made or lost\ncut"], graph.Nodes.Select(n => n.Label));
        Assert.Equal(
            ["A.b\u2013B.a Regulates A.y state", "A.b\u2013B.a Regulates B made or lost", "A.y state Enables A made or lost", "A made or lost Hinders A.b\u2013B.a", "B made or lost Hinders A.b\u2013B.a"],
            graph.Edges.Select(e => $"{label[e.Source]} {e.Kind} {label[e.Target]}"));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the rules' own graph: an edge between processes wherever there is one between rules of theirs")]
    public void Processes_influence_each_other_as_their_rules_do()
    {
        RuleModel model = Flagship();
        ModelGraph rules = RuleGraph.Of(model), processes = ProcessGraph.Of(model);
        var processOf = new Dictionary<string, string>();
        foreach (GraphNode node in processes.Nodes)
        {
            // of a long list of names the last are not shown
            foreach (string name in node.Label.Split('\n').Skip(1).SelectMany(l => l.Split(", ")).Where(n => !n.StartsWith("and ", StringComparison.Ordinal))) processOf.Add(name, node.Id);
        }

        (string, string)[] expected = [.. rules.Edges.Where(e => processOf.ContainsKey(e.Source) && processOf.ContainsKey(e.Target)).Select(e => (processOf[e.Source], processOf[e.Target])).Where(e => e.Item1 != e.Item2).Distinct()];
        Assert.Empty(expected.Except(processes.Edges.Select(e => (e.Source, e.Target))));
        Assert.InRange(processes.Nodes.Length, 10, 25);
        Assert.DoesNotContain(processes.Edges, e => e.Source == e.Target);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "by hand: the features of a small cascade's rules")]
    public void A_regulatory_graph_leads_from_features_through_rules_to_features()
    {
        ModelGraph graph = RegulatoryGraph.Of(Read(Cascade));
        Dictionary<string, string> label = graph.Nodes.ToDictionary(n => n.Id, n => n.Label);
        string[] bind = [.. graph.Edges.Where(e => e.Source == "rule.bind" || e.Target == "rule.bind").Select(e => $"{e.Kind} {label[e.Source]} {label[e.Target]}")];
        string[] phos = [.. graph.Edges.Where(e => e.Source == "rule.phos" || e.Target == "rule.phos").Select(e => $"{e.Kind} {label[e.Source]} {label[e.Target]}")];

        Assert.Equal(["Product bind A(b!1).B(a!1)", "Reactant A(b) bind", "Reactant B(a) bind"], bind);
        Assert.Equal(["Context A(b!+) phos", "Product phos A(y~p)", "Reactant A(y~u) phos"], phos);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "an edge for every species that a reaction takes, makes or finds")]
    public void A_reaction_graph_has_the_stoichiometry_of_the_network()
    {
        RuleModel model = Read(
            """
            begin molecule types
              A()
              B()
              C()
            end molecule types
            begin seed species
              A() 10
              $C() 1
            end seed species
            begin reaction rules
              r: A() + A() + C() -> B() + C() 1
              s: B() + A() -> A() + A() + A() 2
            end reaction rules
            """);
        ReactionNetwork network = ReactionNetwork.Expand(model, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken).Value!;

        string[] edges = [.. ReactionGraph.Of(network).Edges.Select(e => $"{e.Source} {e.Target} {e.Kind} {e.Count}")];

        Assert.Equal(["S1 R1 Reactant 2", "S2 R1 Context 1", "R1 S3 Product 1", "S1 R2 Context 1", "R2 S1 Product 2", "S3 R2 Reactant 1"], edges);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the GraphML primer: keys declared before use, identifiers unique, ends of edges that are nodes, values of their type")]
    public void GraphML_is_what_its_primer_asks_for()
    {
        foreach (ModelGraph graph in Views())
        {
            using var stream = new MemoryStream();
            GraphMl.Write(graph, stream);
            XElement root = XDocument.Parse(Encoding.UTF8.GetString(stream.ToArray())).Root!;
            XNamespace ns = "http://graphml.graphdrawing.org/xmlns";
            var keys = root.Elements(ns + "key").ToDictionary(k => (string)k.Attribute("id")!);
            XElement body = root.Element(ns + "graph")!;
            HashSet<string> nodes = [.. body.Elements(ns + "node").Select(n => (string)n.Attribute("id")!)];

            Assert.Equal(graph.Nodes.Length, nodes.Count);
            Assert.All(body.Elements(ns + "edge"), e => Assert.True(nodes.Contains((string)e.Attribute("source")!) && nodes.Contains((string)e.Attribute("target")!)));
            Assert.Equal(graph.Edges.Length, body.Elements(ns + "edge").Select(e => (string)e.Attribute("id")!).Distinct().Count());
            Assert.All(body.Descendants(ns + "data"), d =>
            {
                XElement key = keys[(string)d.Attribute("key")!];
                Assert.Equal((string)key.Attribute("for")!, d.Parent!.Name.LocalName);
                if ((string)key.Attribute("attr.type")! == "int") Assert.Matches("^[0-9]+$", d.Value);
            });
            Assert.All(body.Elements(ns + "node").SelectMany(n => n.Elements(ns + "data")).Where(d => (string)d.Attribute("key")! == "node-parent"), d => Assert.Contains(d.Value, nodes));
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the grammar of DOT, as far as this subset needs it: statements end in semicolons, braces balance, quotes are closed")]
    public void Dot_has_every_node_and_edge()
    {
        foreach (ModelGraph graph in Views())
        {
            string text = Dot.Write(graph);
            string bare = Quoted().Replace(text, "\"\"");

            Assert.DoesNotContain('"', bare.Replace("\"\"", "", StringComparison.Ordinal));
            Assert.Equal(bare.Count(c => c == '{'), bare.Count(c => c == '}'));
            Assert.Equal(graph.Edges.Length, EdgeStatement().Count(bare));
            Assert.Equal(graph.Nodes.Count(n => !graph.Nodes.Any(c => c.Parent == n.Id && c.Kind == GraphNodeKind.Component) && n.Kind != GraphNodeKind.State), NodeStatement().Count(bare));
            Assert.Equal(text, Dot.Write(graph));
        }
    }

    private static IEnumerable<ModelGraph> Views()
    {
        RuleModel model = Flagship();
        ReactionNetwork network = ReactionNetwork.Expand(model, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken).Value!;
        return [ContactMap.Of(model), RuleGraph.Of(model), ProcessGraph.Of(model), RegulatoryGraph.Of(model), ReactionGraph.Of(network)];
    }

    // from the text of a species: A(b!1).B(a!1)
    private static IEnumerable<string> Bonds(string species)
    {
        var ends = new Dictionary<string, List<SiteName>>();
        foreach (Match molecule in MoleculeText().Matches(species))
        {
            foreach (Match site in SiteText().Matches(molecule.Groups[2].Value))
            {
                foreach (string label in site.Groups[2].Value.Split('!', StringSplitOptions.RemoveEmptyEntries))
                {
                    if (!ends.TryGetValue(label, out List<SiteName>? list)) ends.Add(label, list = []);
                    list.Add(new SiteName(molecule.Groups[1].Value, site.Groups[1].Value));
                }
            }
        }

        return ends.Values.Select(e => string.Join(' ', e.Order()));
    }

    private static RuleModel Flagship() => BnglReader.Read(SourceText.FromFile(Path.Combine(Repository.Root, "models", "her2", "her2.bngl"))).Value!;

    private static RuleModel Read(string text)
    {
        var read = BnglReader.Read(new SourceText("cascade.bngl", text));
        Assert.True(read.Value is not null, string.Join('\n', read.Diagnostics.Select(d => d.Render())));
        return read.Value;
    }

    [GeneratedRegex(@"(\w+)\(([^)]*)\)")]
    private static partial Regex MoleculeText();

    [GeneratedRegex(@"(\w+)(?:~\w+)?((?:!\w+)+)")]
    private static partial Regex SiteText();

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^  """" -[->] """" \[[^\]]*\];$", RegexOptions.Multiline)]
    private static partial Regex EdgeStatement();

    [GeneratedRegex(@"^ +"""" \[label="""", shape=\w+\];$", RegexOptions.Multiline)]
    private static partial Regex NodeStatement();
}
