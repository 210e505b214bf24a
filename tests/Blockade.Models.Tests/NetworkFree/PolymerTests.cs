using Blockade.Models.NetworkFree;
using Blockade.Testing;

namespace Blockade.Models.Tests.NetworkFree;

/// <summary>Chains and trees without a largest one, against equilibrium theory.</summary>
public class PolymerTests
{
    [Fact]
    [Evidence(EvidenceKind.Published, "Perelson and DeLisi (1980), Math. Biosci. 48:71, doi:10.1016/0025-5564(80)90017-6; Flory (1936): bonds by mass action on sites, chains by independent ends")]
    public void Two_arms_on_two_sites_make_chains_as_long_as_equilibrium_says()
    {
        NetworkFreeModel model = Runs.Compile(
            """
            begin molecule types
              L(r,r)
              R(l,l)
            end molecule types
            begin seed species
              L(r,r) 300
              R(l,l) 300
            end seed species
            begin observables
              Molecules Bonds L(r!1).R(l!1)
              Molecules FreeL L(r,r)
              Molecules One L(r!1,r).R(l!1,l)
              Molecules Two L(r!1,r).R(l!1,l!2).L(r!2,r)
              Species All L() R()
            end observables
            begin reaction rules
              L(r) + R(l) <-> L(r!1).R(l!1) 0.01, 1
            end reaction rules
            """);
        const int runs = 30;

        // binding relaxes at no less than the off rate, 1: at t = 12 the start is forgotten
        double[][] values = Runs.At(model, time: 12, runs);

        // k(600 - B)^2 = B, k = 0.01; a site is bound with probability p; ends are independent. What can be turned round is counted twice
        double b = 600 + (1 / 0.02) - Math.Sqrt(((600 + 50.0) * (600 + 50.0)) - 360_000);
        double p = b / 600;
        double q = 1 - p;
        double[] expected = [b, 2 * 300 * q * q, 300 * 2 * p * q * q, 2 * 300 * p * p * q * q, 0];
        for (int o = 0; o < 4; o++)
        {
            (double mean, double variance) = values.Select(v => v[o]).Moments();

            // 4.4 standard errors; and one part in 300, because a chain cannot bind its own ends: one pair of a chain's ends in 300 pairs
            Assert.Equal(expected[o], mean, (4.4 * Math.Sqrt(variance / runs)) + (expected[o] / 300));
        }

        // without rings a bond less is a complex more, run by run. Species counts once for each pattern it matches: singles once, chains twice
        Assert.All(Enumerable.Range(0, 3), r =>
        {
            NetworkFreeSimulator simulator = Runs.Start(model, (uint)r);
            double t = 0;
            simulator.Advance(ref t, 12, TestContext.Current.CancellationToken);
            Assert.Equal(600 - values[r][0], simulator.Complexes);
            Assert.Equal(600, simulator.ComplexSizes("L").Sum() + simulator.ComplexSizes("R").Sum());
            Assert.Equal(values[r][4], simulator.ComplexSizes("L").Length + simulator.ComplexSizes("R").Length);
        });
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Macken and Perelson (1985), Branching processes applied to cell surface aggregation phenomena, doi:10.1007/978-3-642-52115-7; Flory-Stockmayer: the gel appears where (f-1)(g-1)·pL·pR = 1")]
    public void Three_arms_on_two_sites_gel_where_theory_says()
    {
        // no rings: a forest. Trees of 3-armed ligands and 2-sited receptors stay small for 2·pL·pR < 1 and become one giant beyond it
        double below = LargestShare(bindingOverRelease: 2e-4);
        double above = LargestShare(bindingOverRelease: 5e-2);

        Assert.InRange(below, 0, 0.05);
        Assert.InRange(above, 0.3, 1);

        // 1000 L and 1500 R, 3000 sites each: p of a site from mass action K(3000 - B)^2 = B
        static double LargestShare(double bindingOverRelease)
        {
            double half = 3000 + (1 / (2 * bindingOverRelease));
            double p = (half - Math.Sqrt((half * half) - 9e6)) / 3000;
            NetworkFreeModel model = Runs.Compile(
                $"""
                begin parameters
                  K {bindingOverRelease.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}
                end parameters
                begin molecule types
                  L(r,r,r)
                  R(l,l)
                end molecule types
                begin seed species
                  L(r,r,r) 1000
                  R(l,l) 1500
                end seed species
                begin observables
                  Molecules Bonds L(r!1).R(l!1)
                end observables
                begin reaction rules
                  L(r) + R(l) <-> L(r!1).R(l!1) K, 1
                end reaction rules
                """);
            NetworkFreeSimulator simulator = Runs.Start(model);
            double t = 0;
            simulator.Advance(ref t, 30, TestContext.Current.CancellationToken);
            Assert.Equal(2500 - simulator.Complexes, Bonds(simulator));
            Assert.Equal(2 * p * p < 1, bindingOverRelease < 1e-3);   // 0.31 and 1.7: well on either side of the gel point
            return simulator.ComplexSizes("L").Max() / 1000.0;
        }

        static double Bonds(NetworkFreeSimulator simulator)
        {
            var values = new double[1];
            simulator.Observables(values);
            return values[0];
        }
    }
}
