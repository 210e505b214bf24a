using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Models.Dynamics;
using Blockade.Models.Sbml;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Simulation;
using Blockade.Testing;

namespace Blockade.Tests.Conformance;

/// <summary>A case of the SBML Test Suite: a model, how it is run, and the table that it must give.</summary>
internal sealed class SemanticCase(CorpusArchive tables, Dictionary<string, string> row)
{
    public string Id => row["id"];

    public string Tier => row["tier"];

    public string ModelFile => $"{Id}/{row["file"]}";

    public IEnumerable<string> Tags => $"{row["componentTags"]} {row["testTags"]}".Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// Empty where every value of the table is met (|expected - got| within absolute + relative |expected|), <c>refused: ...</c> where the model is not read, or the first difference.
    /// </summary>
    public string Run(SourceText source, ulong seed, CancellationToken cancellation)
    {
        Checked<SbmlDocument> read = SbmlReader.Read(source, SbmlLimits.Default);
        if (read.Value is not { } document) return "refused: " + string.Join("; ", read.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Code + " " + d.Message).Distinct());
        (double start, double duration, int steps) = (Number("start"), Number("duration"), (int)Number("steps"));
        (double absolute, double relative) = (Number("absolute"), Number("relative"));
        DynamicModel model = document.Compiled;

        // far below the tolerances of the suite, the tightest of which is 1e-4 relative
        var options = new SolverOptions { RelativeTolerance = 1e-9, AbsoluteTolerance = Math.Min(1e-12, absolute * 1e-4), MaxStep = model.HasJumps ? duration / steps / 4 : double.PositiveInfinity };
        var process = new DynamicProcess(model, start, options, new RandomSource(seed).Sequence(1, 0));
        string[] names = Names("variables");
        string[][] table = [.. tables[$"{Id}/{Id}-results.csv"].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1).Select(l => l.Split(','))];
        var all = new double[model.System.Quantities.Length];
        for (int k = 0; k <= steps; k++)
        {
            string? trouble = process.Advance(start + (duration * k / steps), start + duration, cancellation);
            if (trouble is not null) return trouble;
            process.Observables(all);
            for (int c = 0; c < names.Length; c++)
            {
                (double expected, double got) = (Parse(table[k][c + 1]), Value(names[c]));
                bool good = double.IsFinite(expected) ? Math.Abs(expected - got) <= absolute + (relative * Math.Abs(expected)) : expected.Equals(got);
                if (!good) return FormattableString.Invariant($"{names[c]} in row {k}: {got:R} instead of {expected:R}");
            }
        }

        return "";

        double Value(string name)
        {
            if (!document.IsSpecies(name, out bool isAmount)) return Quantity(name);
            if (Names("amount").Contains(name)) return Quantity(document.AmountOf(name));
            return isAmount && Names("concentration").Contains(name) ? Quantity(name) / Quantity(document.CompartmentOf(name)) : Quantity(name);
        }

        double Quantity(string name) => all[model.IndexOf(name) - 1];
    }

    private string[] Names(string column) => row[column].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private double Number(string column) => row[column].Length == 0 ? 0 : double.Parse(row[column], CultureInfo.InvariantCulture);

    private static double Parse(string cell) => cell switch
    {
        "INF" => double.PositiveInfinity,
        "-INF" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(cell, CultureInfo.InvariantCulture),
    };
}
