using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Sbml;

namespace Blockade.Petab;

/// <summary>From the tables of a problem to the problem, with every name looked up.</summary>
internal sealed class PetabTables(int version, SbmlDocument model, List<Diagnostic> diagnostics)
{
    private readonly List<PetabParameter> _parameters = [];
    private readonly List<PetabObservable> _observables = [];
    private readonly Dictionary<string, ImmutableArray<(string, Expression)>> _conditions = [];
    private readonly Dictionary<string, PetabExperiment> _designed = [];
    private readonly List<PetabExperiment> _experiments = [];
    private readonly Dictionary<string, int> _experimentPlaces = [];
    private readonly List<PetabMeasurement> _measurements = [];
    private readonly Dictionary<string, string> _aliases = [];
    private readonly HashSet<string> _assigned = [];
    private readonly HashSet<string> _broken = [];   // observables with an error of their own: their measurements say nothing more

    public PetabProblem? Read(
        List<SourceText> parameters, List<SourceText> observables, List<SourceText> conditions, List<SourceText> experiments, List<SourceText> measurements,
        List<SourceText> mappings, ImmutableArray<PetabFile> files)
    {
        foreach (PetabTable.Row row in mappings.SelectMany(m => PetabTable.Read(m, diagnostics, "petabEntityId", "modelEntityId").Rows))
        {
            if (!row["modelEntityId"].IsEmpty) _aliases[row["petabEntityId"].Text] = row["modelEntityId"].Text;
        }

        foreach (PetabTable.Row row in Rows(parameters, version == 1 ? ["parameterId", "parameterScale", "estimate"] : ["parameterId", "estimate"])) Parameter(row);
        foreach (SourceText source in conditions)
        {
            if (version == 1) WideConditions(PetabTable.Read(source, diagnostics, "conditionId"));
            else LongConditions(PetabTable.Read(source, diagnostics, "conditionId", "targetId", "targetValue"));
        }

        Experiments(experiments);
        foreach (PetabTable.Row row in Rows(observables, ["observableId", "observableFormula", "noiseFormula"])) Observable(row);
        foreach (PetabTable.Row row in Rows(measurements, version == 1 ? ["observableId", "simulationConditionId", "time", "measurement"] : ["observableId", "time", "measurement"])) Measurement(row);
        if (diagnostics.Any(d => d.Severity == Severity.Error)) return null;
        return new PetabProblem
        {
            Version = version, Model = model, Parameters = [.. _parameters], Observables = [.. _observables], Experiments = [.. _experiments], Measurements = [.. _measurements], Files = files,
        };
    }

    private IEnumerable<PetabTable.Row> Rows(List<SourceText> sources, string[] needed)
    {
        foreach (SourceText source in sources)
        {
            int before = diagnostics.Count;
            PetabTable table = PetabTable.Read(source, diagnostics, needed);
            if (diagnostics.Count > before) continue;   // a table without its columns has nothing right in any row
            foreach (PetabTable.Row row in table.Rows) yield return row;
        }
    }

    private void Parameter(PetabTable.Row row)
    {
        if (row.Id("parameterId") is not { } id) return;
        if (_parameters.Exists(p => p.Id == id))
        {
            row.Error("PET2002", row["parameterId"].Span, $"the parameter '{id}' is there twice");
            return;
        }

        ParameterScale scale = row.Choice("parameterScale", ("lin", ParameterScale.Linear), ("log", ParameterScale.Log), ("log10", ParameterScale.Log10));
        bool isEstimated = row.Choice("estimate", ("0", false), ("1", true), ("false", false), ("true", true), ("0.0", false), ("1.0", true));
        double lower = row.Number("lowerBound") ?? double.NegativeInfinity, upper = row.Number("upperBound") ?? double.PositiveInfinity;
        double nominal = row.Number("nominalValue") ?? double.NaN;
        if (isEstimated && lower > upper) row.Error("PET1004", row["lowerBound"].Span, $"the lower bound of '{id}' is above its upper bound");
        if (!isEstimated && double.IsNaN(nominal)) row.Error("PET1004", row["nominalValue"].Span, $"'{id}' is not estimated and has no nominal value");
        if (model.Compiled.IndexOf(id) > 0 && !model.Settable.Contains(id)) row.Error("PET2003", row["parameterId"].Span, $"'{id}' follows from other things in the model, or is a species: a parameter table cannot give it a value");
        _parameters.Add(new PetabParameter(id, scale, lower, upper, nominal, isEstimated, isEstimated ? PetabPriorReader.Read(row, version, scale, lower, upper) : null, isEstimated ? PetabPriorReader.ReadStart(row, version, scale, lower, upper) : null, row.Span));
    }

