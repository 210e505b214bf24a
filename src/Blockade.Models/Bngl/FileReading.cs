using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Sbml;

namespace Blockade.Models.Bngl;

/// <summary>Reads files that an action names, beside the model that there is by then. What is wrong with them goes to a list.</summary>
internal sealed class FileReading(Func<string, string?>? openFile, List<Diagnostic> diagnostics)
{
    /// <summary>A network.</summary>
    public ReactionNetwork? Network(SourceText source)
    {
        Checked<ReactionNetwork> read = NetReader.Read(source, openFile);
        diagnostics.AddRange(read.Diagnostics);
        return read.Value;
    }

    /// <summary>A model in SBML.</summary>
    public RuleModel? Sbml(SourceText source)
    {
        Checked<SbmlDocument> document = SbmlReader.Read(source, SbmlLimits.Default);
        Checked<RuleModel>? read = document.Value is null ? null : SbmlRules.Of(document.Value);
        diagnostics.AddRange(document.Diagnostics.Concat(read?.Diagnostics ?? []));
        return read?.Value;
    }

    /// <summary>BNGL or a network: a network takes the place of what there is, blocks of a model come to those that there are.</summary>
    public (RuleModel? Model, ReactionNetwork? Network) Text(SourceText source, bool isNet, RuleModel before)
    {
        bool isFirst = !ModelParts.HasBlocks(before.Source.Text);
        if (isNet && (isFirst || source.Text.Contains("begin reactions", StringComparison.Ordinal)))
        {
            ReactionNetwork? network = Network(source);
            return (network?.Model, network);
        }

        (SourceText whole, int at) = isFirst ? (source, 0) : ModelParts.Joined(before.Source, source);
        Checked<RuleModel> read = BnglReader.Read(whole, openFile);
        diagnostics.AddRange(ModelParts.OfSecond(read.Diagnostics, source, at));
        if (isFirst || read.Value is not { } model) return (read.Value, null);
        ImmutableArray<Observable> observables = [.. model.Observables.Select(o => o with { CountsUnique = o.CountsUnique || before.Observables.Any(b => b.Kind == o.Kind && b.CountsUnique) })];
        return (model with { Observables = observables, NumberPerQuantityUnit = model.NumberPerQuantityUnit ?? before.NumberPerQuantityUnit }, null);
    }
}
