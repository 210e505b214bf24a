using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Graphs;
using Blockade.Models.Rules;
using Blockade.Testing;

namespace Blockade.Models.Tests.Graphs;

/// <summary>Pictures of rules, against those of BioNetGen: what is part of what, and what leads where, by labels.</summary>
public class RulePictureTests
{
    private const string Model = """
        begin parameters
          k 1
        end parameters
        begin molecule types
          L(r)
          R(l,d,Y~u~p)
          T()
        end molecule types
        begin seed species
          L(r) 10
        end seed species
        begin reaction rules
          dim: R(l!+,d) + R(l!+,d) <-> R(l!+,d!1).R(l!+,d!1) k, k
          phos: R(d!1).R(d!1,Y~u) -> R(d!1).R(d!1,Y~p) k
          make: 0 -> L(r) k
          lose: R(l!?) -> 0 k DeleteMolecules
          eat: R(l!1,d!?).L(r!1) -> R(l,d!?) k DeleteMolecules
          grow: R(l,Y~u) -> R(l!1,Y~p).L(r!1) k
          cat: T() + R(Y~p) -> T() + R(Y~u) k
        end reaction rules
        """;

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3, visualize of type ruleviz_operation for these rules")]
    public void A_rule_is_what_it_does()
    {
        ModelGraph graph = RulePictures.Operations(Read());

        Assert.Equal(
            Sorted("""
                /_reverse_dim /_reverse_dim/+ /_reverse_dim/+ /_reverse_dim/DeleteBond /_reverse_dim/R /_reverse_dim/R /_reverse_dim/R/d /_reverse_dim/R/d /_reverse_dim/R/l /_reverse_dim/R/l
                /cat /cat/R /cat/R/Y /cat/R/Y/ChangeState /cat/R/Y/p /cat/R/Y/u /cat/T
                /dim /dim/+ /dim/+ /dim/AddBond /dim/R /dim/R /dim/R/d /dim/R/d /dim/R/l /dim/R/l
                /eat /eat/? /eat/DeleteBond /eat/DeleteMol /eat/L /eat/L/r /eat/R /eat/R/d /eat/R/l
                /grow /grow/AddBond /grow/AddMol /grow/L /grow/L/r /grow/R /grow/R/Y /grow/R/Y/ChangeState /grow/R/Y/p /grow/R/Y/u /grow/R/l
                /lose /lose/? /lose/DeleteBond /lose/DeleteMol /lose/R /lose/R/l
                /make /make/AddMol /make/L /make/L/r
                /phos /phos/R /phos/R /phos/R/Y /phos/R/Y/ChangeState /phos/R/Y/p /phos/R/Y/u /phos/R/d /phos/R/d
                """),
            graph.Nodes.Select(n => Path(graph, n.Id)).Order(StringComparer.Ordinal));
        Assert.Equal(
            Sorted("""
                /_reverse_dim/+-/_reverse_dim/R/l /_reverse_dim/+-/_reverse_dim/R/l /_reverse_dim/R/d>/_reverse_dim/DeleteBond /_reverse_dim/R/d>/_reverse_dim/DeleteBond
                /cat/R/Y/ChangeState>/cat/R/Y/u /cat/R/Y/p>/cat/R/Y/ChangeState
                /dim/+-/dim/R/l /dim/+-/dim/R/l /dim/AddBond>/dim/R/d /dim/AddBond>/dim/R/d
                /eat/?-/eat/R/d /eat/R/l>/eat/DeleteBond /eat/L/r>/eat/DeleteBond /eat/L>/eat/DeleteMol
                /grow/R/Y/u>/grow/R/Y/ChangeState /grow/R/Y/ChangeState>/grow/R/Y/p /grow/AddBond>/grow/R/l /grow/AddBond>/grow/L/r /grow/AddMol>/grow/L
                /lose/?-/lose/R/l /lose/R/l>/lose/DeleteBond /lose/R>/lose/DeleteMol
                /make/AddMol>/make/L
                /phos/R/d-/phos/R/d /phos/R/Y/u>/phos/R/Y/ChangeState /phos/R/Y/ChangeState>/phos/R/Y/p
                """),
            graph.Edges.Select(e => $"{Path(graph, e.Source)}{(e.IsDirected ? '>' : '-')}{Path(graph, e.Target)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3, visualize of type process for these rules")]
    public void A_rule_leads_to_those_whose_conditions_it_sets()
    {
        Assert.Equal(["_reverse_dim>phos", "dim>phos"], Conditions(Read()));

        // what one rule makes first is no background: the sites that swap frees, and not those that it takes
        const string Swap = """
            begin parameters
              k 1
            end parameters
            begin molecule types
              A(b,y~u~p)
              B(a)
              C(a,z~0~1)
              T()
            end molecule types
            begin seed species
              A(b,y~u) 10
            end seed species
            begin reaction rules
              swap: A(b!1).B(a!1) + C(a) -> A(b!1).C(a!1) + B(a) k
              freeA: A(b,y~u) -> A(b,y~p) k
              freeB: B(a) + C(z~0) -> B(a) + C(z~1) k
              need: A(y~p,b!?) + C(z~1,a!+) -> A(y~u,b!?) + C(z~1,a!+) k
              off: A(b!1).C(a!1) -> A(b) + C(a) k
              born: 0 -> T() k
              die: T() -> 0 k
              byT: T() + C(z~1) -> T() + C(z~0) k
              rest: C(a,z~1) -> C(a,z~0) k
            end reaction rules
            """;
        Assert.Equal(
            Sorted("born>byT byT>need die>byT freeB>need off>freeA off>need rest>need swap>freeA swap>freeB swap>need"),
            Conditions(BnglReader.Read(new SourceText("swap.bngl", Swap)).Value!));

        static IEnumerable<string> Conditions(RuleModel model) =>
            ContextGraph.Of(model).Edges.Select(e => $"{e.Source["rule.".Length..]}>{e.Target["rule.".Length..]}").Order(StringComparer.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3, visualize of type ruleviz_pattern for these two rules")]
    public void A_rule_stands_between_its_patterns()
    {
        ModelGraph graph = RulePictures.Patterns(Read(rule => rule is "dim" or "phos"));

        Assert.Equal(
            Sorted("""
                /dim /phos / / / / /
                //R //R/d //R/l //+ //R //R/d //R/l //+ //R //R //R/d //R/d //R/l //R/l //+ //+
                //R //R //R/d //R/d //R/Y //R/Y/u //R //R //R/d //R/d //R/Y //R/Y/p
                """),
            graph.Nodes.Select(n => Path(graph, n.Id)).Order(StringComparer.Ordinal));
        Assert.Equal(
            Sorted("/>/dim />/dim /dim>/ />/phos /phos>/ //+-//R/l //+-//R/l //+-//R/l //+-//R/l //R/d-//R/d //R/d-//R/d //R/d-//R/d"),
            graph.Edges.Select(e => $"{Path(graph, e.Source)}{(e.IsDirected ? '>' : '-')}{Path(graph, e.Target)}").Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Sorted(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);

    private static string Path(ModelGraph graph, string id)
    {
        GraphNode node = graph.Nodes.Single(n => n.Id == id);
        return $"{(node.Parent is { } parent ? Path(graph, parent) : "")}/{node.Label}";
    }

    private static RuleModel Read(Func<string, bool>? keep = null)
    {
        RuleModel model = BnglReader.Read(new SourceText("model.bngl", Model)).Value!;
        return keep is null ? model : model with { Rules = [.. model.Rules.Where(r => keep(r.Name))] };
    }
}
