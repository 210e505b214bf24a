using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>
/// Reads BNGL into a checked rule model. Reading never runs a file's actions; it lists them. Every problem of the file is reported,
/// each with its place; language features that are not supported yet are errors with codes BNG3xxx, never silently dropped.
/// </summary>
/// <remarks>
/// Language: Faeder, Blinov and Hlavacek (2009), doi:10.1007/978-1-59745-525-1_5, as BioNetGen 2.9 accepts it. Cost: linear in the text.
/// </remarks>
public static partial class BnglReader
{
    /// <summary>Reads a text.</summary>
    public static Checked<RuleModel> Read(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var file = new BnglFile(source);
        RuleModel? model = null;
        SplitBlocks(file);
        ReadParameters(file);
        ReadMoleculeTypes(file);
        ReadSeeds(file);
        ReadObservables(file);
        ReadFunctions(file);
        ReadRules(file);
        model = new BnglBinder(file).Bind();
        ImmutableArray<Diagnostic> diagnostics = [.. file.Diagnostics.OrderBy(d => d.Span.Start)];
        return new Checked<RuleModel>(model, diagnostics);
    }

    [GeneratedRegex(@"\G\s*(begin|end)\s+(\w+(?:[ \t]+\w+)?)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex BlockLine();

    [GeneratedRegex(@"\G[^\[]*\[([^\]]+)\]", RegexOptions.CultureInvariant)]
    private static partial Regex UnitTag();

    private static void SplitBlocks(BnglFile file)
    {
        string text = file.Source.Text;
        string? block = null;
        SourceSpan opened = default;
        int at = 0;
        while (at < text.Length)
        {
            (SourceSpan line, SourceSpan comment, int next) = LogicalLine(text, at);
            at = next;
            if (IsBlank(text, line)) continue;
            string content = text.Substring(line.Start, line.Length);
            Match mark = BlockLine().Match(content);
            if (mark.Success)
            {
                string name = Canonical(mark.Groups[2].Value);
                if (name == "model") continue;
                if (mark.Groups[1].Value == "begin")
                {
                    if (block is not null) file.Error("BNG1001", line, $"block '{block}' is still open where '{name}' begins");
                    block = name;
                    opened = line;
                    if (!BnglFile.KnownBlocks.Contains(name))
                    {
                        file.Error("BNG1002", line, $"there is no block '{name}'", NearestName.Hint(name, BnglFile.KnownBlocks));
                    }
                }
                else
                {
                    if (block != name) file.Error("BNG1003", line, $"'end {name}' closes nothing: the open block is '{block ?? "none"}'");
                    block = null;
                }

                continue;
            }

            if (block is null)
            {
                file.Actions.Add(line);
                continue;
            }

            if (block is "actions" or "protocol")
            {
                file.Actions.Add(line);
                continue;
            }

            if (BnglFile.UnsupportedBlocks.Contains(block))
            {
                if (file.Refused.Add(block)) file.Error("BNG3001", line, $"block '{block}' is not supported yet");
                continue;
            }

            string? unit = UnitTag().Match(text.Substring(comment.Start, comment.Length)) is { Success: true } tag ? tag.Groups[1].Value.Trim() : null;
            file.Lines(block).Add(new BnglLine(line, unit));
        }

        if (block is not null) file.Error("BNG1004", opened, $"block '{block}' is never closed", $"add 'end {block}'");
        if (file.Actions.Count > 0)
        {
            file.Note("BNG0001", file.Actions[0], $"{file.Actions.Count} line{(file.Actions.Count == 1 ? "" : "s")} of actions left aside: reading a file runs nothing");
        }
    }

    private static string Canonical(string block)
    {
        string name = Regex.Replace(block.Trim(), @"\s+", " ");
        return name switch
        {
            "species" => "seed species",
            "rules" => "reaction rules",
            "molecules" => "molecule types",
            _ => name,
        };
    }

    private static bool IsBlank(string text, SourceSpan span)
    {
        for (int i = span.Start; i < span.End; i++)
        {
            if (!char.IsWhiteSpace(text[i]) && text[i] != '\\') return false;
        }

        return true;
    }

    // From `at` to the end of the line, on over lines that end in a backslash; a comment runs from # to the end of its line.
    private static (SourceSpan Line, SourceSpan Comment, int Next) LogicalLine(string text, int at)
    {
        int start = at;
        while (true)
        {
            int end = text.AsSpan(at).IndexOfAny('\n', '\r');
            end = end < 0 ? text.Length : at + end;
            int next = end < text.Length && text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : Math.Min(end + 1, text.Length);
            int hash = text.AsSpan(at, end - at).IndexOf('#');
            if (hash >= 0)
            {
                return (new SourceSpan(start, at + hash - start), new SourceSpan(at + hash, end - at - hash), Math.Max(next, end));
            }

            int last = end - 1;
            while (last >= at && text[last] is ' ' or '\t' && last >= at) last--;
            if (last < at || text[last] != '\\' || next >= text.Length || next == end)
            {
                return (new SourceSpan(start, end - start), new SourceSpan(end, 0), Math.Max(next, end == text.Length ? end : end + 1));
            }

            at = next;
        }
    }

    private static void ReadParameters(BnglFile file)
    {
        foreach (BnglLine line in file.Lines("parameters"))
        {
            LineScanner scan = file.Scan(line.Span);
            scan.SkipLineNumber();
            int start = scan.At;
            string? name = scan.TakeName();
            if (name is null)
            {
                scan.Fail("BNG1301", scan.At, "a parameter's name is expected here");
                continue;
            }

            var span = new SourceSpan(start, name.Length);
            scan.Take("=");
            var reader = new ExpressionReader(file.Source, scan.Rest, file.Diagnostics);
            if (reader.ReadAll() is { } value) file.Parameters.Add(new Parameter(name, value, line.UnitText, span));
            else file.BrokenNames.Add(name);
        }
    }

    private static void ReadMoleculeTypes(BnglFile file)
    {
        file.HasMoleculeTypes = file.Lines("molecule types").Count > 0;
        foreach (BnglLine line in file.Lines("molecule types"))
        {
            LineScanner scan = file.Scan(line.Span);
            scan.SkipLineNumber();
            scan.SkipBlanks();
            int start = scan.At;
            string? name = scan.TakeName();
            if (name is null)
            {
                scan.Fail("BNG1302", scan.At, "a molecule type's name is expected here");
                continue;
            }

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
                    while (scan.Current == '~')
                    {
                        scan.At++;
                        int word = scan.At;
                        while (scan.At < scan.End && (char.IsAsciiLetterOrDigit(scan.Current) || scan.Current == '_')) scan.At++;
                        states.Add(file.Source.Text[word..scan.At]);
                    }

                    components.Add(new ComponentType(component, states.ToImmutable()));
                    if (scan.Take(",")) continue;
                    if (!scan.Take(")")) scan.Fail("BNG1202", start, $"the components of '{name}' are not closed by a ')'", scan.At - start);
                    break;
                }
            }

            if (!scan.Failed && scan.Take("population"))
            {
                scan.Fail("BNG3005", start, "population types are not supported yet", name.Length);
            }

            if (!scan.Failed && !scan.AtEnd()) scan.Fail("BNG1303", scan.At, "unexpected text after the molecule type");
            if (scan.Failed) file.BrokenNames.Add(name);
            else file.MoleculeTypes.Add(new MoleculeType(name, components.ToImmutable(), new SourceSpan(start, scan.At - start)));
        }
    }

