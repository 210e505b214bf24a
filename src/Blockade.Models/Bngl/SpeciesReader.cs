using Blockade.Models.Diagnostics;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>Reads the text of one species by the molecule types of a model.</summary>
public static class SpeciesReader
{
    /// <summary>The species that a canonical name of the model's stands for, or null where it is none.</summary>
    public static Pattern? Read(RuleModel model, string text)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        return Read(new BnglFile(new SourceText("species", text), null, BnglFile.ModelBlocks), new SourceSpan(0, text.Length), model);
    }

    internal static Pattern? Read(BnglFile file, SourceSpan span, RuleModel model)
    {
        LineScanner scan = file.Scan(span);
        if (new PatternReader(scan).Take() is not { } raw) return null;
        if (!scan.AtEnd())
        {
            scan.Fail("BNG4003", scan.At, "unexpected text after the species", span.End - scan.At);
            return null;
        }

        var binder = new PatternBinder(file, model.MoleculeTypes.ToDictionary(t => t.Name), model.Compartments.ToDictionary(c => c.Name));
        return binder.BindSpecies(raw) is { } pattern && binder.CheckComplete(pattern) ? pattern : null;
    }
}
