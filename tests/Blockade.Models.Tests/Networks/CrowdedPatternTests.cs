using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.NetworkFree;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Tests.NetworkFree;
using Blockade.Testing;

namespace Blockade.Models.Tests.Networks;

/// <summary>Patterns whose equal parts can be exchanged in more ways than can be listed.</summary>
public class CrowdedPatternTests
{
    [Theory]
    [InlineData(4, 4)]
    [InlineData(14, 14)]
    [InlineData(20, 6)]
    [InlineData(16, 15)]
    [Evidence(EvidenceKind.Analytic, "k equal free sites of n: n!/(n-k)! embeddings; with one site bound, (n-1)!/(n-1-k)!")]
    public void Equal_sites_count_as_often_as_they_can_be_exchanged(int sites, int written)
    {
        string text = Model($"A({Sites(sites)})", $"Molecules free A({Sites(written)})", "A(s) + B(b) -> A(s!1).B(b!1) k");
        ReactionNetwork network = NetworkText.Expand(text);
        double[] bySpecies = new double[network.Species.Length];
        foreach ((int species, double weight) in network.Observables[0].Terms) bySpecies[species] = weight;
        NetworkFreeSimulator agents = Runs.Start(Runs.Compile(text));
        double[] now = new double[1];
        agents.Observables(now);

        Assert.Equal(Falling(sites, written), bySpecies[0]);
        Assert.Equal(Falling(sites, written), now[0]);
        int one = Assert.Single(Enumerable.Range(0, bySpecies.Length), s => network.Species[s].Name.Count('!') == 2);
        Assert.Equal(Falling(sites - 1, written), bySpecies[one]);
    }

    [Theory]
    [InlineData("A({0},c~u) -> A({0},c~p) k", 1)]
    [InlineData("A({0},c~u) + B(b) -> A(s!1,{1},c~u).B(b!1) k", 14)]
    [InlineData("A(s,s,c~u) + B(b) -> A(s!1,s,c~u).B(b!1) k", 14)]
    [Evidence(EvidenceKind.Analytic, "of 14 equal free sites any one can be bound; those that a rule only looks at multiply nothing")]
    public void Equal_sites_in_a_rule_count_where_it_changes_them(string rule, double factor)
    {
        string text = Model(
            $"A({Sites(14)},c~u~p)", "Molecules free A(c~p)", string.Format(System.Globalization.CultureInfo.InvariantCulture, rule, Sites(14), Sites(13)),
            $"A({Sites(14)},c~u)");

        Assert.Equal(factor, NetworkText.Expand(text).Reactions[0].Factor);
    }

