using System.Globalization;
using System.Text;
using Blockade.Models.Actions;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Actions;

/// <summary>
/// Runs a network as it is and once more for each parameter, raised by a part of itself, and writes the differences per unit of the parameter:
/// <c>.csc</c> for species, <c>.gsc</c> for observables, a row each, with the times above.
/// </summary>
internal sealed class SensitivityRunner(ActionContext context, ActionRunner runner)
{
    /// <summary>Does it; the model stays as it was.</summary>
    public ActionStatus Run(ActionStep.Sensitivity step)
    {
        ModelState before = context.State;
        ActionStatus status = Courses(step);
        context.State = before;
        return status;
    }

    private ActionStatus Courses(ActionStep.Sensitivity step)
    {
        SensitivityRequest request = step.Request;
        string original = $"{request.Stem}_basecase_{request.Suffix}";
        ActionStatus status = Course(step, null, 0, request.EquilibratesFirst ? $"{request.Stem}_baseequil_{request.Suffix}" : null, original);
        if (status != ActionStatus.Completed) return status;
        double[] values = context.State.Parameters();
        string[] names = [.. context.State.Compiled.ParameterNames];
        for (int p = 0; p < names.Length; p++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (values[p] == 0) continue;   // a part of nothing
            string raised = $"{request.Stem}_{names[p]}_{request.Suffix}";
            double value = values[p] * (1 + request.Rise);
            status = Course(step, names[p], value, request.EquilibratesAgain ? $"{request.Stem}_equil_{names[p]}_{request.Suffix}" : null, raised);
            if (status != ActionStatus.Completed) return status;
            WriteSlopes(original + ".cdat", raised + ".cdat", raised + ".csc", value - values[p]);
            if (context.Files.Has(original + ".gdat")) WriteSlopes(original + ".gdat", raised + ".gdat", raised + ".gsc", value - values[p]);
            if (context.Files.IsFull) return runner.Full(step);
        }

        return ActionStatus.Completed;
    }

    private ActionStatus Course(ActionStep.Sensitivity step, string? parameter, double value, string? equilibration, string name)
    {
        ActionStatus status = runner.Run(step.Network);
        if (status != ActionStatus.Completed) return status;
        if (parameter is not null) context.State.SetParameter(parameter, new Expression.Number(value));
        SimulationRequest run = step.Request.Run;
        if (equilibration is not null)
        {
            var steady = run with { Name = new OutputName(equilibration, null), End = new Expression.Number(step.Request.LongestEquilibration), IsToSteadyState = true };
            status = runner.Simulate(step, steady, out _);
            if (status != ActionStatus.Completed) return status;
        }

        foreach (ActionStep input in step.Request.Inputs)
        {
            status = runner.Run(input);
            if (status != ActionStatus.Completed) return status;
        }

        return runner.Simulate(step, run with { Name = new OutputName(name, null) }, out _);
    }

    private void WriteSlopes(string original, string raised, string name, double step)
    {
        (string[] columns, double[][] before) = Read(original);
        (_, double[][] after) = Read(raised);
        StringBuilder text = context.Files.Replace(name);
        DataRows.SlopeRow(text, "# time", [.. before.Select(r => r[0])]);
        for (int c = 1; c < columns.Length; c++) DataRows.SlopeRow(text, columns[c], [.. before.Zip(after, (b, a) => (a[c] - b[c]) / step)]);
        context.Files.Count(text.Length);
    }

    // as written: what BioNetGen compares is the printed numbers
    private (string[] Columns, double[][] Rows) Read(string name)
    {
        string[][] lines = [.. context.Files.Append(name).ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimStart('#').Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        return (lines[0], [.. lines.Skip(1).Select(l => l.Select(x => double.Parse(x, NumberStyles.Float, CultureInfo.InvariantCulture)).ToArray())]);
    }
}
