using Blockade.Simulation;
using Spectre.Console;

namespace Blockade.Cli;

/// <summary>Draws progress on a terminal; on anything else it is silent.</summary>
internal static class ProgressDisplay
{
    /// <summary>Runs work with a bar for each kind of thing it counts, what is done and the time left.</summary>
    public static T Run<T>(CommandHost host, bool quiet, Func<IProgress<RunProgress>?, T> work)
    {
        if (quiet || !host.ErrorsIsTerminal) return work(null);
        return host.Progress().Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new CountColumn(), new RemainingTimeColumn())
            .Start(context => work(new Bars(context)));
    }

    private sealed class Bars(ProgressContext context) : IProgress<RunProgress>
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, ProgressTask> _tasks = new(StringComparer.Ordinal);

        public void Report(RunProgress value)
        {
            lock (_lock)
            {
                if (!_tasks.TryGetValue(value.What, out ProgressTask? task)) _tasks[value.What] = task = context.AddTask(value.What, maxValue: value.Total);
                if (value.Done > task.Value) task.Value = value.Done;
            }
        }
    }

    private sealed class CountColumn : ProgressColumn
    {
        public override Spectre.Console.Rendering.IRenderable Render(Spectre.Console.Rendering.RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Markup(FormattableString.Invariant($"{task.Value:0}/{task.MaxValue:0}"));
    }
}
