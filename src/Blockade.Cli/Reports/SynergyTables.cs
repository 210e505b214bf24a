using System.Collections.Immutable;
using System.Diagnostics;
using Blockade.Reporting;
using Blockade.Synergy;

namespace Blockade.Cli.Reports;

/// <summary>Scores as tables with units. Effects are in percent of what there is without drug, excesses in points of it.</summary>
internal static class SynergyTables
{
    public static ImmutableArray<Table> Of(ImmutableArray<ScoredPlate> plates) => [Summary(plates), Cells(plates), Curves(plates), Surfaces(plates)];

    /// <summary>The null's name.</summary>
    public static string Name(NullModel model) => model switch
    {
        NullModel.HighestSingleAgent => "highest single agent",
        NullModel.Bliss => "Bliss independence",
        NullModel.Loewe => "Loewe additivity",
        NullModel.ZeroInteractionPotency => "zero interaction potency",
        _ => throw new UnreachableException(),
    };

    /// <summary>Where its formula comes from.</summary>
    public static ReportSource Source(NullModel model) => model switch
    {
        NullModel.HighestSingleAgent => new("Berenbaum (1989), What is synergy?, Pharmacol. Rev. 41:93-141"),
        NullModel.Bliss => new("Bliss (1939), The toxicity of poisons applied jointly, Ann. Appl. Biol. 26:585-615", "10.1111/j.1744-7348.1939.tb06990.x"),
        NullModel.Loewe => new("Loewe and Muischnek (1926), Über Kombinationswirkungen, Arch. exp. Path. Pharmak. 114:313-326", "10.1007/BF01952257"),
        NullModel.ZeroInteractionPotency => new("Yadav, Wennerberg, Aittokallio and Tang (2015), Searching for drug synergy in complex dose-response landscapes using an interaction potency model, Comput. Struct. Biotechnol. J. 13:504-513", "10.1016/j.csbj.2015.09.001"),
        _ => throw new UnreachableException(),
    };

    /// <summary>The mean excess in points with its interval, where there is one.</summary>
    public static string Mean(ScoredPlate plate, NullModel model)
    {
        Interval interval = plate.Intervals?.Means[(int)model] ?? Interval.None;
        return Numbers.Estimate(new Survival.Estimate(Points(plate.Scores.Against(model).Mean), Points(interval.Lower), Points(interval.Upper)), "0.0");
    }

    /// <summary>A share in points to one decimal, never minus zero.</summary>
    public static double Points(double share) => Math.Round(100 * share, 1) + 0.0;

    /// <summary>The cell of the largest excess, or -1; of equal ones the first.</summary>
    public static int Largest(DoseMatrix matrix, NullScore score)
    {
        int largest = -1;
        for (int c = 0; c < matrix.CellCount; c++)
        {
            if (matrix.IsCombination(c) && !double.IsNaN(score.Excess[c]) && (largest < 0 || score.Excess[c] > score.Excess[largest])) largest = c;
        }

        return largest;
    }

    private static Table Summary(ImmutableArray<ScoredPlate> plates)
    {
        (ScoredPlate Plate, NullScore Score)[] rows = [.. plates.SelectMany(p => p.Scores.Nulls.Select(n => (p, n)))];
        return new Table("synergy", "Mean excess over each null, over the pairs of doses with both drugs",
        [
            new Column.Text("of", "block of the plate, or output of the model", [.. rows.Select(r => r.Plate.Name)]),
            new Column.Text("drug1", "first drug", [.. rows.Select(r => r.Plate.Drug1)]),
            new Column.Text("drug2", "second drug", [.. rows.Select(r => r.Plate.Drug2)]),
            new Column.Text("null", "what the pair is compared with", [.. rows.Select(r => Name(r.Score.Null))]),
            Points("mean_excess", "mean excess: above 0 the pair does more", rows.Select(r => r.Score.Mean)),
            Points("lower", "lower end of its 95 % interval, residual bootstrap", rows.Select(r => Of(r.Plate, r.Score).Lower)),
            Points("upper", "upper end", rows.Select(r => Of(r.Plate, r.Score).Upper)),
            new Column.Text("scatter", "where the intervals' scatter was read from", [.. rows.Select(r => r.Plate.Intervals?.Noise switch { NoiseSource.Replicates => "replicates", NoiseSource.Surface => "about the fitted surface", _ => "" })]),
            new Column.Text("source", "paper with the null's formula", [.. rows.Select(r => Source(r.Score.Null) is { Doi: var doi } s ? $"{s.Text}{(doi.Length > 0 ? ", doi:" + doi : "")}" : "")]),
        ]);

        static Interval Of(ScoredPlate plate, NullScore score) => plate.Intervals?.Means[(int)score.Null] ?? Interval.None;
    }

