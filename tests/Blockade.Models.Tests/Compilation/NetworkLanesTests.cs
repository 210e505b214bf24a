using Blockade.Models.Compilation;
using Blockade.Numerics.Ode;
using Blockade.Testing;

namespace Blockade.Models.Tests.Compilation;

public class NetworkLanesTests
{
    private const string MassAction = """
        begin parameters
          kf 0.01
          kr 0.1
          d 0.05
          A0 40
        end parameters
        begin seed species
          A(b,b,p~0) A0
          B(a) 30
          $C() 5
        end seed species
        begin observables
          Molecules Active A(p~1)
        end observables
        begin reaction rules
          A(b) + B(a) <-> A(b!1).B(a!1) kf, kr
          A(p~0) -> A(p~1) 2*d
          B(a) + B(a) -> B(a) kf/3
          C() -> C() + B(a) d
          0 -> A(b,b,p~0) d
        end reaction rules
        """;

    private const string Functional = """
        begin parameters
          k 0.3
          K 20
          d 0.05
        end parameters
        begin seed species
          A(p~0) 40
        end seed species
        begin observables
          Molecules Active A(p~1)
        end observables
        begin functions
          saturating() = k*K/(K+Active)+0.01*time()
        end functions
        begin reaction rules
          A(p~0) -> A(p~1) saturating()
          A(p~1) -> A(p~0) d
        end reaction rules
        """;

    [Theory, InlineData(MassAction), InlineData(Functional)]
    [Evidence(EvidenceKind.Metamorphic, "each lane against the network of one parameter set at the lane's own time and state")]
    public void A_lane_computes_what_its_member_does_alone(string bngl)
    {
        CompiledModel model = CompiledModelTests.Compile(bngl);
        double[][] members = [.. Enumerable.Range(0, 11).Select(m => model.Parameters((model.ParameterNames[0], 0.01 * (m + 1)), ("d", 0.3 / (m + 1))))];
        NetworkLanes lanes = model.Lanes(members);
        int n = lanes.Dimension, entries = lanes.JacobianPattern.EntryCount;
        double[] t = new double[LaneSystem.Lanes], y = new double[n * LaneSystem.Lanes], f = new double[y.Length], j = new double[entries * LaneSystem.Lanes];
        var start = new double[n];
        int[] held = [3, 0, 10, 7, 7, 1, 9, 4];
        for (int lane = 0; lane < held.Length; lane++)
        {
            lanes.Load(lane, held[lane], start);
            var expected = new double[n];
            model.InitialState(members[held[lane]], expected);
            Assert.Equal(expected, start);
            t[lane] = 1.5 * lane;
            for (int i = 0; i < n; i++) y[(i * LaneSystem.Lanes) + lane] = start[i] + (0.7 * i) + lane;
        }

        lanes.Derivative(t, y, f);
        lanes.Jacobian(t, y, j);

        for (int lane = 0; lane < held.Length; lane++)
        {
            OdeSystem alone = lanes.Alone(held[lane]);
            double[] state = [.. Enumerable.Range(0, n).Select(i => y[(i * LaneSystem.Lanes) + lane])], slope = new double[n], jacobian = new double[entries];
            alone.Derivative(t[lane], state, slope);
            alone.Jacobian(t[lane], state, jacobian);

            // the same sums of a few terms, whose products may be taken in another order: some ulps of the largest term, 1e3 here
            for (int i = 0; i < n; i++) Assert.Equal(slope[i], f[(i * LaneSystem.Lanes) + lane], 1e-12);
            for (int e = 0; e < entries; e++) Assert.Equal(jacobian[e], j[(e * LaneSystem.Lanes) + lane], 1e-12);
        }
    }

    [Theory, InlineData(MassAction), InlineData(Functional)]
    [Evidence(EvidenceKind.Metamorphic, "an ensemble in lanes against the same members one after the other, by another linear solver")]
    public void An_ensemble_goes_where_its_members_go(string bngl)
    {
        const double tolerance = 1e-7;
        CompiledModel model = CompiledModelTests.Compile(bngl);
        double[][] members = [.. Enumerable.Range(0, 11).Select(m => model.Parameters(("d", 0.3 / (m + 1))))];
        var options = new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance };
        var ends = new double[11][];

        MemberOutcome[] outcomes = new LaneSolver(model.Lanes(members), options, 0, [20]).Run(
            0, 11, (m, _, y) => ends[m] = y.ToArray(), TestContext.Current.CancellationToken);

        for (int m = 0; m < 11; m++)
        {
            double t = 0;
            var y = new double[model.SpeciesNames.Length];
            model.InitialState(members[m], y);
            var solver = new OdeSolver(model.Ode(members[m]), options with { LinearSolver = LinearSolver.Direct });
            Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, 20, TestContext.Current.CancellationToken));
            Assert.Equal((SolveStatus.Completed, false), (outcomes[m].Status, outcomes[m].Alone));
            double allowed = (outcomes[m].Steps + solver.Statistics.AcceptedSteps) * tolerance;   // a tolerance a step, from both
            for (int i = 0; i < y.Length; i++) Assert.Equal(y[i], ends[m][i], allowed * (1 + Math.Abs(y[i])));
        }
    }
}
