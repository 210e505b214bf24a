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

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "values against the network of one parameter set; slopes against central differences, exact for what is at most quadratic")]
    public void Functions_in_lanes_are_what_each_member_has_and_know_their_slopes()
    {
        CompiledModel model = CompiledModelTests.Compile(MassAction.Replace(
            "begin reaction rules", "begin functions\n  twice() = 2*Active\n  part() = d*Active*Active+twice()\n  constant() = kf\nend functions\nbegin reaction rules", StringComparison.Ordinal));
        double[][] members = [.. Enumerable.Range(0, 8).Select(m => model.Parameters(("d", 0.3 / (m + 1))))];
        FunctionLanes functions = model.FunctionLanes(members, "part", "constant");
        int n = model.SpeciesNames.Length;
        double[] y = new double[8 * n], values = new double[16], slopes = new double[8 * n], all = new double[3], above = new double[16], below = new double[16];
        for (int lane = 0; lane < 8; lane++)
        {
            functions.Load(lane, 7 - lane);
            for (int i = 0; i < n; i++) y[(8 * i) + lane] = 3 + (i * (lane + 1));
        }

        functions.Evaluate(y, values);
        functions.Slopes(0, slopes);
        Assert.Equal(0, functions.Species(1).Length);
        Assert.Equal(model.SpeciesNames.Count(s => s.Contains("p~1", StringComparison.Ordinal)), functions.Species(0).Length);
        for (int lane = 0; lane < 8; lane++)
        {
            double[] state = [.. Enumerable.Range(0, n).Select(i => y[(8 * i) + lane])], one = new double[2];
            model.Ode(members[7 - lane]).Functions(0, state, all);
            functions.Evaluate(lane, state, one);
            Assert.Equal(1, values[lane] / all[1], 1e-14);   // a sum of a few terms in another order
            Assert.Equal(1, one[0] / all[1], 1e-14);
            Assert.Equal((members[0][model.ParameterIndex("kf")], members[0][model.ParameterIndex("kf")]), (values[8 + lane], one[1]));
        }

        for (int k = 0; k < functions.Species(0).Length; k++)
        {
            int species = functions.Species(0)[k];
            double[] up = [.. y], down = [.. y];
            for (int lane = 0; lane < 8; lane++) (up[(8 * species) + lane], down[(8 * species) + lane]) = (y[(8 * species) + lane] + 1, y[(8 * species) + lane] - 1);
            functions.Evaluate(up, above);
            functions.Evaluate(down, below);
            for (int lane = 0; lane < 8; lane++) Assert.Equal((above[lane] - below[lane]) / 2, slopes[(8 * k) + lane], 1e-9);   // values of some thousands, to their rounding
        }

        Assert.Throws<ArgumentException>(() => model.FunctionLanes(members, "missing"));
    }

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
