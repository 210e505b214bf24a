using Blockade.Actions;
using Blockade.Models.Actions;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;

namespace Blockade.Tests.Actions;

/// <summary>A hundred thousand molecules that die one by one, and what actions make of them.</summary>
internal static class DyingMolecules
{
    public const int First = 100_000;

    private const string Model = """
        begin seed species
          A() 100000
        end seed species
        begin observables
          Molecules Left A()
        end observables
        begin reaction rules
          A() -> 0 1
        end reaction rules

        """;

    public static Checked<ActionProgram> Read(string actions) => ActionProgramReader.Read(new SourceText("m.bngl", Model + actions + "\n"));

    /// <summary>The lines of the run's <c>.gdat</c> without its heading.</summary>
    public static string[] Rows(Checked<ActionProgram> program)
    {
        ActionResult result = ActionRun.Run(program.Value!, new ActionRunOptions(), null, TestContext.Current.CancellationToken);
        return result.Files.Single(f => f.Name == "m.gdat").Content.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
    }
}
