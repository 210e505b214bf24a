using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sedml;
using Blockade.Simulation;

namespace Blockade.Archives;

/// <summary>An archive whose experiments are read, checked and compiled: ready to run.</summary>
public sealed class PreparedArchive
{
    private readonly ImmutableArray<PreparedExperiment> _experiments;
    private readonly ArchiveRunOptions _options;

    private PreparedArchive(CombineArchive archive, ImmutableArray<PreparedExperiment> experiments, ArchiveRunOptions options) => (Archive, _experiments, _options) = (archive, experiments, options);

    /// <summary>The archive.</summary>
    public CombineArchive Archive { get; }

    /// <summary>The experiments, as SED-ML has them.</summary>
    public ImmutableArray<SedmlDocument> Documents => [.. _experiments.Select(e => e.Document)];

    /// <summary>Reads, checks and compiles; all that is wrong in all files at once.</summary>
    public static Checked<PreparedArchive> Of(CombineArchive archive, ArchiveRunOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(options);
        var diagnostics = new List<Diagnostic>();
        var experiments = ImmutableArray.CreateBuilder<PreparedExperiment>();
        if (archive.Experiments.IsEmpty)
        {
            string[] formats = [.. archive.Entries.Select(e => e.Format).Where(f => f.Length > 0).Distinct()];
            diagnostics.Add(new Diagnostic("OMX2001", Severity.Error, new SourceText(archive.Name, ""), default, "the archive has no SED-ML file, and so nothing to run", formats.Length == 0 ? null : $"its manifest knows {string.Join(", ", formats)}"));
        }

        foreach (ArchiveEntry entry in archive.Experiments)
        {
            Checked<SedmlDocument> read = SedmlReader.Read(entry.Text(), options.Xml);
            diagnostics.AddRange(read.Diagnostics);
            if (read.Value is { } document && PreparedExperiment.Of(archive, document, options, diagnostics, cancellation) is { } experiment) experiments.Add(experiment);
        }

        return new Checked<PreparedArchive>(new PreparedArchive(archive, experiments.ToImmutable(), options), [.. diagnostics]);
    }

    /// <summary>Runs every experiment.</summary>
    /// <param name="clock">For what is said of times.</param>
    /// <param name="progress">Told after each simulation.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ImmutableArray<ExperimentOutcome> Run(TimeProvider clock, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(clock);
        int total = (int)Math.Min(int.MaxValue, _experiments.Sum(e => e.Recorded.Keys.Sum(e.Simulations)));
        int done = 0;
        return [.. _experiments.Select(e => new ExperimentRun(e, _options.Seed, clock, () => progress?.Report(new RunProgress("simulations", ++done, total)), cancellation).Run())];
    }
}
