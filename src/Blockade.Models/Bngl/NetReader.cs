using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>
/// Reads a network as BioNetGen and others write it (<c>.net</c>): parameters, functions, species, reactions, groups. Blocks of the model it came
/// from are passed over. Every problem is reported with its place.
/// </summary>
public static class NetReader
{
    /// <summary>
    /// Reads a text. Species get their canonical names where the file says all of them whole and where they are; else they keep the names they have.
    /// Cost: linear in the text.
    /// </summary>
    public static Checked<ReactionNetwork> Read(SourceText source, Func<string, string?>? openFile = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var file = new BnglFile(source, openFile, BnglFile.NetworkBlocks);
        BlockSplitter.Split(file);
        foreach (BnglLine line in file.Lines("parameters")) BnglReader.ReadParameter(file, line);
        foreach (BnglLine line in file.Lines("functions")) BnglReader.ReadFunction(file, line.Span);
        int count = file.Lines("seed species").Count;
        SeedSpecies[] written = [.. file.Lines("seed species").Select(l => ReadSpecies(file, l.Span)).OfType<SeedSpecies>()];
        var groups = new List<ObservableWeights>();
        foreach (BnglLine line in file.Lines("groups")) ReadGroup(file, line.Span, count, groups);
        var reactions = new NetReactions(file, count);
        foreach (BnglLine line in file.Lines("reactions")) reactions.Read(line.Span);

        ReactionNetwork? canonical = file.Diagnostics.Any(d => d.Severity == Severity.Error) ? null : Canonical(file, openFile);
        RuleModel model = new BnglBinder(file).Bind() with { Rules = [.. reactions.Rules] };
        model = canonical is null
            ? model with { Seeds = [.. written] }
            : model with { Seeds = canonical.Model.Seeds, MoleculeTypes = canonical.Model.MoleculeTypes, Compartments = canonical.Model.Compartments };
        HashSet<string> constants = [.. file.Parameters.Select(p => p.Name), .. file.BrokenNames];
        foreach (SeedSpecies seed in written) CheckNames(file, seed.Amount, "a species", constants);
        HashSet<string> known = [.. constants, .. file.Functions.Select(f => f.Name), .. file.Observables.Select(o => o.Name), "time"];
        foreach (Expression part in reactions.Rates.SelectMany(r => r.Parts())) CheckNames(file, part, "a reaction", known);
        var network = new ReactionNetwork(
            model, canonical?.Species ?? [.. written.Select(s => new Species(Name(file, s.Span), 1, s.IsClamped))], [.. Enumerable.Range(0, written.Length)],
            [.. reactions.Reactions], [.. reactions.Rates], [.. groups]);
        return new Checked<ReactionNetwork>(network, [.. file.Diagnostics.OrderBy(d => d.Span.Start)]);
    }

    // The species as seeds of a model without rules, which gives them their canonical names; null where that says more than the file does.
    private static ReactionNetwork? Canonical(BnglFile file, Func<string, string?>? openFile)
    {
        var alone = new BnglFile(file.Source, openFile, BnglFile.NetworkBlocks);
        foreach (BnglLine line in file.Lines("compartments")) BnglReader.ReadCompartment(alone, line.Span);
        alone.HasMoleculeTypes = file.Lines("molecule types").Count > 0;
        foreach (BnglLine line in file.Lines("molecule types")) BnglReader.ReadMoleculeType(alone, line.Span);
        alone.Parameters.AddRange(file.Parameters);
        foreach (BnglLine line in file.Lines("seed species")) BnglReader.ReadSeed(alone, line.Span);
        RuleModel model = new BnglBinder(alone).Bind();
        if (alone.Diagnostics.Any(d => d.Severity == Severity.Error)) return null;
        ReactionNetwork? network = ReactionNetwork.Expand(model, ExpansionLimits.Default).Value;
        return network?.Species.Length == file.Lines("seed species").Count ? network : null;
    }

    // a name without blanks, whatever it says, and an amount
    private static SeedSpecies? ReadSpecies(BnglFile file, SourceSpan line)
    {
        LineScanner scan = file.Scan(line);
        if (scan.TakeInteger() is null) scan.Fail("BNG1504", scan.At, "a species' number is expected here");
        scan.SkipBlanks();
        int start = scan.At;
        while (scan.At < scan.End && !char.IsWhiteSpace(scan.Current)) scan.At++;
        var span = new SourceSpan(start, scan.At - start);
        if (span.Length == 0) scan.Fail("BNG1504", start, "a species' name is missing");
        if (scan.Failed) return null;
        bool isClamped = file.Source.Text.AsSpan(span.Start, span.Length).Contains('$');
        Expression? amount = scan.AtEnd() ? new Expression.Number(0) { Span = span } : scan.TakeRest();
        return amount is null ? null : new SeedSpecies(new Pattern([], span), amount, isClamped, span);
    }

    private static void CheckNames(BnglFile file, Expression expression, string where, HashSet<string> known)
    {
        foreach (Expression.Symbol symbol in expression.Symbols().Where(s => !known.Contains(s.Name)))
        {
            file.Error("BNG2012", symbol.Span, $"{where} refers to '{symbol.Name}', which is not declared", NearestName.Hint(symbol.Name, known));
        }
    }

    private static string Name(BnglFile file, SourceSpan span) =>
        string.Concat(file.Source.Text.Substring(span.Start, span.Length).Where(c => c != '$' && !char.IsWhiteSpace(c)));

    private static void ReadGroup(BnglFile file, SourceSpan line, int speciesCount, List<ObservableWeights> groups)
    {
        LineScanner scan = file.Scan(line);
        scan.SkipLineLabel();
        scan.SkipBlanks();
        int start = scan.At;
        if (scan.TakeName() is not string name)
        {
            scan.Fail("BNG1304", start, "a group's name is expected here");
            return;
        }

        var span = new SourceSpan(start, name.Length);
        var terms = new SortedDictionary<int, double>();
        while (!scan.AtEnd())
        {
            double weight = 1;
            int at = scan.At;
            double? number = TakeNumber(scan);
            if (number is not null && scan.Take("*"))
            {
                weight = number.Value;
                at = scan.At;
                number = scan.TakeInteger();
            }

            if (number is not { } species || species < 1 || species > speciesCount || species != Math.Floor(species))
            {
                scan.Fail("BNG1501", at, $"a species' number is expected here, from 1 to {speciesCount}", Math.Max(1, scan.At - at));
                return;
            }

            terms[(int)species - 1] = terms.GetValueOrDefault((int)species - 1) + weight;
            scan.Take(",");
        }

        // where a group is called like a parameter, formulas mean the parameter
        if (!file.Parameters.Exists(p => p.Name == name)) file.Observables.Add((name, ObservableKind.Molecules, [], span));
        groups.Add(new ObservableWeights(name, [.. terms.Select(t => (t.Key, t.Value))]));
    }

    private static double? TakeNumber(LineScanner scan)
    {
        scan.SkipBlanks();
        int at = scan.At;
        int digits = 0;
        while (char.IsAsciiDigit(scan.Current) || scan.Current is '.' or 'e' or 'E' || (digits > 0 && scan.Current is '-' or '+' && scan.Text[scan.At - 1] is 'e' or 'E'))
        {
            scan.At++;
            digits++;
        }

        return double.TryParse(scan.Text.AsSpan(at, digits), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double number) ? number : null;
    }
}
