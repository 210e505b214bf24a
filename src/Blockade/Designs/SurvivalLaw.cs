using System.Collections.Immutable;

namespace Blockade.Designs;

/// <summary>A law of the time to an event, in months, by its hazard.</summary>
public abstract record SurvivalLaw
{
    private SurvivalLaw() { }

    /// <summary>The hazard at a time, per month.</summary>
    public abstract double Hazard(double months);

    /// <summary>The hazard up to a time.</summary>
    public abstract double CumulativeHazard(double months);

    /// <summary>The time by which the hazard has added up to this; infinite where it never does. Of an exponential draw it is the event's time.</summary>
    public abstract double TimeAt(double cumulativeHazard);

    /// <summary>The times at which the hazard jumps, rising.</summary>
    public abstract ImmutableArray<double> Breaks { get; }

    /// <summary>The share without the event.</summary>
    public double Survival(double months) => Math.Exp(-CumulativeHazard(months));

    /// <summary>A constant hazard with this median.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The median is not positive and finite.</exception>
    public static SurvivalLaw OfMedian(double months) => months > 0 && double.IsFinite(months)
        ? new Piecewise([0], [Math.Log(2) / months])
        : throw new ArgumentOutOfRangeException(nameof(months), months, "A median is positive and finite.");

    /// <summary>The law with a constant hazard between the points of a curve, and after the last one that of the last stretch.</summary>
    /// <param name="points">Times, from above zero and rising, and the share without the event, falling and positive.</param>
    /// <exception cref="ArgumentException">The points are no such curve.</exception>
    public static SurvivalLaw Through(ReadOnlySpan<(double Months, double Survival)> points)
    {
        if (points.IsEmpty) throw new ArgumentException("A curve has at least one point.", nameof(points));
        var starts = ImmutableArray.CreateBuilder<double>();
        var rates = ImmutableArray.CreateBuilder<double>();
        (double time, double survival) = (0, 1);
        foreach ((double months, double share) in points)
        {
            if (!(months > time) || !(share > 0 && share <= survival))
            {
                throw new ArgumentException(FormattableString.Invariant($"({months}, {share}) comes after ({time}, {survival}); times rise, and shares fall and stay above zero."), nameof(points));
            }

            starts.Add(time);
            rates.Add(Math.Log(survival / share) / (months - time));
            (time, survival) = (months, share);
        }

        return new Piecewise(starts.ToImmutable(), rates.ToImmutable());
    }

    /// <summary>This law with its hazard multiplied: by the first ratio from the first start on, and so on. One start at zero is proportional.</summary>
    public SurvivalLaw Times(ImmutableArray<double> starts, ImmutableArray<double> ratios) => new Relative(this, starts, ratios);

    /// <summary>This law with its hazard multiplied by one ratio.</summary>
    public SurvivalLaw Times(double ratio) => new Relative(this, [0], [ratio]);

    /// <summary>A constant hazard from each start on.</summary>
    /// <param name="Starts">Months, the first zero, rising.</param>
    /// <param name="PerMonth">The hazards, not negative.</param>
    public sealed record Piecewise(ImmutableArray<double> Starts, ImmutableArray<double> PerMonth) : SurvivalLaw
    {
        /// <summary>Months, the first zero, rising.</summary>
        public ImmutableArray<double> Starts { get; } = Checked(Starts, PerMonth);

        /// <inheritdoc/>
        public override double Hazard(double months) => PerMonth[Place(Starts, months)];

        /// <inheritdoc/>
        public override double CumulativeHazard(double months)
        {
            double sum = 0;
            for (int i = 0; i < Starts.Length && Starts[i] < months; i++) sum += PerMonth[i] * (Math.Min(months, End(Starts, i)) - Starts[i]);
            return sum;
        }

        /// <inheritdoc/>
        public override double TimeAt(double cumulativeHazard)
        {
            double sum = 0;
            for (int i = 0; i < Starts.Length; i++)
            {
                double more = PerMonth[i] * (End(Starts, i) - Starts[i]);
                if (PerMonth[i] > 0 && sum + more >= cumulativeHazard) return Starts[i] + ((cumulativeHazard - sum) / PerMonth[i]);
                sum += PerMonth[i] > 0 ? more : 0;
            }

            return double.PositiveInfinity;
        }

