namespace Blockade.Synergy;

/// <summary>An interval of 95 %; both ends NaN where there is none.</summary>
/// <param name="Lower">Its lower end.</param>
/// <param name="Upper">Its upper end.</param>
public readonly record struct Interval(double Lower, double Upper)
{
    /// <summary>No interval.</summary>
    public static Interval None => new(double.NaN, double.NaN);

    /// <summary>The middle 95 % of some values by linear interpolation between order statistics; none where a value is NaN or there are fewer than 40.</summary>
    internal static Interval Of(double[] values)
    {
        if (values.Length < 40 || values.Any(double.IsNaN)) return None;
        double[] sorted = [.. values.Order()];
        return new Interval(At(0.025), At(0.975));

        double At(double p)
        {
            double place = p * (sorted.Length - 1);
            int below = (int)place;
            return sorted[below] + ((place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
        }
    }
}
