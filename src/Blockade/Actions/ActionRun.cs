using System.Collections.Immutable;
using Blockade.Models.Actions;
using Blockade.Simulation;

namespace Blockade.Actions;

/// <summary>
/// Does what the actions of a BNGL file ask for, as BioNetGen would, and gives back the files that it would write. Nothing is written here, and
/// nothing but the program decides the result: the same program, options and version give the same bytes.
/// </summary>
public static class ActionRun
{
    /// <summary>
    /// Runs a program to its end, or to the first action that fails. Cost: that of its actions; the network is expanded once, and parameters
    /// that change later are slots of it.
    /// </summary>
    public static ActionResult Run(ActionProgram program, ActionRunOptions options, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(options);
        var context = new ActionContext(program, options, progress, cancellation);
        var runner = new ActionRunner(context);
        ActionStatus status = ActionStatus.Completed;
        try
        {
            foreach (ActionStep step in program.Steps)
            {
                if (step is ActionStep.Quit) break;
                cancellation.ThrowIfCancellationRequested();
                status = runner.Run(step);
                context.Files.Commit();   // of a step that failed, what it reached
                if (status != ActionStatus.Completed) break;
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            context.Files.Discard();
            status = ActionStatus.Interrupted;
        }

        return new ActionResult(context.Files.Files, [.. context.Diagnostics], [.. context.Log], [.. context.Seeds.Distinct()], status);
    }
}
