using System.Collections.Immutable;

namespace Blockade.Trials;

/// <summary>When patients enter: the law of one patient's entry, since how many enter is the trial's size. Months count from the opening of accrual.</summary>
public abstract record Accrual
{
    private Accrual() { }

    /// <summary>Months in which patients enter.</summary>
    public abstract double Months { get; }

    /// <summary>Where the rate of accrual may jump, months, ascending; the end is the last.</summary>
    public abstract ImmutableArray<double> Breaks { get; }

    /// <summary>The same number of patients in every month.</summary>
    public static Accrual Even(double months) => new Power(months, 1);

    /// <summary>The share of patients who have entered by a time.</summary>
    public abstract double Share(double months);

    /// <summary>The time by which a share of the patients, 0 to 1, have entered.</summary>
    public abstract double TimeOf(double share);

    /// <summary>Cumulative accrual is (t / duration)^exponent: 1 is even, 2 a linear rise.</summary>
    /// <param name="Duration">Months in which patients enter; zero is all at once.</param>
    /// <param name="Exponent">The power; positive.</param>
    public sealed record Power(double Duration, double Exponent) : Accrual
    {
        /// <inheritdoc/>
        public override double Months => Duration;

        /// <inheritdoc/>
        public override ImmutableArray<double> Breaks => [Duration];

        /// <inheritdoc/>
        public override double Share(double months) => Duration == 0 || months >= Duration ? 1 : months <= 0 ? 0 : Math.Pow(months / Duration, Exponent);

        /// <inheritdoc/>
        public override double TimeOf(double share) => Duration * Math.Pow(share, 1 / Exponent);
    }

    /// <summary>A rate that is constant in each of several periods, one after the other.</summary>
    public sealed record Piecewise : Accrual
    {
        private readonly ImmutableArray<double> _ends;
        private readonly ImmutableArray<double> _shares;   // entered by the end of each period

        /// <param name="periods">The periods in order; only the ratios of their rates count. At least one takes patients.</param>
        /// <exception cref="ArgumentException">No period, one that has no length, or nobody ever enters.</exception>
        public Piecewise(ImmutableArray<AccrualPeriod> periods)
        {
            if (periods.IsDefaultOrEmpty || periods.Any(p => !(p.Months > 0) || !(p.PatientsPerMonth >= 0)) || periods.All(p => p.PatientsPerMonth == 0))
                throw new ArgumentException("Accrual has periods of some length, and patients enter in at least one.", nameof(periods));
            Periods = periods;
            double all = periods.Sum(p => p.Months * p.PatientsPerMonth), end = 0, entered = 0;
            _ends = [.. periods.Select(p => end += p.Months)];
            _shares = [.. periods.Select(p => (entered += p.Months * p.PatientsPerMonth) / all)];
        }

        /// <summary>The periods.</summary>
        public ImmutableArray<AccrualPeriod> Periods { get; }

        /// <inheritdoc/>
        public override double Months => _ends[^1];

        /// <inheritdoc/>
        public override ImmutableArray<double> Breaks => _ends;

        /// <inheritdoc/>
        public override double Share(double months)
        {
            if (months >= Months) return 1;
            int i = 0;
            while (_ends[i] <= months) i++;
            (double start, double before) = Start(i);
            return before + ((_shares[i] - before) * Math.Max(0, months - start) / (_ends[i] - start));
        }

        /// <inheritdoc/>
        public override double TimeOf(double share)
        {
            int i = 0;
            while (i < _shares.Length - 1 && (_shares[i] < share || Periods[i].PatientsPerMonth == 0)) i++;
            (double start, double before) = Start(i);
            return _shares[i] == before ? start : start + ((_ends[i] - start) * Math.Min(1, (share - before) / (_shares[i] - before)));
        }

        /// <inheritdoc/>
        public bool Equals(Piecewise? other) => other is not null && Periods.SequenceEqual(other.Periods);

        /// <inheritdoc/>
        public override int GetHashCode() => Periods.Aggregate(0, HashCode.Combine);

        private (double Start, double Before) Start(int period) => period == 0 ? (0, 0) : (_ends[period - 1], _shares[period - 1]);
    }
}
