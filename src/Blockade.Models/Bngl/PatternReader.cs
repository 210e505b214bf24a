using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>Reads patterns from a line: <c>{MatchOnce}%x@C:$A(b!1,c~u)%y@D.B(a!1)>=2</c> has everything a pattern can have.</summary>
internal sealed class PatternReader(LineScanner scan)
{
    private static readonly ImmutableArray<(string Symbol, BinaryOperator Operator)> Comparisons =
    [
        (">=", BinaryOperator.GreaterOrEqual), ("<=", BinaryOperator.LessOrEqual), ("==", BinaryOperator.Equal), ("!=", BinaryOperator.NotEqual),
        (">", BinaryOperator.Greater), ("<", BinaryOperator.Less), ("=", BinaryOperator.Equal),
    ];

    private readonly Dictionary<string, int> _bonds = [];
    private bool _clamped;
    private bool _matchOnce;

    public RawPattern? Take()
    {
        scan.SkipBlanks();
        int start = scan.At;
        if (TakeNull()) return new RawPattern([], new SourceSpan(start, scan.At - start));
        _bonds.Clear();
        _clamped = _matchOnce = false;
        TakeModifiers();
        TakeSpeciesName();
        string? label = TakeLabel();
        RawName? compartment = TakeCompartment();
        if ((label is not null || compartment is not null) && !scan.Failed && !scan.Take(":"))
        {
            scan.Fail("BNG1208", scan.At, "a ':' is expected between a complex's label or compartment and its molecules");
        }

        scan.TakeHere(":");
        var molecules = ImmutableArray.CreateBuilder<RawMolecule>();
        do
        {
            TakeModifiers();
            RawMolecule? molecule = scan.Failed ? null : TakeMolecule();
            if (molecule is null) return null;
            molecules.Add(molecule);
        }
        while (TakeDot());

        TakeModifiers();
        return scan.Failed ? null : new RawPattern(molecules.ToImmutable(), new SourceSpan(start, scan.At - start))
        {
            IsClamped = _clamped, MatchOnce = _matchOnce, Compartment = compartment, Label = label,
        };
    }

    /// <summary>A pattern of an observable, which may ask for a number of matches.</summary>
    public RawPattern? TakeObserved()
    {
        if (Take() is not { } pattern) return null;
        foreach ((string symbol, BinaryOperator op) in Comparisons)
        {
            if (!scan.Take(symbol)) continue;
            if (scan.TakeInteger() is { } count) return pattern with { Comparison = op, Count = count };
            scan.Fail("BNG1307", scan.At, $"a whole number is expected after '{symbol}'");
            return null;
        }

        return pattern;
    }

    // BioNetGen lets a pattern have a name, pool:A(b), and does nothing with it
    private void TakeSpeciesName()
    {
        int start = scan.At;
        if (scan.TakeName() is null || !scan.Take(":")) scan.At = start;
    }

    // a dot before a digit begins a rate: A(b) -> 0 .5
    private bool TakeDot()
    {
        int before = scan.At;
        if (!scan.Take(".")) return false;
        if (!char.IsAsciiDigit(scan.Current)) return true;
        scan.At = before;
        return false;
    }

    private bool TakeNull()
    {
        if (scan.Current != '0') return false;
        int start = scan.At;
        string word = scan.TakeWord();
        if (word != "0")
        {
            scan.At = start;
            return false;
        }

        if (scan.TakeHere("(") && !scan.Take(")")) scan.Fail("BNG1204", scan.At, "a ')' is missing after '0('");
        return true;
    }

    // $ for clamped species, {MatchOnce} and {Fixed}
    private void TakeModifiers()
    {
        while (!scan.Failed)
        {
            if (scan.Take("$"))
            {
                _clamped = true;
                continue;
            }

            if (!scan.Take("{")) return;
            int word = scan.At;
            string? name = scan.TakeName();
            if (name == "MatchOnce") _matchOnce = true;
            else if (name == "Fixed") _clamped = true;
            else if (name != "Context") scan.Fail("BNG1209", word, $"a pattern has no modifier '{name}'", Math.Max(1, name?.Length ?? 1), "MatchOnce or Fixed");
            if (scan.Take("=") && scan.TakeWord().ToUpperInvariant() is "0" or "FALSE")
            {
                _matchOnce &= name != "MatchOnce";
                _clamped &= name != "Fixed";
            }

            if (!scan.Take("}")) scan.Fail("BNG1209", scan.At, "a '}' is missing after the modifier");
        }
    }

