using System.Collections.Immutable;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Hybrids;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Testing;

namespace Blockade.Models.Tests.Hybrids;

/// <summary>Models whose free species are kept as numbers. Whole files are compared with BioNetGen's where its suite is.</summary>
public class HybridModelTests
{
    private const string Trivalent = """
        begin parameters
          kf 2
          kr 3
          gather 1e5
        end parameters
        begin molecule types
          R(l,l)
          L(r,r,r)
        end molecule types
        begin seed species
          R(l,l) 10
          L(r,r,r) 20
        end seed species
        begin observables
          Molecules Free L(r,r,r)
          Molecules Sites R(l)
          Species Pairs R()==2
        end observables
        begin reaction rules
          off: R(l!1).L(r!1) -> R(l) + L(r) kr
          on: L(r,r,r) + R(l) -> L(r!1,r,r).R(l!1) kf
        end reaction rules
        begin population maps
          L(r,r,r) -> LP() gather
          R(l,l) -> RP() gather
        end population maps
        """;

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3, generate_hybrid_model of its hybrid_test, which has these two rules")]
    public void A_rule_is_written_for_each_way_in_which_its_reactants_are_populations()
    {
        RuleModel hybrid = Make(Trivalent);

        Assert.Equal(
            [
                "off_v1: R(l!1).L(r!1) -> R(l) + L(r) kr", "on_v1: LP() + R(l) -> R(l!1).L(r,r,r!1) kf_1", "on_v2: LP() + RP() -> L(r,r,r!1).R(l,l!1) kf_2",
                "_MapRule0: L(r,r,r) -> LP() gather", "_MapRule1: R(l,l) -> RP() gather",
            ],
            hybrid.Rules.Select(r => $"{r.Name}: {PatternText.Write(r.Reactants)} -> {PatternText.Write(r.Products)} {RateLawText.Write(r.Rate)}"));
        Assert.Equal(["3*kf", "6*kf"], hybrid.Parameters.Skip(3).Select(p => p.Value.Write()));
        Assert.Equal(["Free: L(r,r,r), LP(), LP(), LP(), LP(), LP(), LP()", "Sites: R(l), RP(), RP()", "Pairs: R()==2"], hybrid.Observables.Select(o => $"{o.Name}: {string.Join(", ", o.Patterns.Select(PatternText.Write))}"));
        Assert.Equal(["RP()", "LP()"], hybrid.Seeds.Select(s => PatternText.Write(s.Species)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Evidence(EvidenceKind.Metamorphic, "observables change as fast whether a species is molecules or a number, at a state where no two species are equal")]
    public void A_hybrid_model_says_what_the_model_says(bool isSafe)
    {
        const string text = """
            begin parameters
              k 2
            end parameters
            begin molecule types
              A(a,s~0~1)
              B(b,b)
              C(c)
            end molecule types
            begin seed species
              A(a,s~0) 10
              B(b,b) 20
              C(c) 5
            end seed species
            begin observables
              Molecules On A(s~1)
              Molecules Pairs A(a!1).A(a!1)
              Molecules Bound B(b!+)
              Molecules C C()
              Species Two B()==1
            end observables
            begin functions
              f() = k*On/(1+Bound)
            end functions
            begin reaction rules
              A(a) + A(a) <-> A(a!1).A(a!1) 0.1, 3
              A(s~0) <-> A(s~1) f(), 2*k
              A(a,s~1) + B(b) <-> A(a!1,s~1).B(b!1) k, 1
              A(a!1).A(a!1) -> A(a) k DeleteMolecules
              B(b,b) + C(c) -> C(c!1).B(b!1,b) 0.3
              B(b!1).C(c!1) -> B(b) + C(c) 4
              C() -> 0 0.7
              0 -> C(c) 2
              B(b!1,b).A(a!1) -> B(b!1,b).A(a!1) + C(c) Sat(k,3)
            end reaction rules
            begin population maps
              A(a,s~0) -> P0() 1e6
              A(a,s~1) -> P1() 1e6
              B(b,b) -> Q() 1e6
              A(a!1,s~1).A(a!1,s~1) -> PP() 1e6
              C(c) -> PC() 1e6
            end population maps
            """;
        CheckSpeeds(text, isSafe);
    }

    private static void CheckSpeeds(string text, bool isSafe)
    {
        RuleModel model = Read(text);
        RuleModel hybrid = Make(text, isSafe);
        var names = new SpeciesNames(model);
        Dictionary<string, string> mapped = model.PopulationMaps.ToDictionary(m => PatternText.Write(m.Population), m => names.Of(m.Species)!);
        ReactionNetwork whole = Expand(model), split = Expand(hybrid);
        double Amount(string species) => 1 + (whole.Species.Select(s => s.Name).ToList().IndexOf(species) * 0.6180339887498949 % 1);

        double[] expected = Speeds(whole, Amount);
        double[] speeds = Speeds(split, s => mapped.TryGetValue(s, out string? stands) ? Amount(stands) : mapped.ContainsValue(s) ? 0 : Amount(s));

        Assert.Contains(split.Species, s => mapped.ContainsKey(s.Name));
        for (int i = 0; i < speeds.Length; i++) Assert.Equal(expected[i], speeds[i], 1e-10);   // sums of a hundred terms below 100
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Evidence(EvidenceKind.Metamorphic, "observables change as fast whether a species is molecules or a number; local rates at one and at both reactants, of molecules and of complexes")]
    public void A_local_rate_is_a_number_where_a_population_stands(bool isSafe) => CheckSpeeds(
        """
        begin molecule types
          A(a,b,s~0~1)
          B(b)
        end molecule types
        begin seed species
          A(a,b,s~0) 10
          A(a,b,s~1) 10
          B(b) 20
        end seed species
        begin observables
          Molecules On A(s~1)
          Molecules Links A(b!+)
          Molecules Pairs A(a!1).A(a!1)
          Molecules Bs B(b!+)
        end observables
        begin functions
          f(x) = 1 + 3*On(x) + 0.01*Bs
          g(x,y) = f(x) + 2*Links(y)
          h(x) = 0.5 + Pairs(x)
        end functions
        begin reaction rules
          A%x(b) + %y:B(b) -> A%x(b!1).B(b!1) 0.1*g(x,y)
          A(b!1).B(b!1) -> A(b) + B(b) 2
          A%x(a) + A%y(a) -> A%x(a!1).A%y(a!1) FunctionProduct("f(x)","f(y)")
          %x:A(a!1).A(a!1) -> A(a) + A(a) h(x)
          %x:A(s~0) -> %x:A(s~1) 0.3*f(x)
          A(s~1) -> A(s~0) 0.7
        end reaction rules
        begin population maps
          A(a,b,s~0) -> P0() 1e6
          A(a,b,s~1) -> P1() 1e6
          A(a!1,b,s~0).A(a!1,b,s~1) -> PP() 1e6
          B(b) -> Q() 1e6
        end population maps
        """, isSafe);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Evidence(EvidenceKind.Metamorphic, "observables change as fast whether a species is molecules or a number; energies of what is a number before, after, or both, there and back, of symmetric pairs")]
    public void Energies_count_what_a_population_hides(bool isSafe) => CheckSpeeds(
        """
        begin parameters
          phi 0.3
          gA -1
        end parameters
        begin molecule types
          S(a,y~u~p)
          A(s,d)
        end molecule types
        begin seed species
          S(a,y~u) 12
          A(s,d) 14
        end seed species
        begin observables
          Molecules SA S(a!+)
          Molecules Up S(y~p)
          Molecules Pairs A(d!1).A(d!1)
          Molecules As A()
        end observables
        begin energy patterns
          S(a!1).A(s!1) gA
          S(y~p) 0.5
          A(d!1).A(d!1) -0.4
          A(d) 0.2
        end energy patterns
        begin reaction rules
          S(a) + A(s) <-> S(a!1).A(s!1) Arrhenius(phi,1.2)
          S(y~u) <-> S(y~p) Arrhenius(0.5,0.2)
          A(d) + A(d) <-> A(d!1).A(d!1) Arrhenius(1-phi,2)
          A(s,d) -> 0 Arrhenius(0.2,2)
          0 -> A(s,d) Arrhenius(0.7,1)
        end reaction rules
        begin population maps
          S(a,y~u) -> P0() 1e6
          S(a,y~p) -> P1() 1e6
          S(a!1,y~p).A(s!1,d) -> PA() 1e6
          A(s,d) -> Q() 1e6
          A(s,d!1).A(s,d!1) -> QQ() 1e6
        end population maps
        """, isSafe);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "observables change as fast: a rule that becomes one rule keeps its total rate")]
    public void A_total_rate_of_populations_alone_stays_one() => CheckSpeeds(
        """
        begin molecule types
          A(s~0~1)
          B(b)
        end molecule types
        begin seed species
          A(s~0) 10
          B(b) 20
        end seed species
        begin observables
          Molecules On A(s~1)
          Molecules Bs B()
        end observables
        begin reaction rules
          A(s~0) + B(b) -> A(s~1) 3 TotalRate
          A(s~1) -> A(s~0) 0.4
          0 -> B(b) 2
        end reaction rules
        begin population maps
          A(s~0) -> P0() 1e6
          B(b) -> Q() 1e6
        end population maps
        """, isSafe: false);

    [Theory]
    [InlineData("L(r,r,r) + R(l) -> L(r!1,r,r).R(l!1) kf", "L(r,r,r) + R(l) -> L(r!1,r,r).R(l!1) kf TotalRate", "total rate")]
    [InlineData("R(l,l) -> RP() gather", "R(l,l).R(l,l) -> RP() gather", "falls apart")]
    [Evidence(EvidenceKind.Analytic, "what is not covered is refused with its place, and nothing is made")]
    public void What_cannot_be_said_of_numbers_is_refused_by_name(string before, string after, string part)
    {
        Checked<RuleModel> made = HybridModel.Of(Read(Trivalent.Replace(before, after, StringComparison.Ordinal)));

        Assert.Null(made.Value);
        Assert.Contains(made.Diagnostics, d => d.Code == "NET1501" && d.Message.Contains(part, StringComparison.Ordinal));
    }

    private static double[] Speeds(ReactionNetwork network, Func<string, double> amount)
    {
        CompiledModel compiled = CompiledModel.Compile(network);
        NetworkOde ode = compiled.Ode(compiled.Parameters());
        double[] y = [.. network.Species.Select(s => amount(s.Name))];
        var slope = new double[y.Length];
        var speeds = new double[network.Observables.Length];
        ode.Derivative(0, y, slope);
        ode.Observables(slope, speeds);
        return speeds;
    }

    private static ReactionNetwork Expand(RuleModel model) =>
        ReactionNetwork.Expand(model, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken).Value!;

    private static RuleModel Make(string text, bool isSafe = false)
    {
        Checked<RuleModel> made = HybridModel.Of(Read(text), isSafe);
        Assert.True(made.Value is not null, string.Join('\n', made.Diagnostics.Select(d => d.Render())));
        return Read(BnglWriter.Write(made.Value));   // what is written is what counts
    }

    private static RuleModel Read(string text)
    {
        Checked<RuleModel> read = BnglReader.Read(new SourceText("model.bngl", text));
        ImmutableArray<Diagnostic> errors = [.. read.Diagnostics.Where(d => d.Severity == Severity.Error)];
        Assert.True(errors.IsEmpty, string.Join('\n', errors.Select(d => d.Render())));
        return read.Value!;
    }
}
