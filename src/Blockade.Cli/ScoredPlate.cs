using Blockade.Synergy;

namespace Blockade.Cli;

/// <summary>A dose matrix with its scores, as <c>blockade synergy</c> reports it.</summary>
/// <param name="Name">The block of a plate file, or the output of a model.</param>
/// <param name="Drug1">The first drug.</param>
/// <param name="Drug2">The second drug.</param>
/// <param name="Unit1">Unit of the first drug's doses.</param>
/// <param name="Unit2">Unit of the second drug's doses.</param>
/// <param name="Matrix">The wells or runs.</param>
/// <param name="Scores">The scores.</param>
/// <param name="Surface">MuSyC's surface, or null where there are too few wells.</param>
/// <param name="Intervals">Their intervals, or null: a model does not scatter.</param>
internal sealed record ScoredPlate(
    string Name, string Drug1, string Drug2, string Unit1, string Unit2, DoseMatrix Matrix, SynergyScores Scores, MusycFit? Surface, SynergyIntervals? Intervals)
{
    /// <summary>Fits and scores.</summary>
    public static ScoredPlate Of(string name, (string Drug, string Unit) first, (string Drug, string Unit) second, DoseMatrix matrix, LoeweBeyond beyond, Cooperativity cooperativity)
    {
        SynergyScores scores = SynergyScores.Of(matrix, beyond);
        MusycFit? surface = MusycFit.Fit(matrix, scores.Drug1.Curve, scores.Drug2.Curve, cooperativity);
        return new ScoredPlate(name, first.Drug, second.Drug, first.Unit, second.Unit, matrix, scores, surface, null);
    }
}
