using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>What has been read of a file so far: lines by block, then declarations as written. Builder of one reading.</summary>
internal sealed class BnglFile(SourceText source, Func<string, string?>? openFile, ImmutableHashSet<string> blocks)
{
    private readonly Dictionary<string, List<BnglLine>> _lines = [];

    /// <summary>The blocks of a model.</summary>
    public static readonly ImmutableHashSet<string> ModelBlocks =
    [
        "parameters", "compartments", "molecule types", "seed species", "observables", "functions", "energy patterns", "population maps",
        "reaction rules", "actions", "protocol", "model",
    ];

    /// <summary>The blocks of a network: those of a model and the reactions.</summary>
    public static readonly ImmutableHashSet<string> NetworkBlocks = ModelBlocks.Union(["reactions", "reactions_text", "groups"]);

    public SourceText Source { get; } = source;

    public ImmutableHashSet<string> Blocks { get; } = blocks;

    public Func<string, string?>? OpenFile { get; } = openFile;

    public ImmutableArray<Diagnostic>.Builder Diagnostics { get; } = ImmutableArray.CreateBuilder<Diagnostic>();

    public List<ModelAction> Actions { get; } = [];

    /// <summary>What stands in the block 'protocol'.</summary>
    public List<ModelAction> Protocol { get; } = [];

    /// <summary>Names whose declaration has an error of its own: not reported again where they are used.</summary>
    public HashSet<string> BrokenNames { get; } = [];

    public bool HasMoleculeTypes { get; set; }

    public List<Parameter> Parameters { get; } = [];

    public List<Compartment> Compartments { get; } = [];

    public List<MoleculeType> MoleculeTypes { get; } = [];

    public List<(RawPattern Species, Expression Amount)> Seeds { get; } = [];

    public List<(string Name, ObservableKind Kind, ImmutableArray<RawPattern> Patterns, SourceSpan Span)> Observables { get; } = [];

    public List<Function> Functions { get; } = [];

    public List<(RawPattern Pattern, Expression Energy)> EnergyPatterns { get; } = [];

    public List<(RawPattern Species, RawPattern Population, Expression Rate, SourceSpan Span)> PopulationMaps { get; } = [];

    public List<RawRule> Rules { get; } = [];

    public List<BnglLine> Lines(string block)
    {
        if (!_lines.TryGetValue(block, out List<BnglLine>? lines)) _lines.Add(block, lines = []);
        return lines;
    }

    public LineScanner Scan(SourceSpan line) => new(this, line);

    public void Error(string code, SourceSpan span, string message, string? hint = null) =>
        Diagnostics.Add(new Diagnostic(code, Severity.Error, Source, span, message, hint));

    public void Warn(string code, SourceSpan span, string message, string? hint = null) =>
        Diagnostics.Add(new Diagnostic(code, Severity.Warning, Source, span, message, hint));

    public void Note(string code, SourceSpan span, string message) =>
        Diagnostics.Add(new Diagnostic(code, Severity.Note, Source, span, message));
}
