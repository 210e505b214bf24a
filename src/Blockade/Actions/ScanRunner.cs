using System.Collections.Immutable;
using System.Text;
using Blockade.Models.Actions;
using Blockade.Models.Expressions;
using Blockade.Simulation;

namespace Blockade.Actions;

/// <summary>
/// Runs a scan: the same thing at every value of a parameter, and the last row of each in one file <c>NAME.scan</c>. What is simulated at a point goes
/// into <c>NAME/NAME_00001.*</c> and so on.
/// </summary>
internal sealed class ScanRunner(ActionContext context, ActionRunner runner)
{
    private const string Label = "SCAN";   // BioNetGen's own, and so known to resetConcentrations afterwards

    public ActionStatus Run(ActionStep.Scan step)
    {
        ScanRequest request = step.Request;
        if (request.Values.Length > context.Options.MaxPoints)
        {
            return context.Fail(step, "ACT1103", FormattableString.Invariant($"{request.Values.Length} points are more than the limit of {context.Options.MaxPoints}; --max-points raises it"), ActionStatus.LimitReached);
        }

        string prefix = request.Name.Prefix ?? context.Name;
        if (!request.IsBifurcation)
        {
            string name = $"{prefix}_{request.Name.Suffix ?? request.Parameter}";
            ActionStatus done = Points(step, name, request.Values, out List<double[]> rows, out string[] columns);
            if (done != ActionStatus.Completed) return done;
            StringBuilder text = context.Files.Replace($"{name}.scan");
            DataRows.ScanHeader(text, request.Parameter, columns);
            for (int k = 0; k < rows.Count; k++) DataRows.ScanRow(text, request.Values[k], rows[k]);
            context.Files.Count(text.Length);
            return context.Files.IsFull ? runner.Full(step) : ActionStatus.Completed;
        }

        string stem = request.Name.Suffix is string suffix ? $"{prefix}_{suffix}" : prefix;
        ActionStatus status = Points(step, $"{stem}_forward", request.Values, out List<double[]> forward, out string[] names);
        if (status != ActionStatus.Completed) return status;
        status = Points(step, $"{stem}_backward", [.. request.Values.Reverse()], out List<double[]> backward, out _);
        if (status != ActionStatus.Completed) return status;
        for (int c = 0; c < names.Length; c++)
        {
            StringBuilder text = context.Files.Replace($"{stem}_bifurcation_{names[c]}.scan");
            DataRows.ScanHeader(text, request.Parameter, [names[c] + "_fwd", names[c] + "_bwd"]);
            for (int k = 0; k < forward.Count; k++) DataRows.ScanRow(text, request.Values[k], [forward[k][c], backward[^(k + 1)][c]]);
            context.Files.Count(text.Length);
        }

        return context.Files.IsFull ? runner.Full(step) : ActionStatus.Completed;
    }

    // the parameter keeps its last value, as in BioNetGen
    private ActionStatus Points(ActionStep.Scan step, string name, ImmutableArray<double> values, out List<double[]> rows, out string[] columns)
    {
        ScanRequest request = step.Request;
        rows = [];
        columns = [];
        context.State.SaveAmounts(Label);
        context.Files.ReplaceFolder(name);
        for (int k = 0; k < values.Length; k++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.State.SetParameter(request.Parameter, new Expression.Number(values[k]));
            if (request.ResetsAmounts) context.State.ResetAmounts(Label);
            double[] last = [];
            foreach (ActionStep inner in request.Body)
            {
                ActionStatus status;
                if (inner is ActionStep.Simulate simulate)
                {
                    SimulationRequest point = simulate.Request with { KeepsFinalState = simulate.Request.KeepsFinalState && !request.ResetsAmounts };
                    status = runner.Simulate(inner, point, out double[] row, FormattableString.Invariant($"{name}/{name}_{k + 1:00000}"));
                    last = row;
                    columns = Columns(point);
                }
                else
                {
                    status = runner.Run(inner);
                }

                if (status != ActionStatus.Completed) return status;
            }

            rows.Add([.. last]);
            context.Progress?.Report(new RunProgress("scan points", k + 1, values.Length));
        }

        if (request.ResetsAmounts) context.State.ResetAmounts(Label);
        context.Log.Add(FormattableString.Invariant($"{request.Parameter}: {values.Length} points"));
        return ActionStatus.Completed;
    }

    private string[] Columns(SimulationRequest request) =>
        [.. context.State.Compiled.ObservableNames, .. request.PrintsFunctions ? (context.State.Network is null ? context.State.Compiled : context.State.CompiledWithRates()).FunctionNames : []];
}