    [Theory]
    [InlineData("a star of 16 arms", 20922789888000)]
    [InlineData("a star of 8 arms of one state and 8 of another", 40320.0 * 40320)]
    [InlineData("a ring of 300", 300)]
    [InlineData("a chain of 300", 1)]
    [InlineData("six pairs", 720)]
    [Evidence(EvidenceKind.Analytic, "automorphism groups: symmetric groups of the arms, rotations of a directed ring, the trivial one of a directed chain")]
    public void Symmetries_of_a_pattern_are_counted_without_listing_them(string what, double expected)
    {
        string pattern = what switch
        {
            "a star of 16 arms" => Star(16, _ => "u"),
            "a star of 8 arms of one state and 8 of another" => Star(16, i => i % 2 == 0 ? "u" : "p"),
            "a ring of 300" => Chain(300, isRing: true),
            "a chain of 300" => Chain(300, isRing: false),
            _ => string.Join('.', Enumerable.Range(1, 6).Select(i => $"C(l!{i}).C(r!{i})")),
        };
        RuleModel model = BnglReader.Read(new SourceText("crowd.bngl", Model($"A({Sites(16)})", $"Molecules all {pattern}", "0 -> B(b,c~u) k"))).Value!;
        var vocabulary = new Vocabulary(model);

        Assert.Equal(expected, RuleSymmetry.Automorphisms(new CompiledPattern(model.Observables[0].Patterns[0].Pattern, vocabulary), vocabulary));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a rule over a chain of 12 equal molecules has one way to lie on it: factor 1, where the listing of permutations would be 12! long")]
    public void A_rule_over_a_long_chain_is_compiled_along_its_bonds()
    {
        string text = Model($"A({Sites(2)})", "Molecules all C(l,r)", $"{Chain(12, isRing: false)} -> 0 k", "C(l,r)") + "\n";
        RuleModel model = BnglReader.Read(new SourceText("crowd.bngl", text)).Value!;
        var vocabulary = new Vocabulary(model);

        Assert.Equal(1, CompiledRule.Compile(model.Rules[0], vocabulary, model.Source, System.Collections.Immutable.ImmutableArray.CreateBuilder<Diagnostic>())!.Symmetry);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "14 equal bound arms match a star of 14 in 14! = 8.7e10 ways: more steps than are allowed, said with the place and the option")]
    public void Matches_that_cannot_be_listed_are_an_error_with_its_place()
    {
        string text = Model($"A({Sites(14)})", $"Molecules stars {Star(14, _ => null)}", "A(s) + B(b) <-> A(s!1).B(b!1) k,k");
        RuleModel model = BnglReader.Read(new SourceText("crowd.bngl", text)).Value!;

        var network = ReactionNetwork.Expand(model, new ExpansionLimits(MaxSearchSteps: 100_000), cancellation: TestContext.Current.CancellationToken);

        Assert.Null(network.Value);
        Diagnostic error = Assert.Single(network.Diagnostics, d => d.Severity == Severity.Error);
        Assert.Equal("NET1102", error.Code);
        Assert.Equal(text.IndexOf("A(s!0", StringComparison.Ordinal), error.Span.Start);
        Assert.Contains("--max-search-steps", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the same without a network: what is asked for is not a number, and the run stops with a status that says which pattern")]
    public void Without_a_network_matches_that_cannot_be_found_stop_the_run()
    {
        string text = Model($"A({Sites(14)})", $"Molecules stars {Star(14, _ => null)}", "A(s) + B(b) -> A(s!1).B(b!1) k", seeds: $"A({Sites(14)})", arms: 14);
        NetworkFreeSimulator agents = Runs.Start(Runs.Compile(text), limits: new NetworkFreeLimits(MaxSearchSteps: 100_000));
        double t = 0;

        // no rate needs the observable: it is counted when it is asked for
        Assert.Equal(NetworkFreeStatus.Completed, agents.Advance(ref t, 1e9, TestContext.Current.CancellationToken));
        double[] stars = new double[1];
        agents.Observables(stars);

        Assert.Equal(double.NaN, stars[0]);
        Assert.Equal(NetworkFreeStatus.SearchLimitReached, agents.Advance(ref t, 2e9, TestContext.Current.CancellationToken));
        (int line, int column) = new SourceText("model.bngl", text).Position(text.IndexOf("A(s!0", StringComparison.Ordinal));
        Assert.Equal($"model.bngl({line},{column})", agents.OffendingPattern);
    }

    private static double Falling(int n, int k) => k > n ? 0 : Enumerable.Range(n - k + 1, k).Aggregate(1.0, (product, i) => product * i);

    private static string Sites(int n) => string.Join(',', Enumerable.Repeat("s", n));

    private static string Star(int arms, Func<int, string?> state) =>
        "A(" + string.Join(',', Enumerable.Range(0, arms).Select(i => $"s!{i}")) + ")."
        + string.Join('.', Enumerable.Range(0, arms).Select(i => $"B(b!{i}{(state(i) is { } s ? $",c~{s}" : "")})"));

    private static string Chain(int length, bool isRing) => string.Join('.', Enumerable.Range(0, length).Select(i =>
        $"C(l{(i > 0 ? $"!{i - 1}" : isRing ? $"!{length - 1}" : "")},r{(i < length - 1 || isRing ? $"!{i}" : "")})"));

    private static string Model(string type, string observable, string rule, string? seeds = null, int arms = 1) =>
        $"""
        begin parameters
        k 1
        end parameters
        begin molecule types
        {type}
        B(b,c~u~p)
        C(l,r)
        end molecule types
        begin seed species
        {seeds ?? type} 1
        B(b,c~u) {arms}
        end seed species
        begin observables
        {observable}
        end observables
        begin reaction rules
        {rule}
        end reaction rules
        """;
}
