using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Testing;

namespace Blockade.Models.Tests.Networks;

/// <summary>A network grown from the network of a part of its model, against the network made at once.</summary>
public class NetworkExtensionTests
{
    private static readonly string Her2 = File.ReadAllText(Path.Combine(Repository.Root, "models", "her2", "her2.bngl"));

    public static TheoryData<string> RuleLines => [.. Lines(Her2, "reaction rules").Where((_, i) => i % 4 == 0).Select(l => l.Trim())];

    [Theory]
    [MemberData(nameof(RuleLines))]
    [Evidence(EvidenceKind.Metamorphic, "what is added last makes no difference to what there is at the end")]
    public void A_rule_added_later_gives_the_network_made_at_once(string line)
    {
        RuleModel whole = Read(Her2);
        RuleModel without = Read(Her2.Replace(line, "", StringComparison.Ordinal));
        ReactionNetwork part = Expand(without);

        (ReactionNetwork grown, long grownWork) = Extend(part, whole);
        long wholeWork = Extend(Expand(Read(NoRules)), whole).Work;

        Assert.Equal(Text(Expand(whole)), Text(grown));
        Assert.Equal(part.Species.Select(s => s.Name), grown.Species.Take(part.Species.Length).Select(s => s.Name));
        Assert.True(grownWork < wholeWork, $"{grownWork} of {wholeWork} matches were rewritten");
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a seed added later")]
    public void A_seed_added_later_gives_the_network_made_at_once()
    {
        string line = Lines(Her2, "seed species").Last().Trim();
        ReactionNetwork part = Expand(Read(Her2.Replace(line, "", StringComparison.Ordinal)));
        RuleModel whole = Read(Her2);

        Assert.Equal(Text(Expand(whole)), Text(Extend(part, whole).Network));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "constants are symbols: no match depends on them")]
    public void A_changed_constant_works_nothing_out_again()
    {
        ReactionNetwork before = Expand(Read(Her2));
        string line = Lines(Her2, "parameters").First().Trim();
        RuleModel changed = Read(Her2.Replace(line, $"{line.Split(' ')[0]} 42", StringComparison.Ordinal));

        (ReactionNetwork after, long work) = Extend(before, changed);

        Assert.Equal(0, work);
        Assert.Equal(before.Species, after.Species);
        Assert.Equal(before.Reactions.Length, after.Reactions.Length);
        Assert.Same(changed, after.Model);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "two reactions without the third")]
    public void A_rule_that_is_gone_is_gone_from_the_network()
    {
        const string three =
            """
            begin seed species
              A() 1
            end seed species
            begin reaction rules
              A() -> B() 1
              B() -> C() 1
              C() -> 0 1
            end reaction rules
            """;
        ReactionNetwork before = Expand(Read(three));
        ReactionNetwork after = Extend(before, Read(three.Replace("  B() -> C() 1\n", "", StringComparison.Ordinal))).Network;

        Assert.Equal(3, before.Reactions.Length);
        Assert.Equal(["A()", "B()"], after.Species.Select(s => s.Name));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "an endless chain, and 1 MB")]
    public void Memory_is_a_limit_that_names_itself()
    {
        RuleModel chain = Read(
            """
            begin seed species
              A(a,b) 1
            end seed species
            begin reaction rules
              A(a) + A(b) <-> A(a!1).A(b!1) 1, 1
            end reaction rules
            """);

        var limits = new ExpansionLimits(MaxSpecies: 1_000_000, MaxMolecules: 1_000_000, MaxMegabytes: 1);
        var expanded = ReactionNetwork.Expand(chain, limits, cancellation: TestContext.Current.CancellationToken);

        Diagnostic error = Assert.Single(expanded.Diagnostics, d => d.Severity == Severity.Error);
        Assert.Equal("NET1101", error.Code);
        Assert.Contains("limit of 1 MB of memory; --max-memory raises it", error.Message, StringComparison.Ordinal);
    }

    // the flagship without its rules, from which everything is added
    private static string NoRules => Lines(Her2, "reaction rules").Aggregate(Her2, (text, line) => text.Replace(line, "", StringComparison.Ordinal));

    private static IEnumerable<string> Lines(string text, string block)
    {
        int from = text.IndexOf($"begin {block}", StringComparison.Ordinal), to = text.IndexOf($"end {block}", StringComparison.Ordinal);
        return text[from..to].Split('\n').Skip(1).Select(l => l.Split('#')[0]).Where(l => l.Trim().Length > 0);
    }

    private static RuleModel Read(string text)
    {
        var read = BnglReader.Read(new SourceText("test.bngl", text));
        Assert.True(read.Value is not null, string.Join('\n', read.Diagnostics.Select(d => d.Render())));
        return read.Value;
    }

    private static ReactionNetwork Expand(RuleModel model) =>
        ReactionNetwork.Expand(model, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken).Value!;

    private static (ReactionNetwork Network, long Work) Extend(ReactionNetwork part, RuleModel model)
    {
        var progress = new Last();
        var extended = part.Extend(model, ExpansionLimits.Default, progress, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(extended.Diagnostics, d => d.Severity == Severity.Error);
        return (extended.Value!, progress.Value.Applications);
    }

    // species, reactions with factors and laws, observables: in an order that does not depend on numbers
    private static string[] Text(ReactionNetwork network)
    {
        IEnumerable<string> reactions = network.Reactions.Select(r =>
            $"{Side(r.Reactants)} -> {Side(r.Products)} {r.Factor:R} {network.Model.Rules[r.RuleIndex].Name} {network.Rates[r.RateIndex]}");
        IEnumerable<string> observables = network.Observables.Select(o => $"{o.Name}: {string.Join(" + ", o.Terms.Select(t => $"{t.Weight:R} {network.Species[t.Species].Name}").Order(StringComparer.Ordinal))}");
        IEnumerable<string> seeds = network.SeedSpecies.Select(s => $"seed {network.Species[s].Name}");
        return [.. network.Species.Select(s => s.ToString()).Concat(reactions).Concat(observables).Concat(seeds).Order(StringComparer.Ordinal)];

        string Side(IEnumerable<int> species) => string.Join(" + ", species.Select(s => network.Species[s].Name).Order(StringComparer.Ordinal));
    }

    private sealed class Last : IProgress<ExpansionProgress>
    {
        public ExpansionProgress Value { get; private set; }

        public void Report(ExpansionProgress value) => Value = value;
    }
}
