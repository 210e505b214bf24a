using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Expressions;

/// <summary>
/// Reads the arguments of <c>tfun</c>: two lists of numbers or a file of two columns, where the table is looked up, and
/// <c>method=>"linear"</c> or <c>"step"</c>. The old <c>TFUN(x, "file")</c> names the argument first.
/// </summary>
internal sealed class TableReader(
    SourceText source, SourceSpan span, ImmutableArray<Diagnostic>.Builder diagnostics, Func<string, string?>? openFile)
{
    private readonly string _text = source.Text;
    private int _at = span.Start;
    private bool _failed;

    /// <summary>Where reading stands: after the closing parenthesis.</summary>
    public int Position => _at;

    public Expression.Table? Read(bool argumentFirst, Func<int, (Expression?, int)> readArgument)
    {
        Expression? argument = null;
        if (argumentFirst)
        {
            argument = Argument();
            if (argument is null || !Take(',')) return Fail("BNG1110", _at, "TFUN takes an argument and a file");
        }

        ImmutableArray<double> points, values;
        int start = Skip();
        if (Current is '\'' or '"')
        {
            if (!ReadFile(start, out points, out values)) return null;
        }
        else
        {
            points = List();
            if (_failed) return null;
            if (!Take(',')) return Fail("BNG1110", _at, "the values of the table are missing");
            values = List();
            if (_failed) return null;
        }

        bool isStep = false;
        while (Take(','))
        {
            Skip();
            if (_text.AsSpan(_at, span.End - _at).StartsWith("method"))
            {
                _at += "method".Length;
                if (!Take('=') || !Take('>')) return Fail("BNG1110", _at, "'=>' is expected after 'method'");
                int quoted = Skip();
                string method = Quoted();
                if (method is not ("linear" or "step")) return Fail("BNG1110", quoted, $"a table is 'linear' or 'step', not '{method}'");
                isStep = method == "step";
            }
            else if (argument is null)
            {
                argument = Argument();
                if (argument is null) return null;
            }
            else
            {
                return Fail("BNG1110", _at, "the table is looked up at one place");
            }
        }

        if (!Take(')')) return Fail("BNG1110", _at, "a ')' is missing after the table");
        if (points.Length != values.Length) return Fail("BNG1111", start, $"the table has {points.Length} points and {values.Length} values");
        if (points.Length == 0) return Fail("BNG1111", start, "the table is empty");
        for (int i = 1; i < points.Length; i++)
        {
            if (points[i] <= points[i - 1]) return Fail("BNG1111", start, $"the points of a table ascend; point {i + 1} is not above point {i}");
        }

        return new Expression.Table(points, values, argument ?? new Expression.Symbol("time"), isStep);

        Expression? Argument()
        {
            (Expression? read, int end) = readArgument(_at);
            _at = end;
            return read;
        }
    }

    private char Current => _at < span.End ? _text[_at] : '\0';

    private int Skip()
    {
        while (_at < span.End && (char.IsWhiteSpace(_text[_at]) || _text[_at] == '\\')) _at++;
        return _at;
    }

    private bool Take(char symbol)
    {
        Skip();
        if (Current != symbol) return false;
        _at++;
        return true;
    }

    private string Quoted()
    {
        char quote = Current;
        if (quote is not ('\'' or '"')) return "";
        int end = _text.AsSpan(_at + 1, span.End - _at - 1).IndexOf(quote);
        if (end < 0) return "";
        string word = _text.Substring(_at + 1, end);
        _at += end + 2;
        return word;
    }

    private ImmutableArray<double> List()
    {
        if (!Take('['))
        {
            Fail("BNG1110", _at, "a list of numbers in brackets is expected here");
            return [];
        }

        int end = _text.AsSpan(_at, span.End - _at).IndexOf(']');
        if (end < 0)
        {
            Fail("BNG1110", _at - 1, "this list is not closed by a ']'");
            return [];
        }

        var numbers = ImmutableArray.CreateBuilder<double>();
        foreach (string word in _text.Substring(_at, end).Split(','))
        {
            if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)) numbers.Add(number);
            else Fail("BNG1111", _at, $"'{word.Trim()}' is not a number; a table holds numbers only");
        }

        _at += end + 1;
        return numbers.ToImmutable();
    }

    // two columns of numbers; # begins a comment, and a first line of names is skipped
    private bool ReadFile(int start, out ImmutableArray<double> points, out ImmutableArray<double> values)
    {
        var x = ImmutableArray.CreateBuilder<double>();
        var y = ImmutableArray.CreateBuilder<double>();
        string name = Quoted();
        string? content = name.Length == 0 ? null : openFile?.Invoke(name);
        if (content is null) Fail("BNG1112", start, $"the table '{name}' cannot be opened", Math.Max(1, _at - start));
        foreach (string line in (content ?? "").Split('\n'))
        {
            string[] words = line.Split('#')[0].Split([' ', '\t', ',', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || _failed) continue;
            if (words.Length >= 2
                && double.TryParse(words[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double a)
                && double.TryParse(words[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double b))
            {
                x.Add(a);
                y.Add(b);
            }
            else if (x.Count > 0)
            {
                Fail("BNG1111", start, $"the table '{name}' has a line that is not two numbers: '{line.Trim()}'", Math.Max(1, _at - start));
            }
        }

        points = x.ToImmutable();
        values = y.ToImmutable();
        return !_failed;
    }

    private Expression.Table? Fail(string code, int at, string message, int length = 1)
    {
        if (!_failed) diagnostics.Add(new Diagnostic(code, Severity.Error, source, new SourceSpan(at, length), message));
        _failed = true;
        return null;
    }
}
