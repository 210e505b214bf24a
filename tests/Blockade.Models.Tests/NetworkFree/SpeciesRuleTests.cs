using Blockade.Testing;

namespace Blockade.Models.Tests.NetworkFree;

/// <summary>What rules say of whole species, done molecule by molecule, against the jumps of the network: BioNetGen gives these a meaning only there.</summary>
public class SpeciesRuleTests
{
    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same rules with and without a network; of reactions with the same reactants and products only those of the highest priority are")]
    public void A_rule_yields_where_one_of_higher_priority_makes_the_same_reaction() => BesideNetwork.CheckDistributions(
        """
        begin molecule types
          A(b,s~u~p~q)
          B(a,a)
          C()
        end molecule types
        begin seed species
          A(b,s~u) 40
          B(a,a) 20
          C() 10
        end seed species
        begin observables
          Molecules Up A(s~p)
          Molecules Q A(s~q)
          Molecules Bound A(b!+)
          Molecules Single B(a!+,a)
          Molecules As A()
          Molecules Cs C()
        end observables
        begin reaction rules
          # of a free A the second rule makes the same and goes first; of a bound one only the first does anything
          A(s~u) -> A(s~p) 0.2
          A(b,s~u) -> A(b,s~p) 1.5 priority=2
          A(s~p) -> A(s~u) 0.3
          A(s~p) -> A(s~u) 0.4 priority=-1
          # two bonds at once are not what one is, so both are there
          A(b) + B(a) -> A(b!1).B(a!1) 0.02
          A(b) + B(a,a) -> A(b!1).B(a!1,a) 0.005 priority=1
          A(b!1).B(a!1) -> A(b) + B(a) 0.5
          # with and without what is around: equal only where nothing is
          A(s~p,b!?) -> A(s~q,b!?) 0.1 priority=-3
          A(s~p,b!+) -> A(s~q,b!+) 0.6 priority=-2
          # made and used up
          A() -> 0 0.05 DeleteMolecules
          A(s~q) -> 0 0.3 priority=3
          0 -> C() 2
          0 -> C() 0.5 priority=1
          C() + C() -> C() 0.01
          C() + C() -> C() 0.004 priority=1
        end reaction rules
        """,
        [0.5, 2], runs: 2000, falseAlarm: 1e-6);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same rules with and without a network; species that a rule uses and keeps, products that it makes and does not count, molecules that are a number, a clamped species, complexes")]
    public void A_species_with_a_dollar_is_kept_or_not_counted() => BesideNetwork.CheckDistributions(
        """
        begin molecule types
          A(a,s~u~p)
          B(b,b)
          P()
          W(w)
        end molecule types
        begin seed species
          A(a,s~u) 10
          B(b,b) 12
          P() 20
          $W(w) 3
        end seed species
        begin observables
          Molecules As A()
          Molecules Free A(a)
          Molecules Bs B()
          Molecules Twice B(b!+,b!+)
          Molecules Ps P()
          Molecules Ws W()
          Molecules Up A(s~p)
          Molecules Loose B().A(s~p)
        end observables
        begin reaction rules
          # an A more for each bond, and fewer when it opens
          $A(a) + B(b) -> A(a!1).B(b!1) 0.01
          A(a!1).B(b!1) -> $A(a) + B(b) 0.4
          # a whole complex is kept and its molecule is marked in the copy
          $B(b!1).A(a!1,s~u) -> B(b!1).A(a!1,s~p) 0.02
          A(s~p,a) -> 0 0.5
          # numbers
          $P() + A(a,s~u) -> A(a,s~p) 0.01
          P() -> $P() 0.05
          A(s~p,a) -> A(s~u,a) + $P() 0.1
          0 -> P() 0.5
          # clamped and kept is kept once
          $W(w) + A(a,s~u) -> W(w!1).A(a!1,s~u) 0.01
          W(w!1).A(a!1) -> $W(w) + A(a) 0.3
          B(b,b) -> 0 0.05
          A(a) -> 0 0.05
          B(b!+,b!+) -> 0 0.2
        end reaction rules
        """,
        [0.5, 2], runs: 2000, falseAlarm: 1e-6);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same rules with and without a network; the energy of what is kept and of what is not counted is part of the difference")]
    public void Energies_see_what_is_kept() => BesideNetwork.Check(
        """
        begin molecule types
          A(a,s~u~p)
          B(b)
        end molecule types
        begin seed species
          A(a,s~u) 10
          B(b) 12
        end seed species
        begin observables
          Molecules As A()
          Molecules Bound B(b!+)
          Molecules Up A(s~p)
        end observables
        begin energy patterns
          A(a!1).B(b!1) -0.7
          A(s~p) 0.6
        end energy patterns
        begin reaction rules
          $A(a,s~u) + B(b) -> A(a!1,s~p).B(b!1) Arrhenius(0.4,3)
          A(a!1).B(b!1) -> $A(a) + B(b) Arrhenius(0.5,0.5)
          A(s~u) <-> A(s~p) Arrhenius(0.5,0)
          A(a) -> 0 0.1
        end reaction rules
        """,
        [0.5, 2], runs: 400);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same rules with and without a network; two bonds at one of two equal components are not one at each, whichever end a pattern is entered by")]
    public void Equal_components_may_hold_several_bonds() => BesideNetwork.CheckDistributions(
        """
        begin molecule types
          A(a~x~y,a~x~y)
          B(b,s~u~p)
          C(c,c)
        end molecule types
        begin seed species
          A(a~x,a~x) 12
          B(b,s~u) 30
          C(c,c) 5
        end seed species
        begin observables
          Molecules Free A(a,a)
          Molecules One A(a!1,a!2).B(b!1).B(b!2)
          Molecules Both A(a!1!2,a).B(b!1).B(b!2)
          Molecules Held A(a!+)
          Molecules Y A(a~y)
          Molecules Up B(s~p)
          Molecules Ring C(c!1,c!2).A(a!1!2)
          Molecules Loose B(b)
          Species Full A(a!1!2,a!3).B(b!1).B(b!2).B(b!3)
        end observables
        begin reaction rules
          A(a) + B(b) <-> A(a!1).B(b!1) 0.01, 0.3
          A(a!1).B(b!1) + B(b) -> A(a!1!2).B(b!1).B(b!2) 0.01
          A(a!1!2).B(b!1).B(b!2) -> A(a!1).B(b!1) + B(b) 0.4
          A(a~x!1!2).B(b!1,s~u).B(b!2) -> A(a~y!1!2).B(b!1,s~p).B(b!2) 0.3
          B(b!1,s~p).A(a~y!1) -> B(b!1,s~u).A(a~x!1) 0.5
          B(b!2,s~p).A(a!1!2).B(b!1,s~p) -> B(b!2,s~u).A(a!1!2).B(b!1,s~u) 0.4
          A(a~y) -> A(a~x) 0.2
          A(a,a) + C(c,c) -> A(a!1!2,a).C(c!1,c!2) 0.02
          A(a!1!2).C(c!1,c!2) -> A(a) + C(c,c) 0.3
        end reaction rules
        """,
        [0.3, 1.5], runs: 2000, falseAlarm: 1e-6);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same rules with and without a network; an energy tells which of the equal components holds what")]
    public void Energies_see_equal_components_with_several_bonds() => BesideNetwork.Check(
        """
        begin molecule types
          A(a,a)
          B(b,s~u~p)
        end molecule types
        begin seed species
          A(a,a) 10
          B(b,s~u) 25
        end seed species
        begin observables
          Molecules One A(a!1,a!2).B(b!1).B(b!2)
          Molecules Both A(a!1!2,a).B(b!1).B(b!2)
          Molecules Up B(s~p,b!+)
          Molecules Loose B(b)
        end observables
        begin energy patterns
          A(a!1!2).B(b!1).B(b!2) -0.5
          A(a!1!2).B(b!1,s~p).B(b!2,s~p) -1
          A(a!1).B(b!1) -0.8
          B(b!+,s~p) 0.4
        end energy patterns
        begin reaction rules
          A(a) + B(b) <-> A(a!1).B(b!1) Arrhenius(0.5,3)
          A(a!1).B(b!1) + B(b) <-> A(a!1!2).B(b!1).B(b!2) Arrhenius(0.3,3)
          B(s~u) <-> B(s~p) Arrhenius(0.5,0.5)
        end reaction rules
        """,
        [0.5, 2], runs: 400);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same rules with and without a network; an activation energy counts at labels of both reactants, beside the energies of patterns")]
    public void An_activation_energy_may_count_at_labels() => BesideNetwork.Check(
        """
        begin molecule types
          A(b,d,s~u~p)
          B(a,a)
          C(d)
        end molecule types
        begin seed species
          A(b,d,s~u) 12
          A(b,d,s~p) 8
          B(a,a) 10
          C(d) 12
        end seed species
        begin observables
          Molecules Ps A(s~p)
          Molecules Links B(a!+)
          Molecules Up A(s~p)
          Molecules Far C()
          Species Full B(a!+,a!+)
        end observables
        begin functions
          f(x) = 3 - 2.5*Far(x)
          g(x,y) = 2 - 0.7*Links(x) + Ps(y)
        end functions
        begin energy patterns
          A(b!1).B(a!1) -0.5
          A(s~p,b!1).B(a!1) 0.4
        end energy patterns
        begin reaction rules
          A%y(b) + %x:B(a) -> A%y(b!1).B(a!1) Arrhenius(0.5,g(x,y))
          A(b!1).B(a!1) -> A(b) + B(a) Arrhenius(0.5,0.3)
          # the C at the other end of a complex lies farther off than any energy looks
          A(d) + C(d) <-> A(d!1).C(d!1) 0.03, 0.3
          %x:A(s~u) -> %x:A(s~p) Arrhenius(0.4,f(x))
          A(s~p) -> A(s~u) Arrhenius(0.6,0.5)
        end reaction rules
        """,
        [0.5, 2], runs: 800);
}
