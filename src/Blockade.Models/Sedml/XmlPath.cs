using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;

namespace Blockade.Models.Sedml;

/// <summary>
/// A path to elements of a XML model: the part of XPath 1.0 that SED-ML files use. Steps by <c>/</c>, <c>//</c>, <c>child::</c> and <c>descendant::</c>, names
/// with prefixes or <c>*</c>, conditions <c>[@name='value']</c> joined by <c>and</c>, and <c>[3]</c>; an attribute at the end. Any other is refused by name. Cost: linear in the document for each step.
/// </summary>
/// <remarks>A prefix that stands for any edition of SBML finds elements of any other: files are converted, and their experiments forgotten.</remarks>
public sealed class XmlPath
{
    private const string SbmlSpace = "http://www.sbml.org/sbml/level";

    private readonly ImmutableArray<Step> _steps;

    private XmlPath(ImmutableArray<Step> steps, string? attribute) => (_steps, Attribute) = (steps, attribute);

    /// <summary>The attribute at the end, or null.</summary>
    public string? Attribute { get; }

    /// <summary>Reads a path; null with what is wrong with it.</summary>
    public static XmlPath? Parse(SedmlTarget target, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(target);
        var reader = new Reader(target);
        XmlPath? path = reader.Read();
        fault = reader.Fault;
        return fault is null ? path : null;
    }

    /// <summary>The elements, in the order of the document.</summary>
    public ImmutableArray<XElement> Find(XDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        IReadOnlyList<XContainer> here = [document];
        foreach (Step step in _steps)
        {
            // nodes inside each other share descendants: each counts once
            IEnumerable<XElement> found = step.IsDeep ? here.Count == 1 ? here[0].Descendants() : here.SelectMany(h => h.Descendants()).Distinct() : here.SelectMany(h => h.Elements());
            found = found.Where(step.Matches);
            if (step.Number is { } number) found = step.IsDeep ? found.Skip(number - 1).Take(1) : found.GroupBy(e => e.Parent).SelectMany(g => g.Skip(number - 1).Take(1));
            here = [.. found];
        }

        return [.. here.OfType<XElement>()];
    }

    internal static bool IsSbml(string space) => space.StartsWith(SbmlSpace, StringComparison.Ordinal) && space.Split('/').Length <= (space.EndsWith("/core", StringComparison.Ordinal) ? 7 : 6);

    private sealed record Step(bool IsDeep, string Name, string? Space, ImmutableArray<(string Name, string? Value)> Conditions, int? Number)
    {
        public bool Matches(XElement element)
        {
            if (Name != "*" && element.Name.LocalName != Name) return false;
            string space = element.Name.NamespaceName;
            if (Space is not null && space != Space && !(IsSbml(space) && IsSbml(Space))) return false;
            foreach ((string name, string? value) in Conditions)
            {
                string? has = element.Attribute(name)?.Value;
                if (has is null || (value is not null && has != value)) return false;
            }

            return true;
        }
    }

    private sealed class Reader(SedmlTarget target)
    {
        private readonly string _text = target.Text.Trim();
        private int _at;

        public string? Fault { get; private set; }

        public XmlPath? Read()
        {
            var steps = ImmutableArray.CreateBuilder<Step>();
            string? attribute = null;
            if (!_text.StartsWith('/')) return Fail("it does not begin at the root ('/')");
            while (_at < _text.Length && Fault is null && attribute is null)
            {
                bool isDeep = Take("//");
                if (!isDeep && !Take("/")) return Fail($"'{_text[_at]}' is not expected at character {(_at + 1).ToString(CultureInfo.InvariantCulture)}");
                if (Take("@") || Take("attribute::")) attribute = Word();
                else if (Next(isDeep) is { } step) steps.Add(step);
            }

            if (Fault is null && _at < _text.Length) return Fail("something follows the attribute");
            if (Fault is null && steps.Count == 0) return Fail("it names no element");
            return Fault is null ? new XmlPath(steps.ToImmutable(), attribute) : null;
        }

        private Step? Next(bool isDeep)
        {
            if (Take("descendant::") || Take("descendant-or-self::")) isDeep = true;
            else Take("child::");
            (string name, string? space) = Name();
            var conditions = ImmutableArray.CreateBuilder<(string, string?)>();
            int? number = null;
            while (Fault is null && Take("["))
            {
                do
                {
                    Blank();
                    if (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
                    {
                        int from = _at;
                        while (_at < _text.Length && char.IsAsciiDigit(_text[_at])) _at++;
                        if (!int.TryParse(_text.AsSpan(from, _at - from), NumberStyles.None, CultureInfo.InvariantCulture, out int n) || n == 0) Fail("a place is counted from 1");
                        else number = n;
                    }
                    else if (Take("@"))
                    {
                        string attribute = Word();
                        Blank();
                        conditions.Add((attribute, Take("=") ? Literal() : null));
                    }
                    else
                    {
                        Fail("a condition is an attribute with its value ([@id='x']), or a number");
                    }

                    Blank();
                }
                while (Fault is null && Take("and"));
                if (Fault is null && !Take("]")) Fail("a bracket is not closed, or holds more than attributes joined by 'and'");
            }

            return Fault is null ? new Step(isDeep, name, space, conditions.ToImmutable(), number) : null;
        }

        private (string Name, string? Space) Name()
        {
            if (Take("*")) return ("*", null);
            string first = Word();
            if (Fault is not null || !Take(":")) return (first, Fault is null ? "" : null);
            string name = Take("*") ? "*" : Word();
            if (target.Namespaces.TryGetValue(first, out string? space)) return (name, space);
            if (first == "sbml") return (name, SbmlSpace);   // some write it without saying what it is
            Fail($"the prefix '{first}' is not declared");
            return (name, null);
        }

        private string Word()
        {
            int from = _at;
            while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '-' or '.')) _at++;
            if (_at > from) return _text[from.._at];
            Fail($"a name is expected at character {(_at + 1).ToString(CultureInfo.InvariantCulture)}");
            return "";
        }

        private string? Literal()
        {
            Blank();
            char quote = _at < _text.Length ? _text[_at] : '\0';
            int end = quote is '\'' or '"' ? _text.IndexOf(quote, _at + 1) : -1;
            if (end < 0)
            {
                Fail("a value stands in quotes");
                return null;
            }

            string value = _text[(_at + 1)..end];
            _at = end + 1;
            return value;
        }

        private void Blank()
        {
            while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
        }

        private bool Take(string word)
        {
            if (!_text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal)) return false;
            _at += word.Length;
            return true;
        }

        private XmlPath? Fail(string fault)
        {
            Fault ??= fault;
            return null;
        }
    }
}