    private RawMolecule? TakeMolecule()
    {
        scan.SkipBlanks();
        int start = scan.At;
        string? name = scan.TakeName();
        if (name is null)
        {
            scan.Fail("BNG1201", scan.At, scan.At < scan.End ? $"a molecule's name is expected here, not '{scan.Current}'" : "a molecule's name is missing");
            return null;
        }

        if (scan.Current == '~')
        {
            // BioNetGen reads a state here and asks it of nothing
            scan.Fail("BNG1215", scan.At, $"molecule '{name}' is given a state of its own", hint: "states belong to components: write it inside the brackets");
            return null;
        }

        string? label = TakeLabel();
        RawName? compartment = TakeCompartment();
        var components = ImmutableArray.CreateBuilder<RawComponent>();
        if (scan.Current == '(' && !TakeComponents(name, components)) return null;
        label ??= TakeLabel();
        compartment ??= TakeCompartment();
        if (!scan.Failed && scan.Current == '!')
        {
            // BioNetGen reads a bond here and matches nothing with it; one that is not a wildcard would mean a bond that is never made
            int bond = scan.At++;
            if (scan.TakeHere("+") || scan.TakeHere("?")) scan.Warn("BNG1214", bond, $"a bond after molecule '{name}' is left out", "bonds are between components: write it inside the brackets");
            else scan.Fail("BNG1215", bond, $"molecule '{name}' is given a bond of its own", hint: "bonds are between components: write it inside the brackets");
        }

        return scan.Failed ? null : new RawMolecule(name, components.ToImmutable(), label, compartment, new SourceSpan(start, scan.At - start));
    }

    private bool TakeComponents(string molecule, ImmutableArray<RawComponent>.Builder components)
    {
        int open = scan.At++;
        while (!scan.Take(")"))
        {
            scan.SkipBlanks();
            if (scan.Current == ',')
            {
                scan.Warn("BNG1210", scan.At++, "a comma without a component is left out");
                continue;
            }

            RawComponent? component = TakeComponent();
            if (component is null) return false;
            components.Add(component);
            if (components.Count > BnglReader.MostComponents)
            {
                scan.Fail("BNG1102", open, $"a molecule has more than {BnglReader.MostComponents:N0} components", scan.At - open);
                return false;
            }

            scan.SkipBlanks();
            if (scan.Current != ')' && !scan.Take(","))
            {
                scan.Fail("BNG1202", open, $"the components of '{molecule}' are not closed by a ')'", scan.At - open);
                return false;
            }
        }

        return true;
    }

    private string? TakeLabel()
    {
        if (!scan.TakeHere("%")) return null;
        string label = scan.TakeWord();
        if (label.Length == 0) scan.Fail("BNG1203", scan.At, "a label is missing after '%'");
        return label;
    }

    private RawName? TakeCompartment()
    {
        if (!scan.TakeHere("@")) return null;
        int start = scan.At;
        string name = scan.TakeWord();
        if (name.Length == 0) scan.Fail("BNG1211", scan.At, "a compartment's name is missing after '@'");
        return new RawName(name, new SourceSpan(start, name.Length));
    }

    private RawComponent? TakeComponent()
    {
        scan.SkipBlanks();
        int start = scan.At;
        string? name = scan.TakeName();
        if (name is null)
        {
            scan.Fail("BNG1205", scan.At, scan.At < scan.End ? $"a component's name is expected here, not '{scan.Current}'" : "a component's name is missing");
            return null;
        }

        string? state = null, label = null;
        BondKind? bond = null;
        var labels = ImmutableArray.CreateBuilder<int>();
        while (scan.Current is '~' or '!' or '%')
        {
            if (scan.Current == '%')
            {
                label = TakeLabel();
                continue;
            }

            char mark = scan.Current;
            int word = ++scan.At;
            string text = scan.TakeHere("?") ? "?" : mark == '!' && scan.TakeHere("+") ? "+" : scan.TakeWord();
            if (text.Length == 0)
            {
                scan.Fail("BNG1206", word, mark == '~' ? "a state is missing after '~'" : "a bond is missing after '!'");
                return null;
            }

            if (mark == '~')
            {
                if (state is not null)
                {
                    scan.Fail("BNG1207", start, $"component '{name}' is given two states", scan.At - start);
                    return null;
                }

                state = text;
                continue;
            }

            BondKind kind = text switch { "?" => BondKind.Any, "+" => BondKind.Bound, _ => BondKind.Labelled };
            if (bond is { } before && (before != BondKind.Labelled || kind != BondKind.Labelled))
            {
                scan.Fail("BNG1212", start, $"component '{name}' has a wildcard beside another bond", scan.At - start, "write the bonds, or one wildcard");
                return null;
            }

            bond = kind;
            if (kind != BondKind.Labelled) continue;
            if (!_bonds.TryGetValue(text, out int bondLabel)) _bonds.Add(text, bondLabel = _bonds.Count + 1);
            if (labels.Contains(bondLabel))
            {
                scan.Fail("BNG1213", start, $"component '{name}' is bound to itself", scan.At - start, "a bond joins two components");
                return null;
            }

            labels.Add(bondLabel);
        }

        return new RawComponent(name, state == "?" ? null : state, bond ?? BondKind.Free, labels.ToImmutable(), label, new SourceSpan(start, scan.At - start));
    }
}
