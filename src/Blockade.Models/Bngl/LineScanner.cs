using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;

namespace Blockade.Models.Bngl;

/// <summary>A cursor over one logical line: words, punctuation, numbers, formulas. Stops at the first trouble and reports it once.</summary>
internal sealed class LineScanner(BnglFile file, SourceSpan line)
{
    private readonly string _text = file.Source.Text;

    public string Text => _text;

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
        return TakeHere(symbol);
    }

    /// <summary>As <see cref="Take"/>, but blanks may not stand before the symbol.</summary>
    public bool TakeHere(string symbol)
    {
        if (!_text.AsSpan(At, End - At).StartsWith(symbol)) return false;
        At += symbol.Length;
        return true;
    }

    /// <summary>A name, or null where none stands (nothing is consumed).</summary>
    public string? TakeName()
    {
        SkipBlanks();
        return char.IsAsciiLetter(Current) || Current == '_' ? TakeWord() : null;
    }

    /// <summary>Letters, digits and underscores; empty where none stand.</summary>
    public string TakeWord()
    {
        int start = At;
        while (char.IsAsciiLetterOrDigit(Current) || Current == '_') At++;
        return _text[start..At];
    }

    /// <summary>A whole number, or null where none stands.</summary>
    public int? TakeInteger()
    {
        SkipBlanks();
        int start = At;
        while (char.IsAsciiDigit(Current)) At++;
        return int.TryParse(_text.AsSpan(start, At - start), out int number) ? number : null;
    }

    /// <summary>Skips the line number of the old syntax, or a label with a colon: neither means anything outside of rules.</summary>
    public void SkipLineLabel()
    {
        SkipBlanks();
        int p = At;
        while (p < End && (char.IsAsciiLetterOrDigit(_text[p]) || _text[p] == '_')) p++;
        if (p == At || p >= End) return;
        bool isNumber = _text.AsSpan(At, p - At).ContainsAnyExceptInRange('0', '9') is false;
        int q = p;
        while (q < End && char.IsWhiteSpace(_text[q])) q++;
        if (q + 1 < End && _text[q] == ':' && _text[q + 1] != ':') At = q + 1;
        else if (isNumber && q > p && q < End && (char.IsAsciiLetter(_text[q]) || _text[q] is '_' or '$' or '@' or '%')) At = q;
    }

    /// <summary>A formula that ends where it cannot go on.</summary>
    public Expression? TakeExpression()
    {
        var reader = new ExpressionReader(file.Source, Rest, file.Diagnostics, file.OpenFile);
        Expression? read = reader.Read();
        At = reader.Position;
        if (read is null) Failed = true;
        return read;
    }

    /// <summary>A formula that fills the rest of the line.</summary>
    public Expression? TakeRest()
    {
        Expression? read = new ExpressionReader(file.Source, Rest, file.Diagnostics, file.OpenFile).ReadAll();
        if (read is null) Failed = true;
        return read;
    }

    public void Fail(string code, int at, string message, int length = 1, string? hint = null)
    {
        if (!Failed) file.Error(code, new SourceSpan(at, length), message, hint);
        Failed = true;
    }

    public void Warn(string code, int at, string message, string? hint = null) =>
        file.Diagnostics.Add(new Diagnostic(code, Severity.Warning, file.Source, new SourceSpan(at, 1), message, hint));
}
