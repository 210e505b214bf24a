using System.Collections.Immutable;
using System.Globalization;
using Blockade.Evidence;
using Blockade.Simulation;
using Blockade.Survival;
using Blockade.Trials;
using Blockade.Tumours;

namespace Blockade.Calibration;

/// <summary>
/// What a population can be fitted to: response rates, what is left at surgery, medians and points of curves as shares of an arm, and ratios of hazards as logarithms, each with how well it is known.
/// </summary>
public static class CalibrationQuantity
{
    private const double DaysPerMonth = StudyTime.DaysPerMonth;
    private const double Normal95 = 1.959964;

    // a response that is not there by then does not come
    private const int ResponseDays = 300;

    // A ratio of hazards is nought or infinite where one arm has no event; three on this scale is a ratio of 20, further than any data.
    private const double WidestLog = 3;

    /// <summary>Why no fit can use a result; null where one can.</summary>
    public static string? Problem(PublishedResult target)
    {
        ArgumentNullException.ThrowIfNull(target);
        string[] parts = target.Quantity.Split('@');
        bool isKnown = parts switch
        {
            ["orr" or "total-pcr" or "median-pfs" or "hazard-ratio-pfs" or "hazard-ratio-pfs-final" or "hazard-ratio-os"] => true,
            ["survival-pfs" or "survival-os", string month] => IsMonth(month),
            ["hazard-ratio-pfs" or "hazard-ratio-pfs-final" or "hazard-ratio-os", string months] =>
                months.Split('-') is [string from, string to] && IsMonth(from) && (to.Length == 0 || (IsMonth(to) && Month(from) < Month(to))),
            _ => false,
        };
        if (!isKnown) return $"a population is not fitted to '{target.Quantity}'";
        if (IsRatio(target) && Arms(target).Length != 2) return "a hazard ratio is of two arms, 'treated vs control'";
        bool hasLimits = double.IsFinite(target.Lower) && double.IsFinite(target.Upper) && target.Lower < target.Upper;
        if (IsRatio(target)) return !(target.Value > 0) || !hasLimits || target.Lower <= 0 ? "a hazard ratio is above 0 and has its 95 % limits: they say how well it is known" : null;
        if (target.Patients == 0 && !(hasLimits && target.Quantity != "median-pfs")) return "nothing says how well this is known: n, or 95 % limits of a share";
        return target.Quantity == "median-pfs" ? target.Value > 0 ? null : "a median is above 0" : target.Value is >= 0 and <= 1 ? null : "a share is from 0 to 1";
    }

    /// <summary>The arms that a result is of: one, or for a ratio the treated one and the control.</summary>
    public static ImmutableArray<string> Arms(PublishedResult target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return IsRatio(target) ? [.. target.Arm.Split(" vs ")] : [target.Arm];
    }

    internal static double Observed(PublishedResult target) => target.Quantity == "median-pfs" ? 0.5 : IsRatio(target) ? Math.Log(target.Value) : target.Value;

    /// <summary>Of how many patients a share is: as published, or as many as have limits so wide. Not a whole number then.</summary>
    internal static double Patients(PublishedResult target)
    {
        if (target.Patients > 0) return target.Patients;
        double share = Math.Clamp(Observed(target), 0.02, 0.98), error = (target.Upper - target.Lower) / (2 * Normal95);
        return share * (1 - share) / (error * error);
    }

    /// <summary>Standard error of the logarithm of a published hazard ratio.</summary>
    internal static double RatioError(PublishedResult target) => Math.Log(target.Upper / target.Lower) / (2 * Normal95);

    /// <summary>How far an arm has to be followed for a result.</summary>
    internal static int LastDay(PublishedResult target, int scanDays, int followUpDays) => target.Quantity switch
    {
        "total-pcr" => 0,   // looked at by itself
        "orr" => ResponseDays,
        "median-pfs" => (int)(target.Value * DaysPerMonth) + scanDays,
        _ when IsRatio(target) => Math.Min(followUpDays, (int)Math.Min(followUpDays, Window(target).To * DaysPerMonth) + scanDays),
        _ => (int)(Landmark(target) * DaysPerMonth) + scanDays,
    };

