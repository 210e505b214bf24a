using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>
/// Reads BNGL into a checked rule model. Reading never runs a file's actions; it lists them. Every problem of the file is reported,
/// each with its place; language features that are not supported are errors with codes BNG3xxx, never silently dropped.
/// </summary>
/// <remarks>
/// Language: Faeder, Blinov and Hlavacek (2009), doi:10.1007/978-1-59745-525-1_5, as BioNetGen 2.9 accepts it. Cost: linear in the text.
/// </remarks>
public static partial class BnglReader
{
    internal const int MostComponents = 1_000;

    /// <summary>
    /// Reads a text. A table function may name a file: <paramref name="openFile"/> gives its text, or null; without it such a table is refused.
    /// </summary>
    public static Checked<RuleModel> Read(SourceText source, Func<string, string?>? openFile = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        source = WithoutInnerComments(source);
        var file = new BnglFile(source, openFile, BnglFile.ModelBlocks);
        BlockSplitter.Split(file);
        foreach (BnglLine line in file.Lines("parameters")) ReadParameter(file, line);
        foreach (BnglLine line in file.Lines("compartments")) ReadCompartment(file, line.Span);
        file.HasMoleculeTypes = file.Lines("molecule types").Count > 0;
        foreach (BnglLine line in file.Lines("molecule types")) ReadMoleculeType(file, line.Span);
        foreach (BnglLine line in file.Lines("seed species")) ReadSeed(file, line.Span);
        foreach (BnglLine line in file.Lines("observables")) ReadObservable(file, line.Span);
        foreach (BnglLine line in file.Lines("functions")) ReadFunction(file, line.Span);
        foreach (BnglLine line in file.Lines("energy patterns")) ReadEnergyPattern(file, line.Span);
        foreach (BnglLine line in file.Lines("population maps")) ReadPopulationMap(file, line.Span);
        int number = 0;
        foreach (BnglLine line in file.Lines("reaction rules")) RuleReader.Read(file, line.Span, ++number);
        RuleModel model = new BnglBinder(file).Bind();
        ImmutableArray<Diagnostic> diagnostics = [.. file.Diagnostics.OrderBy(d => d.Span.Start)];
        return new Checked<RuleModel>(model, diagnostics);
    }

    // A line may go on after a comment: k 1 \ # per second. Blanks in its place leave every position as it was.
    private static SourceText WithoutInnerComments(SourceText source) => !ContinuedComment().IsMatch(source.Text)
        ? source
        : new SourceText(source.Name, ContinuedComment().Replace(source.Text, comment => "\\".PadRight(comment.Length)));

