using Blockade.Numerics.Ode;
using Blockade.Numerics.Tests.Cvode;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Ode;

public class StiffTestSetTests
{
    public static TheoryData<string, double, Integrator> Cases => Each(StiffTestSet.Names);

    public static TheoryData<string, double, Integrator> PublishedCases => Each(StiffTestSet.NamesOfPublished);

    [Theory, MemberData(nameof(PublishedCases))]
    [Evidence(EvidenceKind.Published, "Mazzia and Magherini (2008), Test Set for IVP Solvers 2.4, Bari: end states of six stiff problems")]
    public void Stiff_problems_end_at_their_published_states(string name, double tolerance, Integrator method)
    {
        StiffTestSet.Problem problem = StiffTestSet.Get(name);
        double absolute = tolerance * problem.Scale * 1e-2;
        double t = 0;
        double[] y = [.. problem.Start];
        OdeIntegrator solver = OdeIntegrator.Of(
            problem.System, new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = absolute, Integrator = method, MaxSteps = 1_000_000 });

        SolveStatus status = solver.Advance(ref t, y, problem.End, TestContext.Current.CancellationToken);

        Assert.Equal((SolveStatus.Completed, problem.End), (status, t));

        // a tolerance a step: these flows contract, or shift along a cycle no faster than the errors add up
        double allowed = solver.Statistics.AcceptedSteps;
        for (int i = 0; i < y.Length; i++)
        {
            double weight = (tolerance * Math.Abs(problem.Published[i])) + absolute;
            Assert.True(
                Math.Abs(y[i] - problem.Published[i]) <= allowed * weight,
                $"y{i + 1} = {y[i]:R}, published {problem.Published[i]:R}: {Math.Abs(y[i] - problem.Published[i]) / weight:F1} tolerances in {allowed} steps");
        }
    }

    [Theory, MemberData(nameof(Cases))]
    [Evidence(EvidenceKind.OtherProgram, "CVODE 6.4.1, BDF, dense, difference-quotient Jacobian, tolerances a thousandth of ours")]
    public void Stiff_problems_go_where_CVODE_goes(string name, double tolerance, Integrator method)
    {
        CvodeSolver.SkipUnlessInstalled();
        StiffTestSet.Problem problem = StiffTestSet.Get(name);
        double absolute = tolerance * problem.Scale * 1e-2;
        double t = 0, tReference = 0;
        double[] y = [.. problem.Start], reference = [.. problem.Start];
        OdeIntegrator solver = OdeIntegrator.Of(
            problem.System, new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = absolute, Integrator = method, MaxSteps = 1_000_000 });
        using var cvode = new CvodeSolver(problem.System, 1e-3 * tolerance, 1e-3 * absolute);

        foreach (double part in new[] { 1e-6, 1e-3, 0.1, 0.5, 1 })   // on the way as well as at the end
        {
            Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, part * problem.End, TestContext.Current.CancellationToken));
            cvode.Advance(ref tReference, reference, part * problem.End);

            double allowed = solver.Statistics.AcceptedSteps + (1e-3 * cvode.Steps);   // a tolerance a step, from both
            for (int i = 0; i < y.Length; i++)
            {
                double weight = (tolerance * Math.Abs(reference[i])) + absolute;
                Assert.True(
                    Math.Abs(y[i] - reference[i]) <= allowed * weight,
                    $"t = {t}: y{i + 1} = {y[i]:R}, CVODE {reference[i]:R}: {Math.Abs(y[i] - reference[i]) / weight:F1} tolerances in {allowed:F0} steps");
            }
        }
    }

    private static TheoryData<string, double, Integrator> Each(string[] names) => new(
        from name in names
        from tolerance in name == "Ring modulator" ? [1e-6] : new[] { 1e-4, 1e-6, 1e-8 }   // twenty thousand steps even so
        from method in new[] { Integrator.Multistep, Integrator.Rosenbrock, Integrator.Automatic }
        select (name, tolerance, method));
}
