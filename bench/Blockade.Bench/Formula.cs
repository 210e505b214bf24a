using System.Globalization;

namespace Blockade.Bench;

/// <summary>The formulas that .net files hold: numbers, names, + - * / and parentheses.</summary>
internal ref struct Formula
{
    private readonly string _text;
    private readonly Dictionary<string, double> _names;
    private int _at;

    private Formula(string text, Dictionary<string, double> names)
    {
        _text = text;
        _names = names;
    }

    public static double Evaluate(string text, Dictionary<string, double> names)
    {
        var formula = new Formula(text, names);
        double value = formula.Sum();
        return formula._at == text.Length ? value : throw new FormatException($"'{text}' is not understood at {formula._at}.");
    }

    private double Sum()
    {
        double value = Product();
        while (_at < _text.Length && _text[_at] is '+' or '-') value += _text[_at++] == '+' ? Product() : -Product();
        return value;
    }

    private double Product()
    {
        double value = Factor();
        while (_at < _text.Length && _text[_at] is '*' or '/') value = _text[_at++] == '*' ? value * Factor() : value / Factor();
        return value;
    }

    private double Factor()
    {
        if (_text[_at] == '-')
        {
            _at++;
            return -Factor();
        }

        if (_text[_at] == '(')
        {
            _at++;
            double inner = Sum();
            _at++;
            return inner;
        }

        int start = _at;
        if (char.IsAsciiDigit(_text[_at]) || _text[_at] == '.')
        {
            while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] is '.' or 'e' or 'E'
                || (_text[_at] is '+' or '-' && _text[_at - 1] is 'e' or 'E'))) _at++;
            return double.Parse(_text.AsSpan(start, _at - start), CultureInfo.InvariantCulture);
        }

        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_')) _at++;
        return _names[_text[start.._at]];
    }
}
