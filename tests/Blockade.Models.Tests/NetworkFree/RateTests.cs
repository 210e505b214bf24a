using Blockade.Models.NetworkFree;
using Blockade.Testing;

namespace Blockade.Models.Tests.NetworkFree;

/// <summary>Rates that are more than a constant, where the distribution is known. Levels: one false alarm in 100,000 for a test; the seeds are fixed.</summary>
public class RateTests
{
    [Theory]
    [InlineData(0.4)]
    [InlineData(2)]
    [InlineData(7)]
    [Evidence(EvidenceKind.Analytic, "births at k·(1 + cos wt), deaths at m each: Poisson with mean k·((1 - e^-mt)/m + (m cos wt + w sin wt - m e^-mt)/(m^2 + w^2))")]
    public void Births_that_come_and_go_with_time_are_Poisson(double time)
    {
        NetworkFreeModel model = Runs.Compile(Births("20*(1+cos(3*time()))", "0.8"));
        const int runs = 4000;

        (double mean, double variance) = Runs.At(model, time, runs).Select(v => v[0]).Moments();

        (double k, double w, double m) = (20, 3, 0.8);
        double decay = Math.Exp(-m * time);
        double expected = k * (((1 - decay) / m) + (((m * Math.Cos(w * time)) + (w * Math.Sin(w * time)) - (m * decay)) / ((m * m) + (w * w))));
        Assert.Equal(expected, mean, 4.4 * Math.Sqrt(expected / runs));
        Assert.Equal(expected, variance, 4.4 * Math.Sqrt((expected + (2 * expected * expected)) / runs));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "30 a unit of time from 1.9 to 2 alone: Poisson with mean 3, however long the stretches before and after in which nothing happens")]
    public void A_short_pulse_is_not_stepped_over()
    {
        NetworkFreeModel model = Runs.Compile(Births("if(time()>1.9,if(time()<2,30,0),0)", "0"));
        const int runs = 2000;

        (double mean, double variance) = Runs.At(model, time: 50, runs).Select(v => v[0]).Moments();

        Assert.Equal(3, mean, 4.4 * Math.Sqrt(3.0 / runs));
        Assert.Equal(3, variance, 4.4 * Math.Sqrt((3 + (2 * 9)) / (double)runs));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "births at (n+1)/(1+t): Yule's process in the time ln(1+t), a geometric number with mean t")]
    public void A_rate_may_depend_on_time_and_an_observable()
    {
        NetworkFreeModel model = Runs.Compile(Births("(N+1)/(1+time())", "0"));
        const int runs = 4000;

        (double mean, _) = Runs.At(model, time: 6, runs).Select(v => v[0]).Moments();

        Assert.Equal(6, mean, 4.4 * Math.Sqrt(6.0 * 7 / runs));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "1 - t is negative beyond 1")]
    public void A_rate_that_becomes_negative_stops_the_run()
    {
        NetworkFreeSimulator simulator = Runs.Start(Runs.Compile(Births("100*(1-time())", "0")));
        double t = 0;

        Assert.Equal(NetworkFreeStatus.RateNotValid, simulator.Advance(ref t, 5, TestContext.Current.CancellationToken));
        Assert.Equal("birth", simulator.OffendingRule);
        Assert.InRange(t, 0.9, 1.5);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "of one B the A in state i takes hold at f(i)·g: what it is bound to is shared as f(i), and the time until then is exponential")]
    public void A_rate_may_be_a_product_of_what_is_counted_at_two_labels()
    {
        NetworkFreeModel model = Runs.Compile(
            """
            begin seed species
              A(b,s~one,t~x) 1
              A(b,s~two,t~y) 1
              B(a,c!1).C(b!1) 1
            end seed species
            begin observables
              Molecules One A(s~one)
              Molecules Two A(s~two)
              Molecules C C()
              Molecules BoundOne A(s~one,b!+)
              Molecules BoundTwo A(s~two,b!+)
            end observables
            begin functions
              f(x) = 1*One(x) + 3*Two(x)
              g(y) = 0.25*C(y)
            end functions
            begin reaction rules
              A%x(b) + %y:B(a) -> A%x(b!1).B(a!1) f(x)*g(y)
            end reaction rules
            """);

        double[] state = [.. Runs.At(model, time: 1, runs: 4000).Select(v => v[3] + (2 * v[4]))];

        double free = Math.Exp(-1);   // (1 + 3)/4
        Assert.InRange(Runs.ChiSquare(state, [free, (1 - free) / 4, 3 * (1 - free) / 4]), 0, 23.03);   // 2 degrees of freedom, exp(-x/2) = 1e-5
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "each X turns at a rate that the neighbour's state alone decides, from 1 to 3 when the neighbour has turned at 2: a chain of exponentials")]
    public void A_count_at_a_molecule_follows_what_happens_to_its_neighbours()
    {
        NetworkFreeModel model = Runs.Compile(
            """
            begin seed species
              X(s~u,y!1).Y(s~u,x!1) 200
            end seed species
            begin observables
              Molecules Xp X(s~p)
              Molecules Active X(y!1).Y(s~p,x!1)
            end observables
            begin functions
              turn(m) = 1 + 2*Active(m)
            end functions
            begin reaction rules
              Y(s~u) -> Y(s~p) 2
              X%m(s~u) -> X(s~p) turn(m)
            end reaction rules
            """);
        const int runs = 100;

        double turned = Runs.At(model, time: 0.5, runs).Average(v => v[0]);

        // unturned: at rate 1 until an exponential time of rate 2, at 3 after: e^-3t(1 + 2t), where both speeds are 3
        double p = 1 - (Math.Exp(-1.5) * (1 + (2 * 0.5)));
        Assert.Equal(200 * p, turned, 4.4 * Math.Sqrt(200 * p * (1 - p) / runs));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "as many events as a Poisson process of rate 4 whatever the number of molecules")]
    public void A_total_rate_is_that_of_all_matches_together()
    {
        NetworkFreeModel model = Runs.Compile(Births("0", "4 TotalRate").Replace("A() 0", "A() 1000", StringComparison.Ordinal));
        const int runs = 2000;

        (double mean, double variance) = Runs.At(model, time: 3, runs).Select(v => 1000 - v[0]).Moments();

        Assert.Equal(12, mean, 4.4 * Math.Sqrt(12.0 / runs));
        Assert.Equal(12, variance, 4.4 * Math.Sqrt((12 + (2 * 144)) / (double)runs));
    }

    [Theory]
    [InlineData("exclude_reactants(1,A(k~no))")]
    [InlineData("include_reactants(1,A(k~yes))")]
    [InlineData("exclude_products(1,A(k~no))")]
    [InlineData("include_products(1,A(k~yes))")]
    [Evidence(EvidenceKind.Analytic, "the one molecule of 20,000 that passes takes the whole rate: exponential at 0.7; without TotalRate it is as fast as if it were alone")]
    public void Conditions_leave_the_matches_that_pass(string condition)
    {
        foreach (string total in (string[])["", "TotalRate"])
        {
            NetworkFreeModel model = Runs.Compile(
                $"""
                begin seed species
                  A(s~u,k~no) {(total.Length > 0 ? 20000 : 20)}
                  A(s~u,k~yes) 1
                end seed species
                begin observables
                  Molecules Yes A(s~p,k~yes)
                  Molecules No A(s~p,k~no)
                end observables
                begin reaction rules
                  A(s~u) -> A(s~p) 0.7 {condition} {total}
                end reaction rules
                """);
            int runs = total.Length > 0 ? 100 : 2000;

            double[][] values = Runs.At(model, time: 1, runs);

            double p = 1 - Math.Exp(-0.7);
            Assert.All(values, v => Assert.Equal(0, v[1]));
            Assert.Equal(p, values.Average(v => v[0]), 4.4 * Math.Sqrt(p * (1 - p) / runs));
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "steps up at 1 from 0 until 2, the last: a Poisson number cut off at 2")]
    public void A_counter_steps_to_the_next_whole_number_and_stops_at_its_end()
    {
        NetworkFreeModel model = Runs.Compile(
            """
            begin molecule types
              A(m~0~1~2~PLUS~MINUS)
            end molecule types
            begin seed species
              A(m~0) 1
            end seed species
            begin observables
              Molecules One A(m~1)
              Molecules Two A(m~2)
            end observables
            begin reaction rules
              A(m~?) -> A(m~PLUS) 1
            end reaction rules
            """);

        double[] state = [.. Runs.At(model, time: 1, runs: 4000).Select(v => v[0] + (2 * v[1]))];

        double e = Math.Exp(-1);
        Assert.InRange(Runs.ChiSquare(state, [e, e, 1 - (2 * e)]), 0, 23.03);   // 2 degrees of freedom, exp(-x/2) = 1e-5
    }

    private static string Births(string birth, string death) =>
        $"""
        begin molecule types
          A()
        end molecule types
        begin seed species
          A() 0
        end seed species
        begin observables
          Molecules N A()
        end observables
        begin functions
          more() = {birth}
        end functions
        begin reaction rules
          birth: 0 -> A() more
          A() -> 0 {death}
        end reaction rules
        """;
}