    // a column for each thing that a condition changes
    private void WideConditions(PetabTable table)
    {
        PetabTable.Cell[] targets = [.. table.Header.Where(h => h.Text is not ("" or "conditionId" or "conditionName"))];
        foreach (PetabTable.Cell target in targets) Target(table, target);
        foreach (PetabTable.Row row in table.Rows)
        {
            var assignments = ImmutableArray.CreateBuilder<(string, Expression)>();
            foreach (PetabTable.Cell target in targets)
            {
                PetabTable.Cell cell = row[target.Text];
                if (cell.IsEmpty || cell.Text.Equals("nan", StringComparison.OrdinalIgnoreCase)) continue;   // what the model says holds
                if (Formula(table, cell, n => IsParameter(n)) is { } value) assignments.Add((target.Text, value));
            }

            if (row.Id("conditionId") is { } id && !_conditions.TryAdd(id, assignments.ToImmutable())) row.Error("PET2002", row["conditionId"].Span, $"the condition '{id}' is there twice");
        }
    }

    // a row for each thing that a condition changes
    private void LongConditions(PetabTable table)
    {
        foreach (PetabTable.Row row in table.Rows)
        {
            if (row.Id("conditionId") is not { } id) continue;
            Target(table, row["targetId"]);
            ImmutableArray<(string, Expression)> before = _conditions.GetValueOrDefault(id, []);
            if (before.Any(b => b.Item1 == row["targetId"].Text)) row.Error("PET2002", row["targetId"].Span, $"the condition '{id}' gives '{row["targetId"].Text}' two values");
            if (Formula(table, row["targetValue"], n => IsParameter(n) || IsQuantity(n)) is { } value) _conditions[id] = before.Add((Alias(row["targetId"].Text), value));
        }
    }

    private void Target(PetabTable table, PetabTable.Cell target)
    {
        string name = Alias(target.Text);
        _assigned.Add(name);
        if (!IsQuantity(name))
        {
            if (version == 2 || !IsParameter(name)) table.Error("PET2001", target.Span, $"the model has nothing of the name '{target.Text}'", NearestName.Hint(target.Text, model.Settable.Concat(model.Shown)));
        }
        else if (!model.IsSpecies(name, out _) && !model.Settable.Contains(name))
        {
            table.Error("PET2003", target.Span, $"'{target.Text}' follows from other things in the model: a condition cannot give it a value");
        }
    }

    private void Experiments(List<SourceText> sources)
    {
        foreach (IGrouping<string, PetabTable.Row> rows in Rows(sources, ["experimentId", "time", "conditionId"]).GroupBy(r => r["experimentId"].Text))
        {
            PetabPeriod? before = null;
            var periods = new List<PetabPeriod>();
            foreach (IGrouping<double, PetabTable.Row> period in rows.GroupBy(r => r.Number("time") ?? 0).OrderBy(g => g.Key))
            {
                ImmutableArray<(string, Expression)> all = [.. period.SelectMany(r => Condition(r, "conditionId", isNeeded: false))];
                foreach (IGrouping<string, (string Target, Expression)> twice in all.GroupBy(a => a.Item1).Where(g => g.Count() > 1)) period.First().Error("PET2002", period.Last().Span, $"two conditions at one time give '{twice.Key}' values");
                if (double.IsNegativeInfinity(period.Key)) before = new PetabPeriod(period.Key, all);
                else periods.Add(new PetabPeriod(period.Key, all));
            }

            if (rows.First().Id("experimentId") is not { } id) continue;
            if (periods.Count == 0) periods.Add(new PetabPeriod(0, []));
            _designed.Add(id, new PetabExperiment(id, before, periods[0].Time, [.. periods]));
        }
    }

