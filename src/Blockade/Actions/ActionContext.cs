using Blockade.Models.Actions;
using Blockade.Models.Diagnostics;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;

namespace Blockade.Actions;

/// <summary>What the steps of one run share.</summary>
internal sealed class ActionContext(ActionProgram program, ActionRunOptions options, IProgress<RunProgress>? progress, CancellationToken cancellation)
{
    private uint _draws;

    public ActionRunOptions Options { get; } = options;

    public IProgress<RunProgress>? Progress { get; } = progress;

    public CancellationToken Cancellation { get; } = cancellation;

    public OutputFiles Files { get; } = new(options.MaxCharacters);

    public List<Diagnostic> Diagnostics { get; } = [];

    public List<string> Log { get; } = [];

    public List<ulong> Seeds { get; } = [];

    public ModelState State { get; set; } = new(program.Model, program.Network);

    /// <summary>The model's name, which files are called by.</summary>
    public string Name { get; set; } = program.Name;

    /// <summary>
    /// Random numbers of one stochastic simulation: of its own seed, so that the same seed twice gives the same course, or the next of the run's.
    /// </summary>
    public RandomSequence Random(ulong? seed)
    {
        Seeds.Add(seed ?? Options.Seed);
        return new RandomSource(seed ?? Options.Seed).Sequence((ushort)DrawPurpose.Reactions, seed is null ? _draws++ : 0);
    }

    public ActionStatus Fail(ActionStep step, string code, string message, ActionStatus status, string? hint = null)
    {
        Diagnostics.Add(new Diagnostic(code, Severity.Error, step.Source, step.Span, message, hint));
        return status;
    }

    public void Warn(ActionStep step, string code, string message) => Diagnostics.Add(new Diagnostic(code, Severity.Warning, step.Source, step.Span, message));

    /// <summary>Warns of what holds for the whole run where it is met first.</summary>
    public void WarnOnce(ActionStep step, string code, string message)
    {
        if (!Diagnostics.Exists(d => d.Code == code)) Warn(step, code, message);
    }
}