    [GeneratedRegex(@"\\[ \t]*#[^\r\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex ContinuedComment();

    /// <summary>Opens tables that lie in a model's folder or below it, and nothing else.</summary>
    public static Func<string, string?> FilesBeside(string modelPath)
    {
        string folder = Path.GetFullPath(Path.GetDirectoryName(Path.GetFullPath(modelPath)) ?? ".");
        return name =>
        {
            string path = Path.GetFullPath(Path.Combine(folder, name));
            return path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(path) ? File.ReadAllText(path) : null;
        };
    }

    internal static void ReadParameter(BnglFile file, BnglLine line)
    {
        LineScanner scan = file.Scan(line.Span);
        if (!TakeHead(scan, "BNG1301", "a parameter's name", out string name, out int start)) return;

        var span = new SourceSpan(start, name.Length);
        scan.Take("=");
        if (scan.TakeRest() is { } value) file.Parameters.Add(new Parameter(name, value, line.UnitText, span));
        else file.BrokenNames.Add(name);
    }

    internal static void ReadCompartment(BnglFile file, SourceSpan line)
    {
        LineScanner scan = file.Scan(line);
        if (!TakeHead(scan, "BNG1310", "a compartment's name", out string name, out int start)) return;

        int at = scan.At;
        int? dimensions = scan.TakeInteger();
        if (dimensions is not (2 or 3))
        {
            scan.Fail("BNG1311", at, $"compartment '{name}' is a surface (2) or a volume (3)");
            file.BrokenNames.Add(name);
            return;
        }

        Expression? size = scan.TakeExpression();
        string? outside = size is null ? null : scan.TakeName();
        if (!scan.Failed && !scan.AtEnd()) scan.Fail("BNG1303", scan.At, "unexpected text after the compartment");
        if (scan.Failed || size is null) file.BrokenNames.Add(name);
        else file.Compartments.Add(new Compartment(name, dimensions.Value, size, outside, new SourceSpan(start, name.Length)));
    }

    // What most lines begin with: a label that says nothing, and the name of what the line declares.
    private static bool TakeHead(LineScanner scan, string code, string what, out string name, out int start)
    {
        scan.SkipLineLabel();
        scan.SkipBlanks();
        start = scan.At;
        name = scan.TakeName() ?? "";
        if (name.Length == 0) scan.Fail(code, start, $"{what} is expected here");
        return name.Length > 0;
    }

    internal static void ReadMoleculeType(BnglFile file, SourceSpan line)
    {
        LineScanner scan = file.Scan(line);
        if (!TakeHead(scan, "BNG1302", "a molecule type's name", out string name, out int start)) return;

        var components = ImmutableArray.CreateBuilder<ComponentType>();
        if (scan.Take("(") && !scan.Take(")"))
        {
            while (true)
            {
                string? component = scan.TakeName();
                if (component is null)
                {
                    scan.Fail("BNG1205", scan.At, "a component's name is expected here");
                    break;
                }

                var states = ImmutableArray.CreateBuilder<string>();
                while (scan.TakeHere("~")) states.Add(scan.TakeHere("?") ? "?" : scan.TakeWord());
                while (scan.Current == '!')
                {
                    scan.Warn("BNG1216", scan.At, $"a bond in the declaration of molecule type '{name}' is left out", "a type has sites, a pattern has bonds");
                    scan.At++;
                    scan.TakeWord();
                }
                components.Add(new ComponentType(component, states.ToImmutable()));
                if (components.Count > MostComponents)
                {
                    scan.Fail("BNG1102", start, $"a molecule type has more than {MostComponents:N0} components", scan.At - start);
                    break;
                }

                if (scan.Take(",")) continue;
                if (!scan.Take(")")) scan.Fail("BNG1202", start, $"the components of '{name}' are not closed by a ')'", scan.At - start);
                break;
            }
        }

        bool population = !scan.Failed && scan.Take("population");
        if (!scan.Failed && !scan.AtEnd()) scan.Fail("BNG1303", scan.At, "unexpected text after the molecule type");
        if (scan.Failed) file.BrokenNames.Add(name);
        else file.MoleculeTypes.Add(new MoleculeType(name, components.ToImmutable(), new SourceSpan(start, scan.At - start)) { IsPopulation = population });
    }

    internal static void ReadSeed(BnglFile file, SourceSpan line)
    {
        LineScanner scan = file.Scan(line);
        scan.SkipLineLabel();
        scan.SkipBlanks();
        int start = scan.At;
        RawPattern? pattern = new PatternReader(scan).Take();
        if (pattern is null) return;
        if (pattern.Molecules.Length == 0)
        {
            scan.Fail("BNG1201", start, "a seed species has molecules; '0' is none");
            return;
        }

        Expression? amount = scan.AtEnd() ? new Expression.Number(0) { Span = pattern.Span } : scan.TakeRest();
        if (amount is not null) file.Seeds.Add((pattern, amount));
    }

    private static void ReadObservable(BnglFile file, SourceSpan line)
    {
        LineScanner scan = file.Scan(line);
        scan.SkipLineLabel();
        scan.SkipBlanks();
        int start = scan.At;
        string? name = scan.TakeName();
        ObservableKind kind = ObservableKind.Molecules;
        if (name is "Molecules" or "Species" or "Counter")
        {
            kind = name == "Species" ? ObservableKind.Species : ObservableKind.Molecules;
            scan.SkipBlanks();
            start = scan.At;
            name = scan.TakeName();
        }

        if (name is null)
        {
            scan.Fail("BNG1304", scan.At, "an observable's name is expected here", hint: "Molecules NAME pattern");
            return;
        }

        var span = new SourceSpan(start, name.Length);
        scan.Take("=");
        var patterns = ImmutableArray.CreateBuilder<RawPattern>();
        var reader = new PatternReader(scan);
        while (!scan.AtEnd() && !scan.Failed)
        {
            RawPattern? pattern = reader.TakeObserved();
            if (pattern is null) break;
            if (pattern.Molecules.Length > 0) patterns.Add(pattern);
            scan.Take(",");
        }

        if (!scan.Failed && patterns.Count == 0) scan.Fail("BNG1305", start, $"observable '{name}' has no pattern", name.Length);
        if (scan.Failed) file.BrokenNames.Add(name);
        else file.Observables.Add((name, kind, patterns.ToImmutable(), span));
    }

    internal static void ReadFunction(BnglFile file, SourceSpan line)
    {
        LineScanner scan = file.Scan(line);
        if (!TakeHead(scan, "BNG1306", "a function's name", out string name, out int start)) return;

        var arguments = ImmutableArray.CreateBuilder<string>();
        if (scan.Take("(") && !scan.Take(")"))
        {
            do
            {
                scan.SkipBlanks();
                if (scan.TakeName() is { } argument) arguments.Add(argument);
                else scan.Fail("BNG1308", scan.At, "an argument's name is expected here");
            }
            while (scan.Take(",") && !scan.Failed);
            if (!scan.Take(")")) scan.Fail("BNG1308", scan.At, $"a ')' is missing after the arguments of '{name}'");
        }

        scan.Take("=");
        if (!scan.Failed && scan.TakeRest() is { } value)
        {
            file.Functions.Add(new Function(name, arguments.ToImmutable(), value, new SourceSpan(start, name.Length)));
        }
        else
        {
            file.BrokenNames.Add(name);
        }
    }

    private static void ReadEnergyPattern(BnglFile file, SourceSpan line)
    {
        LineScanner scan = file.Scan(line);
        scan.SkipLineLabel();
        if (new PatternReader(scan).Take() is { } pattern && scan.TakeRest() is { } energy) file.EnergyPatterns.Add((pattern, energy));
    }

    private static void ReadPopulationMap(BnglFile file, SourceSpan line)
    {
        LineScanner scan = file.Scan(line);
        scan.SkipLineLabel();
        scan.SkipBlanks();
        int start = scan.At;
        var reader = new PatternReader(scan);
        if (reader.Take() is not { } species) return;
        if (!scan.Take("->"))
        {
            scan.Fail("BNG1401", scan.At, "an arrow is expected here", hint: "->");
            return;
        }

        if (reader.Take() is not { } population) return;
        int end = scan.At;
        Expression? rate = scan.AtEnd() ? new Expression.Number(1) : scan.TakeRest();
        if (rate is not null) file.PopulationMaps.Add((species, population, rate, new SourceSpan(start, end - start)));
    }
}
