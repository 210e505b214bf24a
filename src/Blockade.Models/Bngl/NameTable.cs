using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>The names that formulas of one file may use, and the checks that they are used as what they are.</summary>
internal sealed class NameTable
{
    private readonly BnglFile _file;
    private readonly HashSet<string> _parameters = [];
    private readonly HashSet<string> _observables = [];
    private readonly Dictionary<string, Function> _functions = [];

    public NameTable(BnglFile file)
    {
        _file = file;
        var all = new Dictionary<string, string>();
        for (int i = file.Parameters.Count - 1; i >= 0; i--)
        {
            // the last of several counts, as in BioNetGen
            Parameter p = file.Parameters[i];
            if (IsBuiltIn(p.Name) && p.Name != "sign") RefuseBuiltIn(p.Name, p.Span);
            if (all.TryAdd(p.Name, "parameter")) continue;
            file.Warn("BNG2014", p.Span, $"parameter '{p.Name}' is declared again below; this value is not used");
            file.Parameters.RemoveAt(i);
        }

        _parameters.UnionWith(all.Keys);
        foreach (var o in file.Observables) Declare(o.Name, "observable", o.Span, () => _observables.Add(o.Name));
        foreach (Function f in file.Functions) Declare(f.Name, "function", f.Span, () => _functions.Add(f.Name, f));

        static bool IsBuiltIn(string name) => ExpressionReader.Functions.ContainsKey(name) || name == "time";

        void RefuseBuiltIn(string name, SourceSpan span) => file.Error("BNG2001", span, $"'{name}' is a built-in function; another name is needed");

        void Declare(string name, string word, SourceSpan span, Action keep)
        {
            if (word == "function" && IsBuiltIn(name))
            {
                RefuseBuiltIn(name, span);
            }
            else if (all.TryAdd(name, word))
            {
                keep();
            }
            else
            {
                file.Error("BNG2001", span, $"{word} '{name}' is declared twice, or its name is taken");
            }
        }
    }

    /// <summary>Checks a formula over parameters.</summary>
    public void CheckConstant(Expression expression, string where) => Check(expression, where, allowObservables: false, []);

    /// <summary>Checks a formula that may change in time; <paramref name="labels"/> are what local functions may be called with.</summary>
    public void CheckRate(Expression expression, string where, IReadOnlyCollection<string> labels) => Check(expression, where, allowObservables: true, labels);

    /// <summary>Checks that neither parameters nor functions go round in a circle.</summary>
    public void CheckCircles()
    {
        CheckCircles("BNG2010", "parameter", _file.Parameters.Select(p => (p.Name, p.Value, p.Span)));
        CheckCircles("BNG2011", "function", _functions.Values.Select(f => (f.Name, f.Value, f.Span)));
    }

    private void Check(Expression expression, string where, bool allowObservables, IReadOnlyCollection<string> labels)
    {
        switch (expression)
        {
            case Expression.Symbol s:
                CheckSymbol(s, where, allowObservables, labels);
                break;
            case Expression.Unary u:
                Check(u.Operand, where, allowObservables, labels);
                break;
            case Expression.Binary b:
                Check(b.Left, where, allowObservables, labels);
                Check(b.Right, where, allowObservables, labels);
                break;
            case Expression.Table t:
                Check(t.Argument, where, allowObservables, labels);
                break;
            case Expression.Call c when ExpressionReader.Functions.ContainsKey(c.Function):
                foreach (Expression argument in c.Arguments) Check(argument, where, allowObservables, labels);
                break;
            case Expression.Call c:
                CheckCall(c, where, allowObservables, labels);
                break;
        }
    }

