using System.Collections.Immutable;
using System.Globalization;
using Blockade.Calibration;
using Blockade.Reporting;
using Spectre.Console;
using Table = Blockade.Reporting.Table;

namespace Blockade.Cli.Reports;

/// <summary>What a population fit knows of its constants, and what its data do not say.</summary>
internal static class PosteriorTables
{
    // of the prior's SD: a direction that keeps more than this is hardly informed
    private const double Open = 0.7;

    /// <summary>The draws, as <c>posterior.csv</c> has them.</summary>
    public static Table Draws(ImmutableArray<FreeParameter> free, Posterior posterior, string sha256) => new(
        "posterior", FormattableString.Invariant($"Equally weighted draws; {posterior.Points} points worth {posterior.EffectiveSize:0} independent draws; fitted to results of SHA-256 {sha256}"),
        [
            new Column.Number("draw", "1", "number of the draw", [.. Enumerable.Range(1, posterior.Draws.Length).Select(d => (double)d)]),
            .. free.Select((f, i) => new Column.Number(f.Row.Id, f.Row.Unit, f.Row.Note.Length > 0 ? f.Row.Note : f.Row.Id, [.. posterior.Draws.Select(d => f.Value(d[i]))])),
        ]);

    /// <summary>One row a constant: its prior, its posterior, and how much of the prior's SD is left.</summary>
    public static Table Spread(ImmutableArray<FreeParameter> free, ImmutableArray<ImmutableArray<double>> draws)
    {
        PosteriorSpread spread = PosteriorSpread.Of(draws);
        double Quantile(int i, double p)
        {
            double[] sorted = [.. draws.Select(d => d[i]).Order()];
            return free[i].Value(sorted[(int)Math.Round(p * (sorted.Length - 1))]);
        }

        int[] all = [.. Enumerable.Range(0, free.Length)];
        return new Table("posterior-spread", "What the fit knows of each constant",
        [
            new Column.Text("constant", "what is fitted", [.. free.Select(f => f.Row.Id)]),
            new Column.Number("prior", "row", "middle of the prior", [.. free.Select(f => f.Row.Value)]),
            new Column.Number("median", "row", "middle of the draws", [.. all.Select(i => Quantile(i, 0.5))]),
            new Column.Number("lower", "row", "5 % of the draws lie below", [.. all.Select(i => Quantile(i, 0.05))]),
            new Column.Number("upper", "row", "5 % of the draws lie above", [.. all.Select(i => Quantile(i, 0.95))]),
            new Column.Number("left", "1", "SD of the draws in SDs of the prior: near 1 where the data say nothing of the constant by itself", [.. spread.Constants]),
        ]);
    }

    /// <summary>The directions in which the data say little.</summary>
    /// <param name="free">What was fitted.</param>
    /// <param name="draws">The draws.</param>
    /// <param name="effectiveSize">How many independent ones they are worth: fewer than two a constant show no direction.</param>
    public static string Summary(ImmutableArray<FreeParameter> free, ImmutableArray<ImmutableArray<double>> draws, double effectiveSize)
    {
        if (effectiveSize < 2 * free.Length) return FormattableString.Invariant($"Draws worth {effectiveSize:0} independent ones do not tell what the data say of {free.Length} constants: more points of each stage would.");
        PosteriorDirection[] open = [.. PosteriorSpread.Of(draws).Directions.Where(d => d.Spread > Open)];
        return open.Length == 0
            ? FormattableString.Invariant($"The data inform every direction: none keeps more than {Open} of the prior's SD.")
            : FormattableString.Invariant($"{open.Length} of {free.Length} directions are hardly informed, which keep more than {Open} of the prior's SD: ")
                + string.Join("; ", open.Select(d => FormattableString.Invariant($"{Words(free, d)} ({d.Spread:0.00})"))) + ".";
    }

    /// <summary>Writes what was fitted to: the model's result at one point, and of the trials that the draws make.</summary>
    public static void Print(ImmutableArray<Misfit> beside, ImmutableArray<PredictiveCheck> checks, CommandHost host)
    {
        static string Three(double x) => x.ToString("0.000", CultureInfo.InvariantCulture);
        Spectre.Console.Table table = new Spectre.Console.Table().Border(TableBorder.Simple)
            .AddColumns("result", "published", "model", "misfit, standard errors", "trials of the draws (90 %)", "of them below the published");
        foreach ((Misfit m, PredictiveCheck c) in beside.Zip(checks))
        {
            string quantity = m.Target.Quantity switch
            {
                "median-pfs" => FormattableString.Invariant($"share without progression at {m.Target.Value} months"),
                string q when q.StartsWith("hazard-ratio", StringComparison.Ordinal) => $"log {q}",
                string q => q,
            };
            table.AddRow(
                Markup.Escape($"{m.Target.Id}: {quantity}"), Three(m.Observed), Three(m.Predicted), m.Residual.ToString("+0.0;-0.0", CultureInfo.InvariantCulture),
                $"{Three(c.Median)} ({Three(c.Lower)} to {Three(c.Upper)})", c.Below.ToString("0.00", CultureInfo.InvariantCulture));
        }

        host.Results().Write(table);
    }

    /// <summary>Writes the way from the prior to the posterior.</summary>
    public static void Print(ImmutableArray<SamplerStage> stages, CommandHost host)
    {
        Spectre.Console.Table table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("stage", "power of the likelihood", "effective size", "points", "distinct", "moves taken", "step");
        for (int i = 0; i < stages.Length; i++)
        {
            string Number(double x, string format) => x.ToString(format, CultureInfo.InvariantCulture);
            table.AddRow(
                Number(i + 1, "0"), Number(stages[i].Power, "0.0000"), Number(stages[i].EffectiveSize, "0"), Number(stages[i].Points, "0"), Number(stages[i].Distinct, "0"),
                Number(stages[i].Acceptance, "0.00"), Number(stages[i].StepSize, "0.00"));
        }

        host.Results().Write(table);
    }

    /// <summary>Writes a table of constants.</summary>
    public static void Print(Table spread, CommandHost host)
    {
        Spectre.Console.Table table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("constant", "prior", "posterior (90 %)", "SD left of the prior's");
        foreach (string[] cells in Rows(spread)) table.AddRow([.. cells.Select(Markup.Escape)]);
        host.Results().Write(table);
    }

    /// <summary>The rows of <see cref="Spread"/> as people read them.</summary>
    public static IEnumerable<string[]> Rows(Table spread)
    {
        var names = (Column.Text)spread.Columns[0];
        double[][] numbers = [.. spread.Columns.Skip(1).Cast<Column.Number>().Select(c => c.Values.ToArray())];
        for (int r = 0; r < names.Values.Length; r++)
        {
            string Number(int c, string format) => numbers[c][r].ToString(format, CultureInfo.InvariantCulture);
            yield return [names.Values[r], Number(0, "g3"), $"{Number(1, "g3")} ({Number(2, "g3")} to {Number(3, "g3")})", Number(4, "0.00")];
        }
    }

    // parts of a third and more name a direction
    private static string Words(ImmutableArray<FreeParameter> free, PosteriorDirection d) => string.Join(" ", free
        .Select((f, i) => (f.Row.Id, Weight: d.Weights[i])).Where(p => Math.Abs(p.Weight) > 1.0 / 3).OrderByDescending(p => Math.Abs(p.Weight))
        .Select((p, k) => $"{(k == 0 ? p.Weight < 0 ? "-" : "" : p.Weight < 0 ? "- " : "+ ")}{p.Id}"));
}
