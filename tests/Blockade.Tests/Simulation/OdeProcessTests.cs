using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Numerics.Ode;
using Blockade.Simulation;
using Blockade.Testing;

namespace Blockade.Tests.Simulation;

public class OdeProcessTests
{
    [Theory, InlineData(Integrator.Multistep), InlineData(Integrator.Rosenbrock), InlineData(Integrator.Explicit), InlineData(Integrator.Automatic)]
    [Evidence(EvidenceKind.Analytic, "a rate of 1, 2, 3, 4 in the first, second, third and fourth unit of time: x is 1, 3, 6, 10 at their ends")]
    public void A_jump_of_a_table_over_time_is_not_stepped_over(Integrator integrator)
    {
        CompiledModel model = CompiledModel.Compile(ReactionNetwork.Expand(BnglReader.Read(new SourceText("steps.bngl", """
            begin seed species
            X() 0
            end seed species
            begin functions
            f() = tfun([0,1,2,3], [1,2,3,4], time, method=>"step")
            end functions
            begin reaction rules
            0 -> X() f()
            end reaction rules
            """)).Value!, ExpansionLimits.Default, null, TestContext.Current.CancellationToken).Value!);
        var process = new OdeProcess(model, model.Parameters(), 0, [0.0], new SolverOptions { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-8, Integrator = integrator });

        foreach ((double time, double amount) in new[] { (0.5, 0.5), (1, 1), (1.5, 2), (2.0, 3), (3, 6), (4, 10) })
        {
            Assert.Null(process.Advance(time, 4, TestContext.Current.CancellationToken));

            // between jumps every method is exact for a constant slope but for its iteration, which ends at a hundredth of the tolerance or below
            Assert.Equal(time, process.Time);
            Assert.Equal(amount, process.Amounts[0], 1e-10 * (1 + amount));
        }
    }
}