    private static Table Cells(ImmutableArray<ScoredPlate> plates)
    {
        (ScoredPlate Plate, int Cell)[] rows = [.. plates.SelectMany(p => Enumerable.Range(0, p.Matrix.CellCount).Select(c => (p, c)))];
        var columns = new List<Column>
        {
            new Column.Text("of", "block of the plate, or output of the model", [.. rows.Select(r => r.Plate.Name)]),
            new Column.Text("drug1", "first drug", [.. rows.Select(r => r.Plate.Drug1)]),
            new Column.Text("drug2", "second drug", [.. rows.Select(r => r.Plate.Drug2)]),
            new Column.Number("dose1", Unit(plates, p => p.Unit1), "dose of the first drug", [.. rows.Select(r => r.Plate.Matrix.Doses(r.Cell).Dose1)]),
            new Column.Number("dose2", Unit(plates, p => p.Unit2), "dose of the second drug", [.. rows.Select(r => r.Plate.Matrix.Doses(r.Cell).Dose2)]),
            new Column.Integer("wells", "1", "wells of the pair of doses", [.. rows.Select(r => (long)r.Plate.Matrix.Count(r.Cell))]),
            Percent("effect", "mean effect: what was lost of what there is without drug", rows.Select(r => r.Plate.Matrix.Mean(r.Cell))),
        };
        foreach (NullModel model in Enum.GetValues<NullModel>())
        {
            string stem = model switch { NullModel.HighestSingleAgent => "hsa", NullModel.Bliss => "bliss", NullModel.Loewe => "loewe", _ => "zip" };
            if (model == NullModel.ZeroInteractionPotency) columns.Add(Percent("zip_fit", "effect smoothed along both doses, which this null is compared with", rows.Select(r => r.Plate.Scores.Against(model).Effect[r.Cell])));
            columns.Add(Percent($"{stem}_expected", $"effect that {Name(model)} expects", rows.Select(r => r.Plate.Scores.Against(model).Expected[r.Cell])));
            columns.Add(Points($"{stem}_excess", $"excess over {Name(model)}", rows.Select(r => r.Plate.Scores.Against(model).Excess[r.Cell])));
            columns.Add(Points($"{stem}_lower", "lower end of its 95 % interval", rows.Select(r => r.Plate.Intervals?.Excess[(int)model][r.Cell].Lower ?? double.NaN)));
            columns.Add(Points($"{stem}_upper", "upper end", rows.Select(r => r.Plate.Intervals?.Excess[(int)model][r.Cell].Upper ?? double.NaN)));
        }

        return new Table("scores", "Effect, nulls and excess at every pair of doses", [.. columns]);
    }

