using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>A cursor over one logical line: words, punctuation, patterns. Stops at the first trouble and reports it once.</summary>
internal sealed class LineScanner(SourceText source, SourceSpan line, ImmutableArray<Diagnostic>.Builder diagnostics)
{
    private readonly string _text = source.Text;
    private readonly Dictionary<string, int> _bonds = [];

    public int At { get; set; } = line.Start;

    public int End { get; } = line.End;

    public bool Failed { get; private set; }

    public char Current => At < End ? _text[At] : '\0';

    public SourceSpan Rest => new(At, End - At);

    public void SkipBlanks()
    {
        while (At < End && (char.IsWhiteSpace(_text[At]) || _text[At] == '\\')) At++;
    }

    public bool AtEnd()
    {
        SkipBlanks();
        return At >= End;
    }

    public bool Take(string symbol)
    {
        SkipBlanks();
        if (!_text.AsSpan(At, End - At).StartsWith(symbol)) return false;
        At += symbol.Length;
        return true;
    }

    /// <summary>A name, or null where none stands (nothing is consumed).</summary>
    public string? TakeName()
    {
        SkipBlanks();
        int start = At;
        if (At < End && (char.IsAsciiLetter(_text[At]) || _text[At] == '_'))
        {
            while (At < End && (char.IsAsciiLetterOrDigit(_text[At]) || _text[At] == '_')) At++;
        }

        return At > start ? _text[start..At] : null;
    }

    /// <summary>Skips the line number of the old syntax: digits, a blank, and more.</summary>
    public void SkipLineNumber()
    {
        SkipBlanks();
        int p = At;
        while (p < End && char.IsAsciiDigit(_text[p])) p++;
        if (p == At || p >= End || !char.IsWhiteSpace(_text[p])) return;
        int q = p;
        while (q < End && char.IsWhiteSpace(_text[q])) q++;
        if (q < End && (char.IsAsciiLetter(_text[q]) || _text[q] is '_' or '$' or '@')) At = q;
    }

    public void Fail(string code, int at, string message, int length = 1, string? hint = null)
    {
        if (!Failed) diagnostics.Add(new Diagnostic(code, Severity.Error, source, new SourceSpan(at, length), message, hint));
        Failed = true;
    }

    public RawPattern? TakePattern(bool allowClamp = false)
    {
        SkipBlanks();
        int start = At;
        bool clamped = allowClamp && Take("$");
        SkipBlanks();
        if (Current == '@')
        {
            Fail("BNG3002", At, "compartments are not supported yet");
            return null;
        }

        if (Current == '{')
        {
            Fail("BNG3003", At, "pattern modifiers in braces are not supported yet");
            return null;
        }

        if (Current == '0' && (At + 1 >= End || !char.IsAsciiLetterOrDigit(_text[At + 1])) && !clamped)
        {
            At++;
            if (Take("("))
            {
                if (!Take(")")) Fail("BNG1204", At, "a ')' is missing after '0('");
            }

            return new RawPattern([], false, new SourceSpan(start, At - start));
        }

        _bonds.Clear();
        var molecules = ImmutableArray.CreateBuilder<RawMolecule>();
        do
        {
            RawMolecule? molecule = TakeMolecule();
            if (molecule is null) return null;
            molecules.Add(molecule);
        }
        while (Take("."));

        return new RawPattern(molecules.ToImmutable(), clamped, new SourceSpan(start, At - start));
    }

    private RawMolecule? TakeMolecule()
    {
        SkipBlanks();
        int start = At;
        string? name = TakeName();
        if (name is null)
        {
            Fail("BNG1201", At, At < End ? $"a molecule's name is expected here, not '{Current}'" : "a molecule's name is missing");
            return null;
        }

        string? label = TakeLabel();
        var components = ImmutableArray.CreateBuilder<RawComponent>();
        if (At < End && Current == '(')
        {
            int open = At++;
            if (!Take(")"))
            {
                while (true)
                {
                    RawComponent? component = TakeComponent();
                    if (component is null) return null;
                    components.Add(component);
                    if (Take(",")) continue;
                    if (Take(")")) break;
                    Fail("BNG1202", open, $"the components of '{name}' are not closed by a ')'", At - open);
                    return null;
                }
            }
        }

        label ??= TakeLabel();
        if (At < End && Current == '@')
        {
            Fail("BNG3002", At, "compartments are not supported yet");
            return null;
        }

        return new RawMolecule(name, components.ToImmutable(), label, new SourceSpan(start, At - start));
    }

    private string? TakeLabel()
    {
        if (At >= End || Current != '%') return null;
        At++;
        int start = At;
        while (At < End && (char.IsAsciiLetterOrDigit(_text[At]) || _text[At] == '_')) At++;
        if (At == start) Fail("BNG1203", At, "a label is missing after '%'");
        return _text[start..At];
    }

    private RawComponent? TakeComponent()
    {
        SkipBlanks();
        int start = At;
        string? name = TakeName();
        if (name is null)
        {
            Fail("BNG1205", At, At < End ? $"a component's name is expected here, not '{Current}'" : "a component's name is missing");
            return null;
        }

        string? state = null;
        BondKind bond = BondKind.Free;
        int label = 0;
        bool hasBond = false;
        while (At < End && Current is '~' or '!' or '%')
        {
            char mark = Current;
            if (mark == '%')
            {
                TakeLabel();   // component labels matter only for mapping identical components; the binder keeps the order written
                continue;
            }

            At++;
            int word = At;
            if (At < End && Current is '?' or '+') At++;
            else while (At < End && (char.IsAsciiLetterOrDigit(_text[At]) || _text[At] == '_')) At++;
            string text = _text[word..At];
            if (text.Length == 0)
            {
                Fail("BNG1206", word, mark == '~' ? "a state is missing after '~'" : "a bond is missing after '!'");
                return null;
            }

            if (mark == '~')
            {
                if (state is not null)
                {
                    Fail("BNG1207", start, $"component '{name}' is given two states", At - start);
                    return null;
                }

                state = text;
            }
            else
            {
                if (hasBond)
                {
                    Fail("BNG3004", start, $"component '{name}' has two bonds; one bond per component is supported", At - start);
                    return null;
                }

                hasBond = true;
                bond = text switch { "?" => BondKind.Any, "+" => BondKind.Bound, _ => BondKind.Labelled };
                if (bond == BondKind.Labelled && !_bonds.TryGetValue(text, out label)) _bonds.Add(text, label = _bonds.Count + 1);
            }
        }

        if (state == "?") state = null;
        return new RawComponent(name, state, bond, label, new SourceSpan(start, At - start));
    }
}
