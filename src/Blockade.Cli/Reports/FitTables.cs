using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Blockade.Calibration;
using Blockade.Petab;
using Blockade.Reporting;

namespace Blockade.Cli.Reports;

/// <summary>A fit as tables.</summary>
internal static class FitTables
{
    /// <summary>The estimates with their intervals.</summary>
    public static Table Best(FitProblem fit, FitPoint best, ImmutableArray<ParameterProfile> profiles, double confidence)
    {
        string level = FormattableString.Invariant($"{100 * confidence:0.#} %");
        ImmutableArray<PetabParameter> p = fit.Parameters;
        ParameterProfile?[] found = [.. p.Select((_, j) => profiles.FirstOrDefault(x => x.Parameter == j))];
        return new Table("best-fit", "Estimates at the lowest objective",
        [
            new Column.Text("parameter", "as the parameter table names it", [.. p.Select(x => x.Id)]),
            new Column.Text("scale", "on which it was estimated", [.. p.Select(x => Word(x.Scale))]),
            new Column.Number("value", "model unit", "the estimate, on no scale", [.. p.Select((x, j) => x.Scale.Invert(best.Point[j]))]),
            new Column.Number("lower", "model unit", $"lower limit of the {level} profile interval; empty where there is none", [.. p.Select((x, j) => Limit(x, found[j]?.Lower))]),
            new Column.Number("upper", "model unit", $"upper limit of the {level} profile interval; empty where there is none", [.. p.Select((x, j) => Limit(x, found[j]?.Upper))]),
            new Column.Text("verdict", "what the data say of it", [.. p.Select((_, j) => Verdict(fit, best, found[j], j))]),
        ]);
    }

    /// <summary>Every search.</summary>
    public static Table Starts(FitProblem fit, SortedDictionary<int, FitPoint> starts)
    {
        ImmutableArray<(int Number, FitPoint Point)> all = MultiStartFit.Ordered(starts);
        return new Table("starts", "Where each search ended, the best first",
        [
            new Column.Integer("start", "1", "number of the start", [.. all.Select(s => (long)s.Number)]),
            new Column.Number("objective", "1", "minus the logarithm of likelihood and prior", [.. all.Select(s => double.IsFinite(s.Point.Objective) ? s.Point.Objective : double.NaN)]),
            new Column.Integer("iterations", "1", "slopes taken", [.. all.Select(s => (long)s.Point.Iterations)]),
            new Column.Boolean("converged", "whether nothing went down any more", [.. all.Select(s => s.Point.IsConverged)]),
            .. fit.Parameters.Select((p, j) => new Column.Number("at_" + p.Id, "model unit", "where it ended, on no scale", [.. all.Select(s => p.Scale.Invert(s.Point.Point[j]))])),
        ]);
    }

    /// <summary>Measurements beside the model.</summary>
    public static Table Residuals(PetabProblem problem, PetabOutcome outcome)
    {
        ImmutableArray<PetabMeasurement> m = problem.Measurements;
        return new Table("residuals", "Measurements and the fitted model",
        [
            new Column.Text("observable", "what was measured", [.. m.Select(x => problem.Observables[x.Observable].Id)]),
            new Column.Text("experiment", "its conditions", [.. m.Select(x => problem.Experiments[x.Experiment].Id)]),
            new Column.Number("time", "model unit", "when; empty at the steady state", [.. m.Select(x => double.IsFinite(x.Time) ? x.Time : double.NaN)]),
            new Column.Number("measurement", "model unit", "what was measured", [.. m.Select(x => x.Value)]),
            new Column.Number("simulation", "model unit", "what the model has", outcome.Simulations),
            new Column.Number("noise", "model unit", "scale of the noise, on the observable's scale", outcome.Noise),
            new Column.Number("residual", "1", "measurement minus simulation on the observable's scale, over the noise", OverNoise(problem, outcome)),
        ]);
    }

    /// <summary>By measurement, how far the model is off, on the observable's scale and over the noise.</summary>
    public static ImmutableArray<double> OverNoise(PetabProblem problem, PetabOutcome outcome) => [.. problem.Measurements.Select((x, i) =>
        (problem.Observables[x.Observable].Scale.Apply(x.Value) - problem.Observables[x.Observable].Scale.Apply(outcome.Simulations[i])) / outcome.Noise[i])];

