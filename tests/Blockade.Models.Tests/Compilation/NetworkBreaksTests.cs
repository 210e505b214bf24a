using Blockade.Models.Compilation;
using Blockade.Numerics.Ode;
using Blockade.Testing;

namespace Blockade.Models.Tests.Compilation;

/// <summary>
/// A -> B at k times a table of steps over time: 1, from 1 on 30, from 2 on 0, so that a step which goes over a break is far off. With F its integral,
/// A = A0 exp(-k F), and by the logarithm of k it moves by -k F A.
/// </summary>
public class NetworkBreaksTests
{
    private const double Tolerance = 1e-7, Amount = 100;

    private static readonly double[] Times = [0.5, 1, 1.01, 1.5, 2, 2.5, 1000];

    private static readonly SolverOptions Options = new() { RelativeTolerance = Tolerance, AbsoluteTolerance = Tolerance };

    private static readonly Lazy<CompiledModel> Model = new(() => CompiledModelTests.Compile("""
        begin parameters
          k 0.2
        end parameters
        begin seed species
          A() 100
          B() 0
        end seed species
        begin functions
          steps() = tfun([0,1,2], [1,30,0], time, method=>"step")
          rate() = k*steps()
        end functions
        begin reaction rules
          A() -> B() rate()
        end reaction rules
        """));

    [Fact]
    [Evidence(EvidenceKind.Analytic, "A0 exp(-k F), read between steps and at the breaks themselves")]
    public void A_solver_of_a_network_steps_to_the_breaks()
    {
        Assert.Equal([0.0, 1, 2], Model.Value.Ode(Model.Value.Parameters()).Breaks.ToArray());
        var solver = new OdeSolver(Model.Value.Ode(Model.Value.Parameters()), Options);
        double t = 0;
        double[] y = [Amount, 0];
        foreach (double time in Times)
        {
            Assert.Equal(SolveStatus.Completed, solver.Sample(ref t, y, time, Times[^1], TestContext.Current.CancellationToken));

            Assert.Equal(time, t);
            Near(Left(0.2, time), y[0], solver.Statistics.AcceptedSteps, 2);
            Near(Amount - Left(0.2, time), y[1], solver.Statistics.AcceptedSteps, 2);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "-k F A0 exp(-k F)")]
    public void Sensitivities_step_to_them()
    {
        NetworkSensitivities sensitivities = Model.Value.Sensitivities(Model.Value.Parameters(), "k");
        var solver = new OdeSolver(sensitivities.System, Options);
        double t = 0;
        var y = new double[4];
        sensitivities.Start(y);
        foreach (double time in Times)
        {
            Assert.Equal(SolveStatus.Completed, solver.Sample(ref t, y, time, Times[^1], TestContext.Current.CancellationToken));

            double left = Left(0.2, time);
            Near(left, y[0], solver.Statistics.AcceptedSteps, 4);
            Near(-0.2 * Integral(time) * left, y[2], solver.Statistics.AcceptedSteps, 4);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "A0 exp(-k F) of eleven members, k over three decades, who come to the breaks with steps of their own")]
    public void Lanes_step_to_them()
    {
        double[] constants = [.. Enumerable.Range(0, 11).Select(m => 1e-3 * Math.Pow(10, 0.3 * m))];
        NetworkLanes lanes = Model.Value.Lanes([.. constants.Select(k => Model.Value.Parameters(("k", k)))]);
        var values = new double[constants.Length, Times.Length];

        MemberOutcome[] outcomes = new LaneSolver(lanes, Options, 0, Times).Run(
            0, constants.Length, (m, s, y) => values[m, s] = y[0], TestContext.Current.CancellationToken);

        for (int m = 0; m < constants.Length; m++)
        {
            Assert.Equal((SolveStatus.Completed, false), (outcomes[m].Status, outcomes[m].Alone));
            for (int s = 0; s < Times.Length; s++) Near(Left(constants[m], Times[s]), values[m, s], outcomes[m].Steps, 2);
        }
    }

    private static double Integral(double time) => Math.Min(time, 1) + (30 * Math.Clamp(time - 1, 0, 1));

    private static double Left(double k, double time) => Amount * Math.Exp(-k * Integral(time));

    // a tolerance a step in the root mean square over the values: sqrt of their number on one
    private static void Near(double exact, double found, double steps, int count) =>
        Assert.Equal(exact, found, (1 + steps) * Math.Sqrt(count) * Tolerance * (1 + Math.Abs(exact)));
}
