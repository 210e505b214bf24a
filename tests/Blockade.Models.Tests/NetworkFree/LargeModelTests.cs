using System.Diagnostics;
using System.Globalization;
using System.Text;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.NetworkFree;
using Blockade.Models.Rules;
using Blockade.Testing;

namespace Blockade.Models.Tests.NetworkFree;

/// <summary>Models of very many rules that have nothing to do with each other.</summary>
public class LargeModelTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "cost linear in the model: seconds, not minutes; each type has the sets of its own rule and no others")]
    public void Sixty_thousand_rules_over_as_many_types_are_compiled_in_time()
    {
        const int Many = 60_000;
        var text = new StringBuilder();
        Block("parameters", "k{0} 1");
        Block("molecule types", "M{0}(s~u~p)");
        Block("observables", "Molecules O{0} M{0}(s~p)");
        Block("functions", "f{0}() = k{0}*O{0}");
        Block("reaction rules", "M{0}(s~u) -> M{0}(s~p) f{0}()");
        RuleModel model = BnglReader.Read(new SourceText("m.bngl", text.ToString())).Value!;
        long start = Stopwatch.GetTimestamp();

        NetworkFreeModel compiled = NetworkFreeModel.Compile(model).Value!;

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 120);   // a few seconds; it took more than ten minutes where every type looked at every rule
        Assert.All(compiled.SetsOfRootType, sets => Assert.Equal(2, sets.Length));
        Assert.All(compiled.RulesOfSet, rules => Assert.True(rules.Length <= 1));
        Assert.All(compiled.Rules.Select((r, i) => (r.RateObservables, i)), r => Assert.Equal([r.i], r.RateObservables));

        void Block(string name, string line)
        {
            text.Append(CultureInfo.InvariantCulture, $"begin {name}\n");
            for (int i = 0; i < Many; i++) text.Append(string.Format(CultureInfo.InvariantCulture, line, i)).Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"end {name}\n");
        }
    }
}