    /// <summary>How well each observable is met.</summary>
    public static Table Observables(PetabProblem problem, PetabOutcome outcome)
    {
        ImmutableArray<double> residuals = OverNoise(problem, outcome);
        (string Id, double[] Residuals)[] rows = [.. problem.Observables.Select((o, k) => (o.Id, residuals.Where((_, m) => problem.Measurements[m].Observable == k).ToArray())).Where(r => r.Item2.Length > 0)];
        return new Table("observables", "How well each observable is met",
        [
            new Column.Text("observable", "what was measured", [.. rows.Select(r => r.Id)]),
            new Column.Integer("measurements", "1", "how many", [.. rows.Select(r => (long)r.Residuals.Length)]),
            new Column.Number("rms_residual", "1", "root mean square of the residuals over the noise: about 1 where model and noise are right", [.. rows.Select(r => Math.Sqrt(r.Residuals.Average(x => x * x)))]),
            new Column.Number("mean_residual", "1", "mean of the residuals over the noise: far from 0 where the model is off to one side", [.. rows.Select(r => r.Residuals.Average())]),
        ]);
    }

    /// <summary>The profiles' points.</summary>
    public static Table Profiles(FitProblem fit, ImmutableArray<ParameterProfile> profiles)
    {
        (ParameterProfile Profile, ProfilePoint Point)[] rows = [.. profiles.SelectMany(p => p.Points.Select(x => (p, x)))];
        return new Table("profiles", "Profile likelihoods",
        [
            new Column.Text("parameter", "the one that was moved", [.. rows.Select(r => fit.Parameters[r.Profile.Parameter].Id)]),
            new Column.Number("value", "model unit", "its value, on no scale", [.. rows.Select(r => fit.Parameters[r.Profile.Parameter].Scale.Invert(r.Point.Value))]),
            new Column.Number("rise", "1", "how much higher the objective is than at the optimum, all others fitted again", [.. rows.Select(r => r.Point.Rise)]),
        ]);
    }

    /// <summary>The problem's parameter table with the estimates as nominal values.</summary>
    public static string ParameterTable(PetabProblem problem, double[] values)
    {
        var text = new StringBuilder(problem.Version == 1 ? "parameterId\tparameterScale\tlowerBound\tupperBound\tnominalValue\testimate\n" : "parameterId\tlowerBound\tupperBound\tnominalValue\testimate\n");
        for (int p = 0; p < problem.Parameters.Length; p++)
        {
            PetabParameter parameter = problem.Parameters[p];
            string estimate = problem.Version == 1 ? (parameter.IsEstimated ? "1" : "0") : parameter.IsEstimated ? "true" : "false";
            text.Append(parameter.Id).Append('\t');
            if (problem.Version == 1) text.Append(Word(parameter.Scale)).Append('\t');
            text.Append(CultureInfo.InvariantCulture, $"{Bound(parameter.Lower)}\t{Bound(parameter.Upper)}\t{values[p]:R}\t{estimate}\n");
        }

        return text.ToString();
    }

    /// <summary>The estimates for good, with what they were made from.</summary>
    public static string Frozen(FitProblem fit, FitPoint best, string name, string hash)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# fitted by Blockade {Product.Version} to {name}\n# SHA-256 of the problem's files: {hash}\n# objective: {best.Objective:R}\nname,value\n");
        for (int j = 0; j < fit.Parameters.Length; j++) text.Append(CultureInfo.InvariantCulture, $"{fit.Parameters[j].Id},{fit.Parameters[j].Scale.Invert(best.Point[j]):R}\n");
        return text.ToString();
    }

    /// <summary>What a profile says of a parameter, in a few words.</summary>
    public static string Verdict(FitProblem fit, FitPoint best, ParameterProfile? profile, int j)
    {
        string bound = best.Point[j] <= fit.Lower[j] || best.Point[j] >= fit.Upper[j] ? ", at its bound" : "";
        return profile is null ? bound.TrimStart(',', ' ') : profile switch
        {
            { IsIdentified: true } => "identified" + bound,
            _ when double.IsFinite(profile.Lower) => "open above" + bound,
            _ when double.IsFinite(profile.Upper) => "open below" + bound,
            _ => "not identified" + bound,
        };
    }

    private static double Limit(PetabParameter p, double? scaled) => scaled is { } value && double.IsFinite(value) ? p.Scale.Invert(value) : double.NaN;

    private static string Bound(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : value > 0 ? "inf" : "-inf";

    private static string Word(ParameterScale scale) => scale switch { ParameterScale.Log => "log", ParameterScale.Log10 => "log10", _ => "lin" };
}