    private ImmutableArray<(string, Expression)> Condition(PetabTable.Row row, string column, bool isNeeded)
    {
        PetabTable.Cell cell = row[column];
        if (cell.IsEmpty && !isNeeded) return [];
        if (_conditions.TryGetValue(cell.Text, out ImmutableArray<(string, Expression)> found)) return found;
        row.Error("PET2001", cell.Span, $"there is no condition '{cell.Text}'", NearestName.Hint(cell.Text, _conditions.Keys));
        return [];
    }

    private void Observable(PetabTable.Row row)
    {
        if (row.Id("observableId") is not { } id) return;
        if (_observables.Exists(o => o.Id == id)) row.Error("PET2002", row["observableId"].Span, $"the observable '{id}' is there twice");
        bool isLog = false, isLaplace;
        ParameterScale scale = ParameterScale.Linear;
        if (version == 1)
        {
            scale = row.Choice("observableTransformation", ("lin", ParameterScale.Linear), ("log", ParameterScale.Log), ("log10", ParameterScale.Log10));
            isLaplace = row.Choice("noiseDistribution", ("normal", false), ("laplace", true));
        }
        else
        {
            (isLaplace, isLog) = row.Choice("noiseDistribution", ("normal", (false, false)), ("laplace", (true, false)), ("log-normal", (false, true)), ("log-laplace", (true, true)));
        }

        if (isLog) scale = ParameterScale.Log;
        ImmutableArray<string> own = [.. row.List("observablePlaceholders").Select(p => p.Text)], ownNoise = [.. row.List("noisePlaceholders").Select(p => p.Text)];
        bool isOwn(string name) => version == 1 ? PlaceholderNumber(name, "observableParameter", id) > 0 : own.Contains(name);
        bool isOwnNoise(string name) => version == 1 ? PlaceholderNumber(name, "noiseParameter", id) > 0 : ownNoise.Contains(name);
        Expression? formula = Formula(row.Table, row["observableFormula"], n => IsKnown(n) || isOwn(n));
        Expression? noise = Formula(row.Table, row["noiseFormula"], n => IsKnown(n) || isOwnNoise(n) || isOwn(n) || n == id);
        if (formula is null || noise is null)
        {
            _broken.Add(id);
            return;
        }

        if (version == 1)
        {
            own = Numbered(formula, "observableParameter", id);
            ownNoise = Numbered(noise, "noiseParameter", id);
        }

        _observables.Add(new PetabObservable(id, formula, noise, scale, isLaplace, own, ownNoise, row.Span));
    }

    private static int PlaceholderNumber(string name, string kind, string observable) =>
        name.StartsWith(kind, StringComparison.Ordinal) && name.EndsWith("_" + observable, StringComparison.Ordinal) && name.Length > kind.Length + observable.Length + 1
            && int.TryParse(name.AsSpan(kind.Length, name.Length - kind.Length - observable.Length - 1), out int number) && number < 1000 ? number : 0;

    private static ImmutableArray<string> Numbered(Expression formula, string kind, string observable)
    {
        int most = formula.Symbols().Select(s => PlaceholderNumber(s.Name, kind, observable)).DefaultIfEmpty(0).Max();
        return [.. Enumerable.Range(1, most).Select(i => FormattableString.Invariant($"{kind}{i}_{observable}"))];
    }

