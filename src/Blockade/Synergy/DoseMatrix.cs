using System.Collections.Immutable;

namespace Blockade.Synergy;

/// <summary>The wells of two drugs ordered by dose: a row for each dose of the first drug and a column for each of the second, both from 0 up.</summary>
public sealed class DoseMatrix
{
    private readonly double[] _means;
    private readonly int[] _counts;

    /// <summary>Orders the wells; wells of one pair of doses are replicates.</summary>
    /// <exception cref="ArgumentException">
    /// A value that is not finite, a negative dose, no well without drug, or fewer than two doses above 0 of a drug alone: <see cref="Fault"/> says beforehand.
    /// </exception>
    public DoseMatrix(params ImmutableArray<Well> wells)
    {
        if (Fault(wells) is string fault) throw new ArgumentException($"In a dose matrix {fault}.", nameof(wells));
        Wells = wells;
        Doses1 = [.. wells.Select(w => w.Dose1).Distinct().Order()];
        Doses2 = [.. wells.Select(w => w.Dose2).Distinct().Order()];
        _means = new double[Doses1.Length * Doses2.Length];
        _counts = new int[_means.Length];
        CellOf = [.. wells.Select(w => Cell(Doses1.IndexOf(w.Dose1), Doses2.IndexOf(w.Dose2)))];
        for (int i = 0; i < wells.Length; i++)
        {
            _means[CellOf[i]] += wells[i].Effect;
            _counts[CellOf[i]]++;
        }

        for (int c = 0; c < _means.Length; c++) _means[c] = _counts[c] == 0 ? double.NaN : _means[c] / _counts[c];
    }

    /// <summary>Doses of the first drug, ascending from 0.</summary>
    public ImmutableArray<double> Doses1 { get; }

    /// <summary>Doses of the second drug, ascending from 0.</summary>
    public ImmutableArray<double> Doses2 { get; }

    /// <summary>The wells as given.</summary>
    public ImmutableArray<Well> Wells { get; }

    /// <summary>The cell of each well.</summary>
    public ImmutableArray<int> CellOf { get; }

    /// <summary>How many cells there are, with wells or without.</summary>
    public int CellCount => _means.Length;

    /// <summary>Mean effect of a cell's wells, by row; NaN where there is none.</summary>
    public double Mean(int cell) => _means[cell];

    /// <summary>Wells of a cell.</summary>
    public int Count(int cell) => _counts[cell];

    /// <summary>The cell of two doses by their places in <see cref="Doses1"/> and <see cref="Doses2"/>.</summary>
    public int Cell(int dose1, int dose2) => (dose1 * Doses2.Length) + dose2;

    /// <summary>Both doses of a cell.</summary>
    public (double Dose1, double Dose2) Doses(int cell) => (Doses1[cell / Doses2.Length], Doses2[cell % Doses2.Length]);

    /// <summary>Whether a cell holds both drugs.</summary>
    public bool IsCombination(int cell) => cell / Doses2.Length > 0 && cell % Doses2.Length > 0;

    /// <summary>The same wells with the drugs' names exchanged.</summary>
    public DoseMatrix Swapped() => new([.. Wells.Select(w => new Well(w.Dose2, w.Dose1, w.Effect))]);

    /// <summary>The same doses with other effects, one a well.</summary>
    public DoseMatrix With(IReadOnlyList<double> effects) => new([.. Wells.Select((w, i) => w with { Effect = effects[i] })]);

    /// <summary>What keeps wells from being a dose matrix, as half a sentence, or null.</summary>
    public static string? Fault(ImmutableArray<Well> wells)
    {
        if (wells.IsDefaultOrEmpty) return "there is no well";
        foreach (Well w in wells)
        {
            if (!double.IsFinite(w.Dose1) || !double.IsFinite(w.Dose2) || !double.IsFinite(w.Effect) || w.Dose1 < 0 || w.Dose2 < 0)
                return FormattableString.Invariant($"doses are finite and 0 or more and effects finite, not {w.Dose1}, {w.Dose2} and {w.Effect}");
        }

        if (!wells.Any(w => w.Dose1 == 0 && w.Dose2 == 0)) return "there is no well without drug";
        if (wells.Where(w => w.Dose2 == 0 && w.Dose1 > 0).Select(w => w.Dose1).Distinct().Count() < 2) return "the first drug alone has fewer than two doses above 0";
        if (wells.Where(w => w.Dose1 == 0 && w.Dose2 > 0).Select(w => w.Dose2).Distinct().Count() < 2) return "the second drug alone has fewer than two doses above 0";
        return wells.Any(w => w.Dose1 > 0 && w.Dose2 > 0) ? null : "no well holds both drugs";
    }
}
