using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>The options of one action as values of their types. What is wrong is reported at the option, and its default is used.</summary>
internal sealed class ActionOptions
{
    private readonly BnglFile _file;
    private readonly ModelAction _action;
    private readonly Dictionary<string, SourceSpan> _values;

    public ActionOptions(BnglFile file, ModelAction action)
    {
        _file = file;
        _action = action;
        _values = new Dictionary<string, SourceSpan>(action.OptionValues);
        foreach (SourceSpan again in action.Repeated) file.Warn("BNG4003", again, $"the option '{Text(again)}' is given twice; the last one counts");
    }

    public SourceSpan Span(string name) => _action.OptionNames.GetValueOrDefault(name, _action.Span);

    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>Warns of options that the action does not know.</summary>
    public void CheckNames(IReadOnlyCollection<string> known, bool isError = false)
    {
        foreach ((string name, SourceSpan span) in _action.OptionNames.OrderBy(o => o.Value.Start))
        {
            if (known.Contains(name)) continue;
            string message = $"'{_action.Name}' has no option '{name}'{(isError ? "" : "; it is left aside")}";
            if (isError) _file.Error("BNG4002", span, message, NearestName.Hint(name, known));
            else _file.Warn("BNG4002", span, message, NearestName.Hint(name, known));
        }
    }

    public string? Text(string name) => _values.TryGetValue(name, out SourceSpan span) ? Text(span) : null;

    /// <summary>Perl's truth: neither empty nor 0.</summary>
    public bool Flag(string name, bool otherwise = false) => Has(name) ? Number(name) is not (null or 0) : otherwise;

    /// <summary>A number, or null where the option is missing or is none.</summary>
    public double? Number(string name)
    {
        if (!_values.TryGetValue(name, out SourceSpan span)) return null;
        if (span.Length == 0) return 0;
        return Value(span) is { } value ? value : Wrong(name, "is a number");
    }

    /// <summary>A whole number within bounds.</summary>
    public long? Whole(string name, long least, long most = 1_000_000_000_000)
    {
        if (Number(name) is not { } number) return null;
        if (number >= least && number <= most && number == Math.Floor(number)) return (long)number;
        Wrong(name, $"is a whole number{(most < long.MaxValue ? FormattableString.Invariant($" from {least} to {most}") : "")}");
        return null;
    }

    /// <summary>A formula over what the file's names stand for.</summary>
    public Expression? Formula(string name) => _values.TryGetValue(name, out SourceSpan span) ? Formula(span) : null;

    public Expression? Formula(SourceSpan span) => new ExpressionReader(_file.Source, span, _file.Diagnostics, _file.OpenFile).ReadAll();

    /// <summary>A list of numbers in brackets.</summary>
    public ImmutableArray<double>? Numbers(string name)
    {
        if (!_values.TryGetValue(name, out SourceSpan span)) return null;
        string text = _file.Source.Text;
        if (span.Length < 2 || text[span.Start] != '[' || text[span.End - 1] != ']')
        {
            Wrong(name, "is a list of numbers in brackets");
            return null;
        }

        var numbers = ImmutableArray.CreateBuilder<double>();
        foreach (SourceSpan part in ActionReader.Split(text, new SourceSpan(span.Start + 1, span.Length - 2)))
        {
            if (Value(ActionReader.Unquoted(text, part)) is { } value) numbers.Add(value);
            else _file.Error("BNG4003", part, $"'{Text(part)}' is not a number");
        }

        return numbers.ToImmutable();
    }

    /// <summary>A list of texts in quotes and brackets; a quote inside one has a backslash before it.</summary>
    public ImmutableArray<string>? Texts(string name)
    {
        if (!_values.TryGetValue(name, out SourceSpan span)) return null;
        var texts = ImmutableArray.CreateBuilder<string>();
        string list = Text(span);
        int from = -1;
        char quote = '"';
        for (int i = 0; i < list.Length; i++)
        {
            if (list[i] == '\\')
            {
                i++;
            }
            else if (list[i] is '"' or '\'' && from < 0)
            {
                (from, quote) = (i + 1, list[i]);
            }
            else if (from >= 0 && list[i] == quote)
            {
                texts.Add(list[from..i].Replace("\\\"", "\"", StringComparison.Ordinal).ReplaceLineEndings(" "));
                from = -1;
            }
        }

        if (from < 0 && list.StartsWith('[') && list.EndsWith(']')) return texts.ToImmutable();
        Wrong(name, "is a list of texts in quotes, in brackets");
        return null;
    }

    /// <summary>Two lists of one length in braces, <c>{names=>["a","b"],values=>[1,2]}</c>, by pairs.</summary>
    public ImmutableArray<(SourceSpan Name, SourceSpan Value)> Pairs(string name, string names, string values)
    {
        if (!_values.TryGetValue(name, out SourceSpan span)) return [];
        string text = _file.Source.Text;
        var lists = new Dictionary<string, SourceSpan[]>();
        bool isTable = span.Length >= 2 && text[span.Start] == '{' && text[span.End - 1] == '}';
        foreach (SourceSpan part in isTable ? ActionReader.Split(text, Inside(span)) : [])
        {
            int arrow = text.IndexOf("=>", part.Start, part.Length, StringComparison.Ordinal);
            if (arrow < 0) continue;
            SourceSpan list = ActionReader.Unquoted(text, new SourceSpan(arrow + 2, part.End - arrow - 2));
            bool isList = list.Length >= 2 && text[list.Start] == '[' && text[list.End - 1] == ']';
            if (isList) lists[Text(ActionReader.Unquoted(text, new SourceSpan(part.Start, arrow - part.Start)))] = [.. ActionReader.Split(text, Inside(list)).Select(p => ActionReader.Unquoted(text, p))];
        }

        if (lists.Count == 2 && lists.TryGetValue(names, out SourceSpan[]? first) && lists.TryGetValue(values, out SourceSpan[]? second) && first.Length == second.Length) return [.. first.Zip(second)];
        Wrong(name, $"is two lists of one length, {{{names}=>[...],{values}=>[...]}}");
        return [];

        static SourceSpan Inside(SourceSpan span) => new(span.Start + 1, span.Length - 2);
    }

    /// <summary>A part of a file's name: no path, so that nothing is written outside of the output folder.</summary>
    public string? PlainName(string name)
    {
        if (!_values.TryGetValue(name, out SourceSpan span) || span.Length == 0) return null;
        string text = Text(span);
        if (text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '+') && !text.StartsWith('.')) return text;
        _file.Error("BNG4007", span, $"'{text}' is no plain name; files are written into the output folder only", "letters, digits, '_', '-', '+' and '.'");
        return null;
    }

    private double? Wrong(string name, string should)
    {
        _file.Error("BNG4003", _values[name], $"'{name}' {should}, not '{Text(_values[name])}'");
        return null;
    }

    private double? Value(SourceSpan span)
    {
        if (double.TryParse(_file.Source.Text.AsSpan(span.Start, span.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out double plain)) return double.IsFinite(plain) ? plain : null;
        var ignored = ImmutableArray.CreateBuilder<Diagnostic>();
        Expression? formula = new ExpressionReader(_file.Source, span, ignored).ReadAll();
        if (formula is null || formula.Names().Any(n => !ExpressionReader.Functions.ContainsKey(n))) return null;
        double value = CompiledExpression.Compile(formula, _ => null).Evaluate([]);
        return double.IsFinite(value) ? value : null;
    }

    private string Text(SourceSpan span) => _file.Source.Text.Substring(span.Start, span.Length);
}
