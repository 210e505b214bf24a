using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Explanations;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Testing;

namespace Blockade.Models.Tests.Explanations;

public class ExplanationTests
{
    private const string Text =
        """
        begin parameters
          k1 2 # [1/(nM*s)]
          k2 k1/4 # [1/s]
        end parameters
        begin molecule types
          R(l,d,y~u~p)
          L(r)
        end molecule types
        begin seed species
          R(l,d,y~u) 10
          L(r) 5
        end seed species
        begin observables
          Molecules Pairs R(d!1).R(d!1)
          Species Some R(y~p), L(r!1).R(l!1)
        end observables
        begin functions
          act() = Some*k2
        end functions
        begin reaction rules
          bind: L(r) + R(l) <-> L(r!1).R(l!1) k1, k2
          pair: R(d) + R(d) -> R(d!1).R(d!1) k1
          phos: R(d!+,y~u) -> R(d!+,y~p) act()
          lost: R(y~p) -> 0 k2 DeleteMolecules
          made: 0 -> L(r) 3
        end reaction rules
        """;

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the rule as it stands in the file, in other words")]
    public void A_rule_is_what_it_needs_what_it_changes_and_how_fast()
    {
        RuleExplanation bind = Rule("bind");

        Assert.Equal(["L with r free", "R with l free"], bind.Needs);
        Assert.Equal(["a bond begins between r of L and l of R"], bind.Changes);
        Assert.Equal("k1, times the product of the numbers of matches", bind.Rate);
        Assert.Equal([new Constant("k1", 2, "1/(nM*s)", null)], bind.Constants);
        Assert.Equal("_reverse_bind", bind.Reverse);
        Assert.Equal(["_reverse_bind"], bind.Enables);
        Assert.Contains("made", bind.EnabledBy);
        Assert.Equal(["the bond between r of L and l of R ends"], Rule("_reverse_bind").Changes);
        Assert.Equal("bind", Rule("_reverse_bind").Reverse);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "two equal reactants: one half of the ordered pairs")]
    public void A_symmetric_rule_says_that_pairs_are_met_twice()
    {
        RuleExplanation pair = Rule("pair");

        Assert.Contains("met 2 times", pair.Factor, StringComparison.Ordinal);
        Assert.Contains(pair.Factors, f => f.Factor == 0.5);
        Assert.Equal(pair.Reactions, pair.Factors.Sum(f => f.Reactions));
        Assert.Equal(["Pairs"], pair.Observables!.Value.Where(o => o == "Pairs"));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the file: act() rests on k2, which rests on k1")]
    public void Constants_are_found_through_functions_and_formulas()
    {
        RuleExplanation phos = Rule("phos");

        Assert.Equal([new Constant("k2", 0.5, "1/s", "k1/4"), new Constant("k1", 2, "1/(nM*s)", null)], phos.Constants);
        Assert.Equal(["R with d bound to anything and y in state u"], phos.Needs);
        Assert.Equal(["y of R goes from state u to state p"], phos.Changes);
        Assert.Equal(["R disappears; what it was bound to stays"], Rule("lost").Changes);
        Assert.Equal("it happens 3 times a unit of time", Rule("made").Rate);
        Assert.Empty(Rule("made").Needs);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the file")]
    public void Molecules_and_observables_are_what_the_file_says()
    {
        (RuleModel model, ReactionNetwork network) = Model();
        MoleculeExplanation receptor = MoleculeExplanation.Of(model, "R", network);
        ObservableExplanation some = ObservableExplanation.Of(model, "Some", network);

        Assert.Equal(["l may be bound to r of L", "d may be bound to d of R", "y has the states u and p"], receptor.Sites);
        Assert.Equal(["lost"], receptor.DestroyedBy);
        Assert.Empty(receptor.MadeBy);
        Assert.Equal(["bind", "_reverse_bind", "pair", "phos"], receptor.ChangedBy);
        Assert.Equal(network.Species.Length - 1, receptor.Species);   // all but free L
        Assert.Equal(["act"], some.Functions);
        Assert.Equal(["phos"], some.Rules);
        Assert.Equal(["R with y in state p", "a complex of L with r bound to l of R; and R with l bound to r of L"], some.Patterns.Select(p => p.Words));
        Assert.Equal(["bind", "_reverse_bind", "pair", "phos", "lost"], some.ChangedBy!.Value);
        Assert.Throws<ArgumentException>(() => MoleculeExplanation.Of(model, "Q"));
    }

    private static RuleExplanation Rule(string name)
    {
        (RuleModel model, ReactionNetwork network) = Model();
        return RuleExplanation.Of(model, name, network);
    }

    private static (RuleModel, ReactionNetwork) Model()
    {
        var read = BnglReader.Read(new SourceText("small.bngl", Text));
        Assert.True(read.Value is not null, string.Join('\n', read.Diagnostics.Select(d => d.Render())));
        return (read.Value, ReactionNetwork.Expand(read.Value, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken).Value!);
    }
}
