using Blockade.Models.NetworkFree;
using Blockade.Testing;

namespace Blockade.Models.Tests.NetworkFree;

public class SimulatorContractTests
{
    private const string Growth =
        """
        begin parameters
          k 5
        end parameters
        begin seed species
          A(a,b) 3
        end seed species
        begin observables
          Molecules N A()
        end observables
        begin reaction rules
          0 -> A(a,b) k
          A(a) + A(b) <-> A(a!1).A(b!1) 1, 1
        end reaction rules
        """;

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same seed and replicate")]
    public void The_same_address_gives_the_same_run_and_another_replicate_another()
    {
        NetworkFreeModel model = Runs.Compile(Growth);

        var first = Follow(model, replicate: 3);

        Assert.Equal(first, Follow(model, replicate: 3));
        Assert.NotEqual(first, Follow(model, replicate: 4));

        static (long, long, string) Follow(NetworkFreeModel model, uint replicate)
        {
            NetworkFreeSimulator simulator = Runs.Start(model, replicate);
            double t = 0;
            simulator.Advance(ref t, 20, TestContext.Current.CancellationToken);
            return (simulator.Events, simulator.NullEvents, string.Join(' ', simulator.Species()));
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a limit is a status, and the run can go on from where it stopped")]
    public void Events_are_limited_by_call()
    {
        NetworkFreeSimulator simulator = Runs.Start(Runs.Compile(Growth), limits: new NetworkFreeLimits(MaxEvents: 10));
        double t = 0;

        NetworkFreeStatus status = simulator.Advance(ref t, 1000, TestContext.Current.CancellationToken);

        Assert.Equal(NetworkFreeStatus.EventLimitReached, status);
        Assert.Equal(10, simulator.Events + simulator.NullEvents);
        Assert.InRange(t, 1e-6, 999);
        Assert.Equal(NetworkFreeStatus.EventLimitReached, simulator.Advance(ref t, 1000, TestContext.Current.CancellationToken));
        Assert.Equal(20, simulator.Events + simulator.NullEvents);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(2)]
    [Evidence(EvidenceKind.Analytic, "one synthesis makes one molecule; three are seeded")]
    public void Molecules_are_limited(int limit)
    {
        NetworkFreeSimulator simulator = Runs.Start(Runs.Compile(Growth), limits: new NetworkFreeLimits(MaxMolecules: limit));
        double t = 0;

        NetworkFreeStatus status = simulator.Advance(ref t, 1e6, TestContext.Current.CancellationToken);

        Assert.Equal(NetworkFreeStatus.MoleculeLimitReached, status);
        Assert.InRange(simulator.Molecules, 0, limit + 1);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "binding of 50 to 3e9 that are left as good as they are: exponential at 1e-9 times 3e9; one molecule more would be too many")]
    public void Molecules_without_sites_are_a_number_and_take_no_memory()
    {
        NetworkFreeSimulator simulator = Runs.Start(
            Runs.Compile(
                """
                begin molecule types
                  P() population
                  K(s~u~p)
                end molecule types
                begin seed species
                  P() 3e9
                  K(s~u) 50
                end seed species
                begin observables
                  Molecules P P()
                  Molecules Up K(s~p)
                end observables
                begin reaction rules
                  K(s~u) + P() -> K(s~p) 1e-9
                end reaction rules
                """),
            limits: new NetworkFreeLimits(MaxMolecules: 50));
        (double t, var values) = (0, new double[2]);

        Assert.Equal(NetworkFreeStatus.Completed, simulator.Advance(ref t, 0.3, TestContext.Current.CancellationToken));
        simulator.Observables(values);

        double p = 1 - Math.Exp(-0.9);
        Assert.Equal(50, simulator.Molecules);
        Assert.Equal(3e9, values[0] + values[1]);
        Assert.Equal(50 * p, values[1], 4.4 * Math.Sqrt(50 * p * (1 - p)));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a token that is cancelled")]
    public void A_run_can_be_cancelled()
    {
        NetworkFreeSimulator simulator = Runs.Start(Runs.Compile(Growth));
        double t = 0;

        Assert.Throws<OperationCanceledException>(() => simulator.Advance(ref t, 1, new CancellationToken(canceled: true)));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "1/(N-4) is infinite at four molecules and negative below")]
    public void A_rate_that_is_no_rate_stops_the_run_and_is_named()
    {
        NetworkFreeSimulator simulator = Runs.Start(Runs.Compile(Growth.Replace("0 -> A(a,b) k", "odd: 0 -> A(a,b) k/(N-4)", StringComparison.Ordinal)));
        double t = 0;

        Assert.Equal(NetworkFreeStatus.RateNotValid, simulator.Advance(ref t, 1, TestContext.Current.CancellationToken));
        Assert.Equal("odd", simulator.OffendingRule);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "nothing can happen")]
    public void Without_events_time_passes()
    {
        NetworkFreeSimulator simulator = Runs.Start(Runs.Compile(Growth.Replace("k 5", "k 0", StringComparison.Ordinal).Replace("(a,b) 3", "(a,b) 1", StringComparison.Ordinal)));
        double t = 0;

        Assert.Equal(NetworkFreeStatus.Completed, simulator.Advance(ref t, 7, TestContext.Current.CancellationToken));
        Assert.Equal(7, t);
        Assert.Equal([1], simulator.ComplexSizes("A"));
        Assert.Throws<ArgumentException>(() => simulator.ComplexSizes("B"));
        Assert.Throws<ArgumentOutOfRangeException>(() => simulator.Advance(ref t, 6, TestContext.Current.CancellationToken));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "asked for often or once, and counted from the list of species")]
    public void Observables_are_the_same_however_often_they_are_asked_for()
    {
        NetworkFreeModel model = Runs.Compile(
            """
            begin seed species
              A(b,s~u) 40
              B(a,a) 30
            end seed species
            begin observables
              Molecules Bound A(b!+)
              Molecules Pairs A(b!1,s~p).B(a!1)
              Molecules Hot A(s~p)
              Species Free B(a,a)
            end observables
            begin reaction rules
              A(b) + B(a) <-> A(b!1).B(a!1) 0.01, 1
              A(s~u) <-> A(s~p) 1, 2
            end reaction rules
            """);
        NetworkFreeSimulator often = Runs.Start(model), once = Runs.Start(model);
        double t = 0, other = 0;
        double[] watched = new double[4], last = new double[4];

        for (int k = 1; k <= 400; k++)   // some events between two looks, so that counting with every event soon costs less
        {
            often.Advance(ref t, k * 0.01, TestContext.Current.CancellationToken);
            often.Observables(watched);
            once.Advance(ref other, k * 0.01, TestContext.Current.CancellationToken);
        }

        once.Observables(last);
        (string Name, long Count)[] species = [.. once.Species()];
        Assert.Equal(last, watched);
        Assert.Equal(Sum(s => s.Contains("A(", StringComparison.Ordinal), "b!"), last[0]);
        Assert.Equal(Sum(_ => true, "s~p"), last[2]);
        Assert.Equal(species.Where(s => s.Name == "B(a,a)").Sum(s => s.Count), last[3]);
        Assert.True(last[1] > 0 && last[1] < last[0]);

        double Sum(Func<string, bool> isMeant, string part) =>
            species.Where(s => isMeant(s.Name)).Sum(s => s.Count * (double)s.Name.Split(part).Length) - species.Where(s => isMeant(s.Name)).Sum(s => s.Count);
    }
}
