using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Models.Diagnostics;
using Blockade.Simulation;
using Blockade.Trials;

namespace Blockade.Files;

/// <summary>Trials that results may name: those that somebody brings, and those that ship, with the model and the constants that all of them are run with.</summary>
/// <param name="Study">The model, the constants, and the shipped results.</param>
/// <param name="Trials">Those that were brought first; one of theirs takes the place of a shipped one of its name.</param>
/// <param name="Sources">The files that were read.</param>
internal sealed record TrialShelf(StudyInputs Study, ImmutableArray<TrialFile> Trials, ImmutableArray<SourceText> Sources)
{
    /// <summary>Reads them.</summary>
    /// <param name="own">Trial files that somebody brings; may be empty.</param>
    /// <param name="model">A receptor model that replaces the flagship, or null.</param>
    /// <param name="cancellation">Stops the expansion of the network.</param>
    public static Checked<TrialShelf> Read(ImmutableArray<SourceText> own, SourceText? model, CancellationToken cancellation)
    {
        // one study brings the model, the constants and the results; of the other trials only the protocol is wanted
        Checked<StudyInputs> study = StudyInputs.Read(own.Length > 0 ? own[0] : Her2Files.Read("trials/cleopatra.toml"), model, cancellation: cancellation);
        SourceText[] files = [.. own, .. Her2Files.Names.Where(n => n.StartsWith("trials/", StringComparison.Ordinal)).Select(Her2Files.Read)];
        Checked<TrialFile>[] read = [.. files.Select(f => TrialReader.Read(f))];
        ImmutableArray<Diagnostic> diagnostics = [.. study.Diagnostics.Concat(read.SelectMany(t => t.Diagnostics)).Distinct()];
        for (int i = 1; i < own.Length; i++)
        {
            if (read[i].Value?.Design.Name is string name && read.Take(i).Any(t => name.Equals(t.Value?.Design.Name, StringComparison.OrdinalIgnoreCase)))
                diagnostics = diagnostics.Add(new Diagnostic("STD1025", Severity.Error, own[i], new SourceSpan(0, 1), $"another file is about the trial '{name}' too", "results find their trial by its name"));
        }

        if (diagnostics.Any(d => d.Severity == Severity.Error) || study.Value is not StudyInputs inputs || read.Any(t => t.Value is null)) return new(null, diagnostics);
        return new(
            new TrialShelf(inputs, [.. read.Select(t => t.Value!).DistinctBy(t => t.Design.Name, StringComparer.OrdinalIgnoreCase)], [.. inputs.Sources.Skip(1), .. files]),
            diagnostics);
    }

    /// <summary>Antibodies of a trial that a model's run has no place for, since others stand there.</summary>
    public static IEnumerable<string> Strangers(TrialDesign design, ReceptorModel model) =>
        ReceptorModel.StandardPair.SelectMany((place, i) => design.Arms.Select(a => a.Regimen.Of(place)?.Name).OfType<string>().Where(n => n != model.Pair[i])).Distinct();
}