        /// <inheritdoc/>
        public override ImmutableArray<double> Breaks => Starts[1..];
    }

    /// <summary>The cumulative hazard (t/scale)^shape.</summary>
    /// <param name="Shape">Above one the hazard rises, below it falls.</param>
    /// <param name="ScaleMonths">The time at which 63 % have had the event.</param>
    public sealed record Weibull(double Shape, double ScaleMonths) : SurvivalLaw
    {
        /// <summary>Above one the hazard rises, below it falls.</summary>
        public double Shape { get; } = Positive(Shape);

        /// <summary>The time at which 63 % have had the event.</summary>
        public double ScaleMonths { get; } = Positive(ScaleMonths);

        /// <inheritdoc/>
        public override double Hazard(double months) => Shape / ScaleMonths * Math.Pow(months / ScaleMonths, Shape - 1);

        /// <inheritdoc/>
        public override double CumulativeHazard(double months) => Math.Pow(months / ScaleMonths, Shape);

        /// <inheritdoc/>
        public override double TimeAt(double cumulativeHazard) => ScaleMonths * Math.Pow(cumulativeHazard, 1 / Shape);

        /// <inheritdoc/>
        public override ImmutableArray<double> Breaks => [];
    }

    /// <summary>Another law with its hazard multiplied, by a ratio that may change with time: a delayed effect, or one that wanes.</summary>
    /// <param name="To">The other law.</param>
    /// <param name="Starts">Months, the first zero, rising.</param>
    /// <param name="Ratios">The ratio from each start on, not negative.</param>
    public sealed record Relative(SurvivalLaw To, ImmutableArray<double> Starts, ImmutableArray<double> Ratios) : SurvivalLaw
    {
        /// <summary>Months, the first zero, rising.</summary>
        public ImmutableArray<double> Starts { get; } = Checked(Starts, Ratios);

        /// <inheritdoc/>
        public override double Hazard(double months) => Ratios[Place(Starts, months)] * To.Hazard(months);

        /// <inheritdoc/>
        public override double CumulativeHazard(double months)
        {
            double sum = 0;
            for (int i = 0; i < Starts.Length && Starts[i] < months; i++)
            {
                sum += Ratios[i] * (To.CumulativeHazard(Math.Min(months, End(Starts, i))) - To.CumulativeHazard(Starts[i]));
            }

            return sum;
        }

        /// <inheritdoc/>
        public override double TimeAt(double cumulativeHazard)
        {
            double sum = 0;
            for (int i = 0; i < Starts.Length; i++)
            {
                double before = To.CumulativeHazard(Starts[i]);
                double more = i + 1 < Starts.Length ? Ratios[i] * (To.CumulativeHazard(Starts[i + 1]) - before) : double.PositiveInfinity;
                if (Ratios[i] > 0 && sum + more >= cumulativeHazard) return To.TimeAt(before + ((cumulativeHazard - sum) / Ratios[i]));
                sum += Ratios[i] > 0 ? more : 0;
            }

            return double.PositiveInfinity;
        }

        /// <inheritdoc/>
        public override ImmutableArray<double> Breaks => [.. Starts[1..].Concat(To.Breaks).Distinct().Order()];
    }

    private static int Place(ImmutableArray<double> starts, double months)
    {
        int i = starts.Length - 1;
        while (i > 0 && starts[i] > months) i--;
        return i;
    }

    private static double End(ImmutableArray<double> starts, int i) => i + 1 < starts.Length ? starts[i + 1] : double.PositiveInfinity;

    private static double Positive(double value) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A shape or a scale is positive and finite.");

    private static ImmutableArray<double> Checked(ImmutableArray<double> starts, ImmutableArray<double> values)
    {
        if (starts.IsDefaultOrEmpty || values.IsDefault || starts.Length != values.Length) throw new ArgumentException("There is one value for each start, and at least one.", nameof(values));
        if (starts[0] != 0 || starts.Zip(starts.Skip(1)).Any(p => !(p.Second > p.First))) throw new ArgumentException("Starts rise from zero.", nameof(starts));
        if (values.Any(v => !(v >= 0 && double.IsFinite(v)))) throw new ArgumentException("Hazards and ratios are finite and not negative.", nameof(values));
        return starts;
    }
}
