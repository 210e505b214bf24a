using System.Collections.Immutable;

namespace Blockade.Synergy;

/// <summary>A dose matrix scored against the four nulls, with each drug's own curve.</summary>
/// <param name="Drug1">The first drug alone.</param>
/// <param name="Drug2">The second drug alone.</param>
/// <param name="Nulls">One score a null, in the order of <see cref="NullModel"/>.</param>
public sealed record SynergyScores(HillFit Drug1, HillFit Drug2, ImmutableArray<NullScore> Nulls)
{
    /// <summary>
    /// Scores a matrix. Bliss and the highest single agent compare means of wells and fit nothing; Loewe compares with the curves fitted to each drug alone;
    /// zero interaction potency compares the surface fitted along both doses with the two curves.
    /// </summary>
    /// <param name="matrix">The wells.</param>
    /// <param name="beyond">Loewe's null where the weaker drug cannot follow.</param>
    /// <remarks>Cost: a curve fit for each row and column, milliseconds.</remarks>
    public static SynergyScores Of(DoseMatrix matrix, LoeweBeyond beyond = LoeweBeyond.HighestSingleAgent)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        HillFit drug1 = Alone(matrix, w => w.Dose1, w => w.Dose2);
        HillFit drug2 = Alone(matrix, w => w.Dose2, w => w.Dose1);
        double Row(int cell) => matrix.Mean(matrix.Cell(cell / matrix.Doses2.Length, 0));
        double Column(int cell) => matrix.Mean(cell % matrix.Doses2.Length);
        return new SynergyScores(drug1, drug2,
        [
            Score(NullModel.HighestSingleAgent, c => NullSurfaces.HighestSingleAgent(Row(c), Column(c)), matrix.Mean),
            Score(NullModel.Bliss, c => NullSurfaces.Bliss(Row(c), Column(c)), matrix.Mean),
            Score(NullModel.Loewe, c => NullSurfaces.Loewe(drug1.Curve, drug2.Curve, matrix.Doses(c).Dose1, matrix.Doses(c).Dose2, beyond), matrix.Mean),
            Score(NullModel.ZeroInteractionPotency, c => NullSurfaces.ZeroInteractionPotency(drug1.Curve, drug2.Curve, matrix.Doses(c).Dose1, matrix.Doses(c).Dose2), Smoothed(matrix)),
        ]);

        NullScore Score(NullModel model, Func<int, double> expected, Func<int, double> effect)
        {
            int n = matrix.CellCount;
            var seen = new double[n];
            var reference = new double[n];
            var excess = new double[n];
            double sum = 0;
            int cells = 0;
            for (int c = 0; c < n; c++)
            {
                bool both = matrix.IsCombination(c);
                seen[c] = both && matrix.Count(c) > 0 ? effect(c) : matrix.Mean(c);
                reference[c] = both ? expected(c) : matrix.Mean(c);
                excess[c] = seen[c] - reference[c];
                if (!both || double.IsNaN(excess[c])) continue;
                sum += excess[c];
                cells++;
            }

            return new NullScore(model, [.. seen], [.. reference], [.. excess], cells == 0 ? double.NaN : sum / cells);
        }
    }

    /// <summary>The score against one null.</summary>
    public NullScore Against(NullModel model) => Nulls[(int)model];

    private static HillFit Alone(DoseMatrix matrix, Func<Well, double> dose, Func<Well, double> other)
    {
        Well[] alone = [.. matrix.Wells.Where(w => other(w) == 0)];
        return HillFit.Fit([.. alone.Select(dose)], [.. alone.Select(w => w.Effect)]);
    }

    // The mean of two curves through each cell, one along either dose. Each begins at what the other drug does alone at its dose, as it was seen, and ends
    // where the data say: synergyfinder 3. (Yadav 2015 begins at the fitted curve and ends at 100 %.)
    private static Func<int, double> Smoothed(DoseMatrix matrix)
    {
        int rows = matrix.Doses1.Length, columns = matrix.Doses2.Length;
        var sums = new double[matrix.CellCount];
        for (int i = 1; i < rows; i++) Add([.. Enumerable.Range(0, columns).Select(j => matrix.Cell(i, j))], matrix.Doses2);
        for (int j = 1; j < columns; j++) Add([.. Enumerable.Range(0, rows).Select(i => matrix.Cell(i, j))], matrix.Doses1);
        return c => sums[c] / 2;

        void Add(int[] cells, ImmutableArray<double> doses)
        {
            int[] there = [.. Enumerable.Range(0, cells.Length).Where(k => matrix.Count(cells[k]) > 0)];
            bool fits = there.Length > 2 && there[0] == 0;
            HillCurve curve = fits
                ? HillFit.Fit([.. there.Select(k => doses[k])], [.. there.Select(k => matrix.Mean(cells[k]))], matrix.Mean(cells[0])).Curve
                : default;
            for (int k = 1; k < cells.Length; k++) sums[cells[k]] += fits ? curve.At(doses[k]) : double.NaN;
        }
    }
}
