using System.Collections.Immutable;
using System.Text;
using Blockade.Models.BngXml;
using Blockade.Models.Rules;

namespace Blockade.Actions;

/// <summary>The files of a run so far. What an action writes counts once the action is done, so that a run cut short keeps none by half.</summary>
internal sealed class OutputFiles(long mostCharacters)
{
    private readonly List<string> _order = [];
    private readonly Dictionary<string, StringBuilder> _files = [];
    private readonly Dictionary<string, (bool Replaces, StringBuilder Text)> _pending = [];
    private readonly List<string> _cleared = [];
    private long _characters;

    /// <summary>More was written than the limit allows.</summary>
    public bool IsFull => _characters > mostCharacters;

    public ImmutableArray<ActionFile> Files => [.. _order.Select(n => new ActionFile(n, _files[n]))];

    /// <summary>Whether there is such a file, of this action or of one before.</summary>
    public bool Has(string name) => _files.ContainsKey(name) || _pending.ContainsKey(name);

    /// <summary>What an earlier action wrote, or null.</summary>
    public string? Text(string name) => _files.TryGetValue(name, out StringBuilder? text) ? text.ToString() : null;

    /// <summary>Begins a file anew.</summary>
    public StringBuilder Replace(string name)
    {
        var text = new StringBuilder();
        _pending[name] = (true, text);
        return text;
    }

    /// <summary>Begins a folder anew: what earlier actions wrote there goes.</summary>
    public void ReplaceFolder(string folder) => _cleared.Add(folder + "/");

    /// <summary>Goes on with a file, or begins it.</summary>
    public StringBuilder Append(string name)
    {
        if (_pending.TryGetValue(name, out (bool Replaces, StringBuilder Text) open)) return open.Text;
        var text = new StringBuilder();
        _pending.Add(name, (false, text));
        return text;
    }

    /// <summary>The model as the XML that NFsim reads, where it can be said in it; false otherwise.</summary>
    public bool WriteXml(string stem, RuleModel model)
    {
        if (!BngXmlWriter.Check(model).IsEmpty) return false;
        using var stream = new MemoryStream();
        BngXmlWriter.Write(model, stem, stream);
        StringBuilder text = Replace(stem + ".xml").Append(Encoding.UTF8.GetString(stream.ToArray()));
        Count(text.Length);
        return true;
    }

    /// <summary>Counts what is being written against the limit.</summary>
    public void Count(int characters) => _characters += characters;

    /// <summary>The action is done: what it wrote counts.</summary>
    public void Commit()
    {
        foreach (string name in _order.Where(n => _cleared.Any(f => n.StartsWith(f, StringComparison.Ordinal))).ToArray())
        {
            _files.Remove(name);
            _order.Remove(name);
        }

        _cleared.Clear();
        foreach ((string name, (bool replaces, StringBuilder text)) in _pending)
        {
            if (!_files.TryGetValue(name, out StringBuilder? before))
            {
                _files.Add(name, text);
                _order.Add(name);
            }
            else if (replaces)
            {
                _files[name] = text;
            }
            else
            {
                before.Append(text);
            }
        }

        _pending.Clear();
    }

    /// <summary>The action was not done: what it wrote is forgotten.</summary>
    public void Discard()
    {
        _pending.Clear();
        _cleared.Clear();
    }
}