    private static Table Curves(ImmutableArray<ScoredPlate> plates)
    {
        (ScoredPlate Plate, string Drug, string Unit, HillFit Fit)[] rows = [.. plates.SelectMany(p => new[] { (p, p.Drug1, p.Unit1, p.Scores.Drug1), (p, p.Drug2, p.Unit2, p.Scores.Drug2) })];
        return new Table("curves", "Each drug alone: four-parameter log-logistic curves",
        [
            new Column.Text("of", "block of the plate, or output of the model", [.. rows.Select(r => r.Plate.Name)]),
            new Column.Text("drug", "drug", [.. rows.Select(r => r.Drug)]),
            Percent("zero", "effect without drug", rows.Select(r => r.Fit.Curve.Zero)),
            Percent("maximum", "effect at doses without end", rows.Select(r => r.Fit.Curve.Maximum)),
            new Column.Number("half_dose", "unit", "dose halfway between the two, in the unit beside", [.. rows.Select(r => r.Fit.Curve.HalfDose)]),
            new Column.Text("dose_unit", "unit of the drug's doses", [.. rows.Select(r => r.Unit)]),
            new Column.Number("slope", "1", "Hill slope", [.. rows.Select(r => r.Fit.Curve.Slope)]),
            new Column.Boolean("half_dose_is_tested", "whether the half dose lies among the doses; if not, the curve's end is a guess", [.. rows.Select(r => r.Fit.HalfDoseIsTested)]),
        ]);
    }

    private static Table Surfaces(ImmutableArray<ScoredPlate> plates)
    {
        Column Value(string name, string unit, string description, Func<MusycSurface, double> value, double scale = 1) =>
            new Column.Number(name, unit, description, [.. plates.Select(p => p.Surface is null ? double.NaN : scale * value(p.Surface.Surface))]);
        Column End(string name, Func<SynergyIntervals, double> value) =>
            new Column.Number(name, "1", "end of its 95 % interval", [.. plates.Select(p => p.Intervals is null || p.Surface is null ? double.NaN : value(p.Intervals))]);
        return new Table("musyc", "MuSyC: what the pair changes in maximum (beta), potency (alpha) and slope (gamma); Meyer et al. 2019, doi:10.1016/j.cels.2019.01.003; Wooten et al. 2021, doi:10.1038/s41467-021-24789-z",
        [
            new Column.Text("of", "block of the plate, or output of the model", [.. plates.Select(p => p.Name)]),
            Value("beta", "1", "part by which the pair's maximum is beyond the stronger drug's", s => s.Beta), End("beta_lower", i => i.Beta.Lower), End("beta_upper", i => i.Beta.Upper),
            Value("alpha12", "1", "times that dose 2 counts under much of drug 1", s => s.Alpha12), End("alpha12_lower", i => i.Alpha12.Lower), End("alpha12_upper", i => i.Alpha12.Upper),
            Value("alpha21", "1", "times that dose 1 counts under much of drug 2", s => s.Alpha21), End("alpha21_lower", i => i.Alpha21.Lower), End("alpha21_upper", i => i.Alpha21.Upper),
            Value("gamma12", "1", "times that drug 2's slope counts under much of drug 1", s => s.Gamma12), Value("gamma21", "1", "times that drug 1's slope counts under much of drug 2", s => s.Gamma21),
            Value("e0", "%", "effect without drug", s => s.Drug1.Zero, 100), Value("e1", "%", "maximum of drug 1", s => s.Drug1.Maximum, 100), Value("e2", "%", "maximum of drug 2", s => s.Drug2.Maximum, 100),
            Value("e3", "%", "maximum of both", s => s.Both, 100),
            new Column.Number("residual", "%", "root mean square of what the surface misses", [.. plates.Select(p => p.Surface is null ? double.NaN : 100 * Math.Sqrt(p.Surface.SumOfSquares / p.Matrix.Wells.Length))]),
        ]);
    }

    // a file may hold blocks of several units: the column then says so instead of one of them
    private static string Unit(ImmutableArray<ScoredPlate> plates, Func<ScoredPlate, string> unit) => plates.Select(unit).Distinct().Count() == 1 ? unit(plates[0]) : "unit of the block";

    private static Column.Number Percent(string name, string description, IEnumerable<double> shares) => new(name, "%", description, [.. shares.Select(s => 100 * s)]);

    private static Column.Number Points(string name, string description, IEnumerable<double> shares) => new(name, "points", description, [.. shares.Select(s => 100 * s)]);
}
