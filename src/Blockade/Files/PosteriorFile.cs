using Blockade.Evidence;
using Blockade.Models.Diagnostics;
using Blockade.Tumours;

namespace Blockade.Files;

/// <summary>Draws of the constants that a fit leaves open, read for runs in which the tumours alone differ between draws.</summary>
public static class PosteriorFile
{
    /// <summary>
    /// Reads the draws, and refuses a constant that does not act on the tumours alone: the drugs' courses are followed once for all draws, and receptors, patients and
    /// docetaxel's elimination are in them.
    /// </summary>
    /// <param name="source">The table: draw, then one column a constant.</param>
    /// <param name="known">The constants of the run.</param>
    public static Checked<PosteriorDraws> Read(SourceText source, ParameterTable known)
    {
        Checked<PosteriorDraws> read = EvidenceReader.ReadPosterior(source, known);
        if (read.Value is null) return read;
        Diagnostic[] idle =
        [
            .. CsvScanner.Rows(source).First().Skip(1).Where(field => !IsOfTumoursAlone(known, field.Text)).Select(field => new Diagnostic(
                "STD1018", Severity.Error, source, field.Span,
                $"draws of '{field.Text}' cannot be run: receptors and drugs are followed once for all draws, and it acts there or nowhere",
                $"draws are of such constants as {string.Join(", ", known.Select(r => r.Id).Where(id => id is "tumour.growth" or "tumour.docetaxelKill" or "signal.weightAkt"))}; 'blockade trial --parameters' takes one value of any")),
        ];
        return idle.Length == 0 ? read : new(null, [.. read.Diagnostics, .. idle]);
    }

    /// <summary>Whether a constant acts on tumours and on nothing that is followed before them.</summary>
    internal static bool IsOfTumoursAlone(ParameterTable known, string name)
    {
        TumourParameters here = TumourParameters.From(known);
        double value = known.Value(name);
        TumourParameters other = TumourParameters.From(known.With(new ParameterTable([known[name] with { Value = value + Math.Max(1e-3, Math.Abs(value)) }])));
        return other != here && other.DocetaxelEliminationPerDay == here.DocetaxelEliminationPerDay;
    }
}