    private void Measurement(PetabTable.Row row)
    {
        PetabTable.Cell cell = row["observableId"];
        int observable = _observables.FindIndex(o => o.Id == cell.Text);
        if (observable < 0 && !_broken.Contains(cell.Text)) row.Error("PET2001", cell.Span, $"there is no observable '{cell.Text}'", NearestName.Hint(cell.Text, _observables.Select(o => o.Id)));
        int experiment = version == 1 ? WideExperiment(row) : LongExperiment(row);
        if (row.Number("time") is not { } time || row.Number("measurement") is not { } value)
        {
            foreach (string column in (string[])["time", "measurement"])
            {
                if (row[column].IsEmpty) row.Error("PET1004", row.Span, $"the row has no '{column}'");
            }

            return;
        }

        if (observable < 0 || experiment < 0) return;
        PetabObservable found = _observables[observable];
        if (found.Scale != ParameterScale.Linear && !(value > 0)) row.Error("PET1004", row["measurement"].Span, "a measurement that is compared by its logarithm is positive");
        if (time < _experiments[experiment].Start) row.Error("PET1004", row["time"].Span, "a measurement is not before the start of its experiment");
        _measurements.Add(new PetabMeasurement(
            observable, experiment, time, value, Values(row, "observableParameters", found.Placeholders.Length), Values(row, "noiseParameters", found.NoisePlaceholders.Length), row.Span));
    }

    private ImmutableArray<Expression> Values(PetabTable.Row row, string column, int count)
    {
        ImmutableArray<PetabTable.Cell> cells = row.List(column);
        if (cells.Length != count) row.Error("PET2004", row[column].Span, FormattableString.Invariant($"the observable's formula wants {count} values in '{column}', and here are {cells.Length}"));
        return [.. cells.Select(c => Formula(row.Table, c, IsKnown) ?? new Expression.Number(double.NaN))];
    }

    private int WideExperiment(PetabTable.Row row)
    {
        string before = row["preequilibrationConditionId"].Text, during = row["simulationConditionId"].Text;
        string id = before.Length > 0 ? $"{before}|{during}" : during;
        if (_experimentPlaces.TryGetValue(id, out int place)) return place;
        int errors = diagnostics.Count;
        PetabPeriod? equilibration = before.Length > 0 ? new PetabPeriod(double.NegativeInfinity, Condition(row, "preequilibrationConditionId", isNeeded: true)) : null;
        var experiment = new PetabExperiment(id, equilibration, 0, [new PetabPeriod(0, Condition(row, "simulationConditionId", isNeeded: true))]);
        return diagnostics.Count > errors ? -1 : Add(experiment);
    }

    private int LongExperiment(PetabTable.Row row)
    {
        PetabTable.Cell cell = row["experimentId"];
        if (_experimentPlaces.TryGetValue(cell.Text, out int place)) return place;
        if (cell.IsEmpty) return Add(new PetabExperiment("", null, 0, [new PetabPeriod(0, [])]));
        if (_designed.TryGetValue(cell.Text, out PetabExperiment? found)) return Add(found);
        row.Error("PET2001", cell.Span, $"there is no experiment '{cell.Text}'", NearestName.Hint(cell.Text, _designed.Keys));
        return -1;
    }

    private int Add(PetabExperiment experiment)
    {
        _experiments.Add(experiment);
        _experimentPlaces.Add(experiment.Id, _experiments.Count - 1);
        return _experiments.Count - 1;
    }

    private Expression? Formula(PetabTable table, PetabTable.Cell cell, Func<string, bool> isKnown)
    {
        if (cell.IsEmpty)
        {
            table.Error("PET1006", cell.Span, "a formula is missing");
            return null;
        }

        Expression? read = PetabFormulaReader.Read(table.Source, cell.Span, diagnostics);
        if (read is null) return null;
        bool failed = false;
        foreach (Expression.Symbol symbol in read.Symbols().DistinctBy(s => s.Name))
        {
            if (isKnown(Alias(symbol.Name))) continue;
            failed = true;
            table.Error("PET2001", symbol.Span, $"'{symbol.Name}' is neither a parameter nor something of the model", NearestName.Hint(symbol.Name, model.Shown.Concat(_parameters.Select(p => p.Id))));
        }

        return failed ? null : read.Substitute(n => _aliases.TryGetValue(n, out string? other) ? new Expression.Symbol(other) : null);
    }

    private string Alias(string name) => _aliases.GetValueOrDefault(name, name);

    private bool IsKnown(string name) => IsParameter(name) || IsQuantity(name) || _assigned.Contains(name) || name == "time";

    private bool IsParameter(string name) => _parameters.Exists(p => p.Id == name);

    private bool IsQuantity(string name) => model.Compiled.IndexOf(name) > 0;
}
