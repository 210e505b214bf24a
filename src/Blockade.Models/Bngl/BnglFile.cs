using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>What has been read of a file so far: lines by block, then declarations as written. Builder of one reading.</summary>
internal sealed class BnglFile(SourceText source)
{
    private readonly Dictionary<string, List<BnglLine>> _lines = [];

    public static readonly ImmutableHashSet<string> UnsupportedBlocks =
        ["compartments", "energy patterns", "population maps", "population types", "tfun"];

    public static readonly ImmutableHashSet<string> KnownBlocks =
    [
        "parameters", "molecule types", "seed species", "observables", "functions", "reaction rules", "actions", "protocol", "model", .. UnsupportedBlocks,
    ];

    public SourceText Source { get; } = source;

    public ImmutableArray<Diagnostic>.Builder Diagnostics { get; } = ImmutableArray.CreateBuilder<Diagnostic>();

    public List<SourceSpan> Actions { get; } = [];

    public HashSet<string> Refused { get; } = [];

    /// <summary>Names whose declaration has an error of its own: not reported again where they are used.</summary>
    public HashSet<string> BrokenNames { get; } = [];

    public bool HasMoleculeTypes { get; set; }

    public List<Parameter> Parameters { get; } = [];

    public List<MoleculeType> MoleculeTypes { get; } = [];

    public List<(RawPattern Species, Expression Amount)> Seeds { get; } = [];

    public List<(string Name, ObservableKind Kind, ImmutableArray<RawPattern> Patterns, SourceSpan Span)> Observables { get; } = [];

    public List<Function> Functions { get; } = [];

    public List<(string Name, ImmutableArray<RawPattern> Reactants, ImmutableArray<RawPattern> Products, Expression Rate, bool DeleteMolecules, SourceSpan Span)> Rules { get; } = [];

    public List<BnglLine> Lines(string block)
    {
        if (!_lines.TryGetValue(block, out List<BnglLine>? lines)) _lines.Add(block, lines = []);
        return lines;
    }

    public LineScanner Scan(SourceSpan line) => new(Source, line, Diagnostics);

    public void Error(string code, SourceSpan span, string message, string? hint = null) =>
        Diagnostics.Add(new Diagnostic(code, Severity.Error, Source, span, message, hint));

    public void Note(string code, SourceSpan span, string message) =>
        Diagnostics.Add(new Diagnostic(code, Severity.Note, Source, span, message));
}
