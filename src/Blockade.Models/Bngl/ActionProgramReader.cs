using System.Collections.Immutable;
using Blockade.Models.Actions;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>
/// Reads a file together with what it asks to be done. Every problem of the model and of all its actions is reported, as far as it can be known
/// without doing anything; nothing is done.
/// </summary>
public static class ActionProgramReader
{
    /// <summary>Reads a <c>.bngl</c> or <c>.net</c> file. Its actions may read other files, which <paramref name="openFile"/> opens or refuses by null.</summary>
    public static Checked<ActionProgram> Read(SourceText source, Func<string, string?>? openFile = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        RuleModel? model;
        ReactionNetwork? network = null;
        IEnumerable<Diagnostic> diagnostics;
        if (IsNetwork(source.Name))
        {
            Checked<ReactionNetwork> read = NetReader.Read(source, openFile);
            (network, model, diagnostics) = (read.Value, read.Value?.Model, read.Diagnostics);
        }
        else
        {
            Checked<RuleModel> read = BnglReader.Read(source, openFile);
            (model, diagnostics) = (read.Value, read.Diagnostics);
        }

        // the actions are not left aside here
        var all = ImmutableArray.CreateBuilder<Diagnostic>();
        if (model is null) return new(null, [.. diagnostics.Where(d => d.Code != "BNG0001")]);
        string name = Path.GetFileNameWithoutExtension(source.Name);
        var binder = new ActionBinder(openFile, name);
        binder.Bind(model, network);
        all.AddRange(diagnostics.Concat(binder.Diagnostics).Where(d => d.Code != "BNG0001"));
        return new(new ActionProgram(name, model, network, binder.Steps), all.ToImmutable());
    }

    /// <summary>Whether a file of this name holds a network, not a model.</summary>
    public static bool IsNetwork(string name) => Path.GetExtension(name).Equals(".net", StringComparison.OrdinalIgnoreCase);
}