    private static void ReadSeeds(BnglFile file)
    {
        foreach (BnglLine line in file.Lines("seed species"))
        {
            LineScanner scan = file.Scan(line.Span);
            scan.SkipLineNumber();
            RawPattern? pattern = scan.TakePattern(allowClamp: true);
            if (pattern is null) continue;
            if (scan.AtEnd())
            {
                file.Seeds.Add((pattern, new Expression.Number(0) { Span = pattern.Span }));
                continue;
            }

            var reader = new ExpressionReader(file.Source, scan.Rest, file.Diagnostics);
            if (reader.ReadAll() is { } amount) file.Seeds.Add((pattern, amount));
        }
    }

    private static void ReadObservables(BnglFile file)
    {
        foreach (BnglLine line in file.Lines("observables"))
        {
            LineScanner scan = file.Scan(line.Span);
            scan.SkipLineNumber();
            scan.SkipBlanks();
            int start = scan.At;
            string? first = scan.TakeName();
            ObservableKind kind = ObservableKind.Molecules;
            string? name = first;
            if (first is "Molecules" or "Species")
            {
                kind = first == "Species" ? ObservableKind.Species : ObservableKind.Molecules;
                scan.SkipBlanks();
                start = scan.At;
                name = scan.TakeName();
            }

            if (name is null)
            {
                scan.Fail("BNG1304", scan.At, "an observable's name is expected here", hint: "Molecules NAME pattern");
                continue;
            }

            var span = new SourceSpan(start, name.Length);
            scan.Take("=");
            var patterns = ImmutableArray.CreateBuilder<RawPattern>();
            while (!scan.AtEnd())
            {
                RawPattern? pattern = scan.TakePattern();
                if (pattern is null) break;
                patterns.Add(pattern);
                scan.SkipBlanks();
                if (scan.Current is '>' or '<' or '=' or '!')
                {
                    scan.Fail("BNG3006", scan.At, "stoichiometric comparisons in observables are not supported yet");
                    break;
                }

                scan.Take(",");
            }

            if (!scan.Failed && patterns.Count == 0) scan.Fail("BNG1305", start, $"observable '{name}' has no pattern", name.Length);
            if (scan.Failed) file.BrokenNames.Add(name);
            else file.Observables.Add((name, kind, patterns.ToImmutable(), span));
        }
    }