    private void CheckSymbol(Expression.Symbol symbol, string where, bool allowObservables, IReadOnlyCollection<string> labels)
    {
        string name = symbol.Name;
        if (_parameters.Contains(name) || _file.BrokenNames.Contains(name)) return;
        if (allowObservables)
        {
            if (_observables.Contains(name) || name == "time") return;
            if (_functions.TryGetValue(name, out Function? function))
            {
                if (function.Arguments.Length > 0) Error("BNG2015", $"function '{name}' takes {Arguments(function.Arguments.Length)}, and none is given");
                return;
            }

            if (labels.Contains(name))
            {
                Error("BNG2016", $"'{name}' is a label; it stands for no number by itself", "pass it to a local function or an observable");
                return;
            }
        }

        string hint = NearestName.Hint(name, allowObservables ? _parameters.Concat(_observables).Concat(_functions.Keys) : _parameters)
            ?? (_observables.Contains(name) ? "an observable may stand in a function or a rate, not here" : "declare it in the block 'parameters'");
        Error("BNG2012", $"{where} refers to '{name}', which is not {(allowObservables ? "declared" : "a parameter")}", hint);

        void Error(string code, string message, string? hint = null) => _file.Error(code, symbol.Span, message, hint);
    }

    private void CheckCall(Expression.Call call, string where, bool allowObservables, IReadOnlyCollection<string> labels)
    {
        string name = call.Function;
        if (_file.BrokenNames.Contains(name)) return;
        int? wanted = !allowObservables ? null
            : _observables.Contains(name) ? 1
            : _functions.TryGetValue(name, out Function? function) ? function.Arguments.Length : null;
        if (wanted is null)
        {
            IEnumerable<string> known = allowObservables ? ExpressionReader.Functions.Keys.Concat(_functions.Keys).Concat(_observables) : ExpressionReader.Functions.Keys;
            _file.Error("BNG2013", call.Span, $"{where} calls '{name}', which is no function{(allowObservables ? "" : " of parameters")}", NearestName.Hint(name, known.Order(StringComparer.Ordinal)));
            return;
        }

        if (wanted != call.Arguments.Length) _file.Error("BNG2015", call.Span, $"'{name}' takes {Arguments(wanted.Value)}, and {call.Arguments.Length} are given");
        foreach (Expression argument in call.Arguments)
        {
            if (argument is Expression.Symbol s && labels.Contains(s.Name)) continue;
            _file.Error("BNG2016", argument.Span, $"'{name}' is called with what is no label", labels.Count == 0 ? "label a molecule, as in A%x(), or a complex, as in %x:A()" : $"labels: {string.Join(", ", labels)}");
        }
    }

    private static string Arguments(int count) => count switch { 0 => "no argument", 1 => "one argument", _ => $"{count} arguments" };

    private void CheckCircles(string code, string word, IEnumerable<(string Name, Expression Value, SourceSpan Span)> definitions)
    {
        var byName = new Dictionary<string, (Expression Value, SourceSpan Span)>();
        foreach ((string name, Expression value, SourceSpan span) in definitions) byName.TryAdd(name, (value, span));
        var done = new HashSet<string>();
        foreach (string start in byName.Keys)
        {
            // depth first with a stack of our own: a chain of definitions may be as long as the file
            var path = new List<(string Name, IEnumerator<string> Next)>();
            var open = new HashSet<string>();
            Enter(start);
            while (path.Count > 0)
            {
                (string name, IEnumerator<string> next) = path[^1];
                if (!next.MoveNext())
                {
                    done.Add(name);
                    open.Remove(name);
                    path.RemoveAt(path.Count - 1);
                    continue;
                }

                string other = next.Current;
                if (!byName.ContainsKey(other)) continue;
                if (open.Contains(other))
                {
                    _file.Error(code, byName[other].Span, $"{word} '{other}' is defined by itself: {string.Join(" -> ", path.Select(p => p.Name).SkipWhile(n => n != other).Append(other))}");
                    return;
                }

                Enter(other);
            }

            void Enter(string name)
            {
                if (done.Contains(name) || !byName.TryGetValue(name, out var definition)) return;
                path.Add((name, definition.Value.Names().GetEnumerator()));
                open.Add(name);
            }
        }
    }
}
