using System.Collections.Immutable;
using MathNet.Numerics.RootFinding;

namespace Blockade.Trials;

/// <summary>The limits of a test that looks at its data several times and keeps its error. Made by <see cref="Of"/>.</summary>
/// <param name="Information">The share of the final information at each look, ascending to one.</param>
/// <param name="Critical">The limit of the standardized statistic at each look; infinite where nothing may be spent yet.</param>
/// <param name="Spent">The error spent by each look, both sides together.</param>
/// <param name="Sides">Which crossings stop the trial.</param>
/// <remarks>
/// Jennison and Turnbull (2000), Group Sequential Methods, chapters 2, 7 and 19: successive log-rank statistics are a Wiener process in the
/// number of events, which is the information. Limits for futility, where wanted, do not bind: what is spent holds whether or not a trial stops for it.
/// </remarks>
public sealed record GroupSequentialPlan(
    ImmutableArray<double> Information, ImmutableArray<double> Critical, ImmutableArray<double> Spent, BoundarySides Sides)
{
    private const double Largest = 38;   // the tail beyond is zero in double precision
    private const double LeastError = 1e-12;   // below it a sequential p value is not told apart from zero

    /// <summary>How the error is shared out.</summary>
    public required BoundaryShape Shape { get; init; }

    /// <summary>Finds the limits. Cost: some milliseconds a look.</summary>
    /// <param name="shape">How the error is shared out.</param>
    /// <param name="information">The share of the final information at each look: ascending, above zero, the last one.</param>
    /// <param name="alpha">The error, both sides together; inside (0, 1).</param>
    /// <param name="sides">Which crossings stop the trial.</param>
    /// <exception cref="ArgumentException">Information is not ascending to one, or alpha not inside (0, 1).</exception>
    public static GroupSequentialPlan Of(BoundaryShape shape, ReadOnlySpan<double> information, double alpha, BoundarySides sides)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (!(alpha is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "An error lies inside (0, 1).");
        double before = 0;
        foreach (double t in information)
        {
            if (!(t > before)) throw new ArgumentException($"Information {t} comes after {before}; it must rise, from above zero.", nameof(information));
            before = t;
        }

        if (before != 1) throw new ArgumentException($"The last look has information {before}; it is the final one, of 1.", nameof(information));
        ImmutableArray<double> looks = [.. information];
        if (shape.Spent(1, alpha) is not null) return Spending(shape, looks, alpha, sides);
        double level = Brent.FindRoot(c => Cumulative(looks, Limits(shape, looks, c), sides, 0)[^1] - alpha, -Largest, Largest, 1e-13, 200);
        double[] critical = Limits(shape, looks, level);
        return new(looks, [.. critical], Cumulative(looks, critical, sides, 0), sides) { Shape = shape };
    }

    /// <summary>The same looks with all of another error on the side of success.</summary>
    /// <param name="alpha">The error, one-sided; inside (0, 1).</param>
    public GroupSequentialPlan WithError(double alpha) => Of(Shape, Information.AsSpan(), alpha, BoundarySides.Upper);

    /// <summary>
    /// The sequential p value: the smallest one-sided error at which one of the looks so far would have crossed its limit. NaN and looks that are not there yet are no evidence.
    /// Cost: some tens of milliseconds a look.
    /// </summary>
    /// <param name="z">The standardized statistic at each look so far, positive where the arm does better.</param>
    /// <remarks>Liu and Anderson (2008), J. Am. Stat. Assoc. 103:1621-1630. Limits that fall as the error grows are what it needs: all shapes here have them at errors below one half
    /// but Haybittle and Peto's, whose early limits stand still.</remarks>
    /// <exception cref="ArgumentException">There are more statistics than looks.</exception>
    public double SequentialP(ReadOnlySpan<double> z)
    {
        if (z.Length > Information.Length) throw new ArgumentException($"There are {Information.Length} looks; got {z.Length} statistics.", nameof(z));
        double[] seen = z.ToArray();
        bool Crosses(double alpha) => WithError(alpha).Critical.Take(seen.Length).Zip(seen).Any(x => x.Second >= x.First);
        if (Information.Length == 1) return seen.Length == 1 && !double.IsNaN(seen[0]) ? MathNet.Numerics.Distributions.Normal.CDF(0, 1, -seen[0]) : 1;
        (double low, double high) = (Math.Log(LeastError), Math.Log(0.5));
        if (!Crosses(0.5)) return 1;
        if (Crosses(LeastError)) return LeastError;
        while (high - low > 1e-11)
        {
            double middle = (low + high) / 2;
            if (Crosses(Math.Exp(middle))) high = middle;
            else low = middle;
        }

        return Math.Exp(high);
    }

    /// <summary>The chance to have crossed by each look, upwards and downwards together, when the final statistic has a mean of <paramref name="drift"/>.</summary>
    public ImmutableArray<double> CrossingBy(double drift) => Cumulative(Information, [.. Critical], Sides, drift);

    /// <summary>The chance to have crossed the upper limit by each look.</summary>
    public ImmutableArray<double> PowerBy(double drift)
    {
        var walk = new GroupSequentialWalk(drift);
        double sum = 0;
        return [.. Information.Select((t, k) =>
        {
            sum += walk.Above(t, Critical[k]);
            walk.GoOn(t, Sides == BoundarySides.Both ? -Critical[k] : double.NegativeInfinity, Critical[k]);
            return sum;
        })];
    }

    /// <summary>The mean of the final statistic with which the upper limit is crossed with a chance of <paramref name="power"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The power is not inside (0, 1).</exception>
    public double DriftFor(double power)
    {
        if (!(power is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(power), power, "A power lies inside (0, 1).");
        return Brent.FindRoot(drift => PowerBy(drift)[^1] - power, -Largest, Largest, 1e-13, 200);
    }

    /// <summary>
    /// Events at the final look with which a true hazard ratio is found with a chance of <paramref name="power"/>: the drift over the log hazard
    /// ratio, squared, over the product of the arms' shares. Rounded up.
    /// </summary>
    /// <param name="hazardRatio">The true hazard ratio, positive and not one.</param>
    /// <param name="power">The chance, inside (0, 1).</param>
    /// <param name="treatedShare">The share of patients in one arm, inside (0, 1).</param>
    /// <remarks>Schoenfeld (1981), Biometrika 68:316-319.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public int EventsFor(double hazardRatio, double power, double treatedShare = 0.5)
    {
        if (!(hazardRatio > 0 && double.IsFinite(hazardRatio)) || hazardRatio == 1) throw new ArgumentOutOfRangeException(nameof(hazardRatio), hazardRatio, "A hazard ratio is positive, and one leaves nothing to find.");
        if (!(treatedShare is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(treatedShare), treatedShare, "A share lies inside (0, 1).");
        double ratio = DriftFor(power) / Math.Log(hazardRatio);
        return (int)Math.Ceiling(ratio * ratio / (treatedShare * (1 - treatedShare)));
    }

    /// <summary>
    /// Limits for futility that spend an error of the second kind, and the drift with which the upper limit is then crossed with a chance of
    /// 1 - <paramref name="beta"/>, futility obeyed. At the last look both limits meet.
    /// </summary>
    /// <param name="shape">How the error is shared out; one that spends.</param>
    /// <param name="beta">The error of the second kind, inside (0, 1).</param>
    /// <remarks>
    /// The upper limits stay what they are, so that nobody is bound by the lower ones: gsDesign's type 4. Anderson and Clark (2010), Stat. Med.
    /// 29:219-227; Pampallona, Tsiatis and Kim (2001), Drug Inf. J. 35:1113-1121. Cost: some tens of milliseconds a look.
    /// </remarks>
    /// <exception cref="ArgumentException">The shape does not spend, or beta is not inside (0, 1).</exception>
    public (ImmutableArray<double> Lower, double Drift) FutilityFor(BoundaryShape shape, double beta)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (!(beta is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(beta), beta, "An error lies inside (0, 1).");
        if (shape.Spent(1, beta) is null) throw new ArgumentException($"{shape} has a formula for its limits and spends nothing.", nameof(shape));
        double drift = Brent.FindRoot(d => Futility(shape, beta, d).Missed, 0.01, Largest, 1e-11, 200);
        return ([.. Futility(shape, beta, drift).Lower], drift);
    }

    // The limits with a drift, and by how much the chance to end below the last one exceeds what is left of beta: falling in the drift.
    private (double[] Lower, double Missed) Futility(BoundaryShape shape, double beta, double drift)
    {
        var walk = new GroupSequentialWalk(drift);
        double[] lower = new double[Information.Length];
        double spent = 0;
        for (int k = 0; k < lower.Length; k++)
        {
            double t = Information[k], now = shape.Spent(t, beta)!.Value - spent;
            if (k == lower.Length - 1)
            {
                lower[k] = Critical[k];
                return (lower, walk.Below(t, lower[k]) - now);
            }

            lower[k] = now > 0 ? Math.Min(Critical[k], Halve(c => now - walk.Below(t, c))) : double.NegativeInfinity;
            spent += now > 0 ? walk.Below(t, lower[k]) : 0;
            walk.GoOn(t, lower[k], Critical[k]);
        }

        throw new System.Diagnostics.UnreachableException();
    }

    private static double[] Limits(BoundaryShape shape, ImmutableArray<double> looks, double level) => shape switch
    {
        BoundaryShape.WangTsiatis w => [.. looks.Select(t => level * Math.Pow(t, w.Delta - 0.5))],
        BoundaryShape.HaybittlePeto h => [.. looks.Select((_, k) => k == looks.Length - 1 ? level : h.Early)],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static GroupSequentialPlan Spending(BoundaryShape shape, ImmutableArray<double> looks, double alpha, BoundarySides sides)
    {
        int count = sides == BoundarySides.Both ? 2 : 1;
        var walk = new GroupSequentialWalk(0);
        double[] critical = new double[looks.Length], spent = new double[looks.Length];
        double before = 0;
        for (int k = 0; k < looks.Length; k++)
        {
            spent[k] = count * shape.Spent(looks[k], alpha / count)!.Value;
            double now = spent[k] - before, t = looks[k];
            critical[k] = now > 0 ? Halve(c => Exit(walk, t, c, sides) - now) : double.PositiveInfinity;
            walk.GoOn(t, sides == BoundarySides.Both ? -critical[k] : double.NegativeInfinity, critical[k]);
            before = spent[k];
        }

        return new(looks, [.. critical], [.. spent], sides) { Shape = shape };
    }

    private static double Exit(GroupSequentialWalk walk, double t, double limit, BoundarySides sides) =>
        walk.Above(t, limit) + (sides == BoundarySides.Both ? walk.Below(t, -limit) : 0);

    private static ImmutableArray<double> Cumulative(ImmutableArray<double> looks, double[] critical, BoundarySides sides, double drift)
    {
        var walk = new GroupSequentialWalk(drift);
        double sum = 0;
        var by = ImmutableArray.CreateBuilder<double>(looks.Length);
        for (int k = 0; k < looks.Length; k++)
        {
            sum += Exit(walk, looks[k], critical[k], sides);
            walk.GoOn(looks[k], sides == BoundarySides.Both ? -critical[k] : double.NegativeInfinity, critical[k]);
            by.Add(sum);
        }

        return by.MoveToImmutable();
    }

    // Where a falling function of a limit crosses zero, by halving: what is spent at an early look can be too small for a method that stops
    // when the function is.
    private static double Halve(Func<double, double> falling)
    {
        (double low, double high) = (-Largest, Largest);
        for (int i = 0; i < 60 && high - low > 1e-12; i++)
        {
            double middle = (low + high) / 2;
            if (falling(middle) > 0) low = middle;
            else high = middle;
        }

        return (low + high) / 2;
    }
}