    private static void ReadFunctions(BnglFile file)
    {
        foreach (BnglLine line in file.Lines("functions"))
        {
            LineScanner scan = file.Scan(line.Span);
            scan.SkipLineNumber();
            scan.SkipBlanks();
            int start = scan.At;
            string? name = scan.TakeName();
            if (name is null)
            {
                scan.Fail("BNG1306", scan.At, "a function's name is expected here");
                continue;
            }

            if (scan.Take("(") && !scan.Take(")"))
            {
                scan.Fail("BNG3101", start, "functions with arguments are not supported yet", name.Length);
                file.BrokenNames.Add(name);
                continue;
            }

            scan.Take("=");
            var reader = new ExpressionReader(file.Source, scan.Rest, file.Diagnostics);
            if (reader.ReadAll() is { } value) file.Functions.Add(new Function(name, value, new SourceSpan(start, name.Length)));
            else file.BrokenNames.Add(name);
        }
    }

    private static void ReadRules(BnglFile file)
    {
        int number = 0;
        foreach (BnglLine line in file.Lines("reaction rules"))
        {
            number++;
            LineScanner scan = file.Scan(line.Span);
            scan.SkipLineNumber();
            scan.SkipBlanks();
            string name = TakeLabel(file, scan) ?? $"_R{number}";
            int start = scan.At;
            ImmutableArray<RawPattern>? reactants = TakeSide(scan);
            if (reactants is null) continue;
            scan.SkipBlanks();
            bool reversible = scan.Take("<->");
            if (!reversible && !scan.Take("->"))
            {
                scan.Fail("BNG1401", scan.At, "an arrow is expected here", hint: "-> or <->");
                continue;
            }

            ImmutableArray<RawPattern>? products = TakeSide(scan);
            if (products is null) continue;
            var span = new SourceSpan(start, scan.At - start);
            scan.SkipBlanks();
            if (scan.AtEnd())
            {
                scan.Fail("BNG1402", start, $"rule '{name}' has no rate", span.Length);
                continue;
            }

            var reader = new ExpressionReader(file.Source, scan.Rest, file.Diagnostics);
            Expression? forward = reader.Read();
            if (forward is null) continue;
            scan.At = reader.Position;
            Expression? backward = null;
            if (scan.Take(","))
            {
                reader = new ExpressionReader(file.Source, scan.Rest, file.Diagnostics);
                backward = reader.Read();
                if (backward is null) continue;
                scan.At = reader.Position;
            }

            bool deleteMolecules = false;
            while (!scan.AtEnd() && !scan.Failed)
            {
                int word = scan.At;
                string? keyword = scan.TakeName();
                if (keyword == "DeleteMolecules") deleteMolecules = true;
                else if (keyword is "MoveConnected" or "TotalRate" or "MatchOnce" or "include_reactants" or "include_products" or "exclude_reactants" or "exclude_products" or "priority")
                    scan.Fail("BNG3007", word, $"'{keyword}' is not supported yet", keyword.Length);
                else scan.Fail("BNG1403", word, "unexpected text after the rate", Math.Max(1, scan.At - word));
            }

            if (scan.Failed) continue;
            if (reversible && backward is null)
            {
                scan.Fail("BNG1404", start, $"rule '{name}' is reversible and has one rate", span.Length, "give two rates, separated by a comma");
                continue;
            }

            if (!reversible && backward is not null)
            {
                scan.Fail("BNG1405", start, $"rule '{name}' goes one way and has two rates", span.Length, "write <->, or take one rate away");
                continue;
            }

            file.Rules.Add((name, reactants.Value, products.Value, forward, deleteMolecules, span));
            if (backward is not null) file.Rules.Add(($"_reverse_{name}", products.Value, reactants.Value, backward, deleteMolecules, span));
        }
    }

    private static string? TakeLabel(BnglFile file, LineScanner scan)
    {
        int start = scan.At;
        int p = start;
        string text = file.Source.Text;
        while (p < scan.End && (char.IsAsciiLetterOrDigit(text[p]) || text[p] is '_' or ' ' or '\t')) p++;
        if (p >= scan.End || text[p] != ':' || p == start) return null;
        scan.At = p + 1;
        return text[start..p].Trim();
    }

    private static ImmutableArray<RawPattern>? TakeSide(LineScanner scan)
    {
        var patterns = ImmutableArray.CreateBuilder<RawPattern>();
        do
        {
            RawPattern? pattern = scan.TakePattern();
            if (pattern is null) return null;
            if (pattern.Molecules.Length > 0) patterns.Add(pattern);
        }
        while (scan.Take("+"));
        return patterns.ToImmutable();
    }
}
