using System.Globalization;
using Blockade.Evidence;
using Blockade.Models.Compilation;
using Blockade.Numerics.Ode;
using Blockade.Testing;
using Blockade.Tests.Flagship;

namespace Blockade.Tests.Docs;

/// <summary>The tables of docs/cell-lines.md: what was counted, and the model's BT-474 beside the measured one.</summary>
public class CellLineDocumentTests(FlagshipCell cell) : IClassFixture<FlagshipCell>
{
    private static readonly (string Measured, string Output)[] Readouts = [("pHER3", "pH3"), ("pHER2", "pH2"), ("pERK", "pERK"), ("pAKT", "pAKT")];

    [Fact]
    [Evidence(EvidenceKind.Published, "Hass 2017, RTKdata_BT474_qFACS: shown beside the model, whatever it shows")]
    public void The_tables_are_the_files_and_the_models()
    {
        (double Minutes, double Dose, double[] Values)[] measured = Measured();
        double[] doses = [.. measured.Select(m => m.Dose).Distinct()], minutes = [.. measured.Select(m => m.Minutes).Distinct()];
        var tables = new List<string>();
        for (int r = 0; r < Readouts.Length; r++)
        {
            // over the mean of what was read before heregulin, of which there are as many readings as doses
            double rest = measured.Where(m => m.Minutes == 0).Average(m => m.Values[r]);
            tables.Add($"| {Readouts[r].Measured}, fold over rest | {string.Join(" | ", minutes.Skip(1).Select(t => $"{t:0} min"))} |\n| --- |{string.Concat(minutes.Skip(1).Select(_ => " ---: |"))}");
            foreach (double dose in doses)
            {
                double[] model = Course(dose, Readouts[r].Output, minutes);
                IEnumerable<string> cells = minutes.Skip(1).Select((t, i) => string.Create(
                    CultureInfo.InvariantCulture, $"{measured.Single(m => m.Dose == dose && m.Minutes == t).Values[r] / rest:0.0} / {model[i + 1] / model[0]:0.0}"));
                tables.Add(string.Create(CultureInfo.InvariantCulture, $"| {dose:0.###} nM | {string.Join(" | ", cells)} |"));
            }

            tables.Add("");
        }

        IEnumerable<string> counts = CellLine.All().Select(line => $"| {line.Name} | {string.Join(" | ", CellLine.Receptors.Select(r => line.Count(r.Parameter) is { } c ? string.Create(CultureInfo.InvariantCulture, $"{c.Value:0.##e0} ({c.Grade.ToString().ToLowerInvariant()})") : "none found"))} |");
        WrittenDocument.Agrees(
            "docs/cell-lines.md",
            ("counts", $"| cell line | {string.Join(" | ", CellLine.Receptors.Select(r => r.Receptor))} |\n| --- |{string.Concat(CellLine.Receptors.Select(_ => " --- |"))}\n{string.Join('\n', counts)}"),
            ("heregulin", string.Join('\n', tables).TrimEnd('\n')));
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Hass 2017, RTKdata_BT474_qFACS: pHER3 of every dose and time up to two hours")]
    public void The_models_BT474_answers_heregulin_as_the_measured_one()
    {
        (double Minutes, double Dose, double[] Values)[] measured = Measured();
        double rest = measured.Where(m => m.Minutes == 0).Average(m => m.Values[0]);
        double[] minutes = [.. measured.Select(m => m.Minutes).Distinct()];
        var ratios = new List<double>();
        foreach (double dose in measured.Select(m => m.Dose).Distinct())
        {
            double[] model = Course(dose, "pH3", minutes);
            ratios.AddRange(minutes.Index().Where(t => t.Item is > 0 and <= 120).Select(t => model[t.Index] / model[0] / (measured.Single(m => m.Dose == dose && m.Minutes == t.Item).Values[0] / rest)));
        }

        // one replicate: readings before heregulin spread by 0.12 on the log scale, so that folds do by 0.16; a factor of two is four of these, for a model that was not fitted to the line
        Assert.Equal(24, ratios.Count);
        Assert.InRange(ratios.Count(x => x is > 1 / 2.0 and < 2.0), 20, 24);
        Assert.InRange(Math.Exp(ratios.Average(Math.Log)), 1 / 1.5, 1.5);
    }

    // the flagship with the receptors of BT-474-M3 rests for twelve days, then heregulin comes and stays
    private double[] Course(double heregulin, string output, double[] minutes)
    {
        CompiledModel model = cell.Model;
        double[] parameters = model.Parameters([.. CellLine.All().Single(l => l.Name == "BT-474-M3").Counts.Select(c => (c.Id.Split('.')[^1], c.Value)).Where(c => model.ParameterIndex(c.Item1) >= 0)]);
        var y = new double[model.SpeciesNames.Length];
        model.InitialState(parameters, y);
        NetworkOde ode = model.Ode(parameters);
        var solver = new OdeSolver(ode, new SolverOptions { RelativeTolerance = 1e-6, AbsoluteTolerance = 1e-6 });
        double t = -1e6;
        Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, 0, TestContext.Current.CancellationToken));
        var read = new List<double>();
        int observable = model.ObservableNames.IndexOf(output);
        foreach (double m in minutes)
        {
            if (m > 0) Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, 60 * m, TestContext.Current.CancellationToken));
            var observables = new double[model.ObservableNames.Length];
            var functions = new double[model.FunctionNames.Length];
            ode.Observables(y, observables);
            ode.Functions(t, y, functions);
            read.Add(observable >= 0 ? observables[observable] : functions[model.FunctionNames.IndexOf(output)]);
            if (m > 0) continue;
            y[model.SpeciesIndex("NRG(r)")] = heregulin;
            solver.Restart();
        }

        return [.. read];
    }

    private static (double, double, double[])[] Measured() =>
    [
        .. File.ReadAllLines(Path.Combine(Repository.Root, "tests", "Blockade.Tests", "Flagship", "hass-2017-bt474-m3.csv"))
            .Where(l => l.Length > 0 && char.IsAsciiDigit(l[0])).Select(l => Array.ConvertAll(l.Split(','), f => double.Parse(f, CultureInfo.InvariantCulture)))
            .Select(f => (f[0], f[1], f[2..] is [double her2, double her3, double erk, double akt] ? new[] { her3, her2, erk, akt } : [])),
    ];
}