    internal static double Share(PublishedResult target, DiseaseCourse[] diseases, int scanDays)
    {
        double n = diseases.Length;
        return target.Quantity switch
        {
            "orr" => diseases.Count(d => d.Best >= Response.Partial) / n,
            "median-pfs" => WithoutProgression(diseases, target.Value, scanDays) / n,
            _ when target.Quantity.StartsWith("survival-pfs@", StringComparison.Ordinal) => WithoutProgression(diseases, Landmark(target), scanDays) / n,
            _ when target.Quantity.StartsWith("survival-os@", StringComparison.Ordinal) => diseases.Count(d => d.DeathDay is null || d.DeathDay > Landmark(target) * DaysPerMonth) / n,
            _ => throw new ArgumentException($"'{target.Id}': {Problem(target)}.", nameof(target)),
        };
    }

    /// <summary>
    /// Of those still watched after the window's first month, up to its last one, or to the end of the trial's follow-up. Both arms are the same patients, each of whom is one cluster: what they share
    /// is no chance of the ratio's (Lin and Wei 1989).
    /// </summary>
    internal static SimulatedResult LogHazardRatio(PublishedResult target, DiseaseCourse[] treated, DiseaseCourse[] control, int followUpDays)
    {
        (double from, double to) = Window(target);
        double last = Math.Min(followUpDays, to * DaysPerMonth);
        FollowUp[] within =
        [
            .. new[] { control, treated }.SelectMany(arm => arm).Select(d => (double)Math.Min(Event(target, d) ?? int.MaxValue, int.MaxValue))
                .Select(day => day <= last ? new FollowUp(day / DaysPerMonth, true) : new FollowUp(last / DaysPerMonth, false)),
        ];
        int[] rows = [.. Enumerable.Range(0, within.Length).Where(i => within[i].Months > from)];
        if (rows.Length == 0 || !rows.Any(i => within[i].HadEvent)) return new(0, WidestLog * WidestLog);   // nobody is left to tell the arms apart
        var isTreated = new double[rows.Length, 1];
        for (int i = 0; i < rows.Length; i++) isTreated[i, 0] = rows[i] >= control.Length ? 1 : 0;
        var options = new CoxOptions { Ties = TieMethod.Efron, Clusters = [.. rows.Select(i => i % control.Length)] };
        CoxFit fit = Cox.Fit([.. rows.Select(i => within[i])], isTreated, default, options);
        (double ratio, double variance) = (Math.Log(fit.HazardRatio(0).Value), fit.RobustCovariance(0, 0));
        if (double.IsNaN(ratio)) return new(0, WidestLog * WidestLog);
        return fit.Status == CoxStatus.Converged && Math.Abs(ratio) < WidestLog
            ? new(ratio, Math.Clamp(variance, 0, WidestLog * WidestLog))
            : new(Math.Clamp(ratio, -WidestLog, WidestLog), WidestLog * WidestLog);   // without end, and as little known
    }

    private static int? Event(PublishedResult target, DiseaseCourse d)
    {
        if (target.Quantity.StartsWith("hazard-ratio-os", StringComparison.Ordinal)) return d.DeathDay;
        int? progression = target.Quantity.StartsWith("hazard-ratio-pfs-final", StringComparison.Ordinal) ? d.InvestigatorProgressionDay : d.IndependentProgressionDay;
        return progression is null ? d.DeathDay : Math.Min(progression.Value, d.DeathDay ?? int.MaxValue);
    }

    /// <summary>Whether a result asks who has died.</summary>
    internal static bool IsOfSurvival(PublishedResult target) => target.Quantity.Split('@')[0] is "survival-os" or "hazard-ratio-os";

    internal static bool IsRatio(PublishedResult target) => target.Quantity.StartsWith("hazard-ratio", StringComparison.Ordinal);

    private static (double From, double To) Window(PublishedResult target) =>
        target.Quantity.Split('@') is [_, string months] && months.Split('-') is [string from, string to]
            ? (Month(from), to.Length == 0 ? double.PositiveInfinity : Month(to))
            : (0, double.PositiveInfinity);

    private static double Landmark(PublishedResult target) => Month(target.Quantity[(target.Quantity.IndexOf('@') + 1)..]);

    private static double Month(string text) => double.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    private static bool IsMonth(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double month) && month < 1200;

    // Curves of progression fall at scans, whose dates in a published trial nobody knows to the day: the mean over one interval between
    // scans about the published time does not depend on them.
    private static double WithoutProgression(DiseaseCourse[] diseases, double months, int scanDays)
    {
        double first = (months * DaysPerMonth) - (scanDays / 2.0);
        return diseases.Sum(d => Math.Clamp((Math.Min(d.IndependentProgressionDay ?? int.MaxValue, d.DeathDay ?? int.MaxValue) - first) / scanDays, 0, 1));
    }
}
