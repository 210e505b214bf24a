using System.Collections.Immutable;

namespace Blockade.Simulation;

/// <summary>
/// A linear model of one to three compartments, all exchanging with the first, as sums of exponentials: the amount in the first after a unit bolus is
/// the sum of Weight exp(-Rate t). Doses and infusions superpose. Immutable.
/// </summary>
/// <remarks>Dubois, Bertrand and Mentre (2011), Mathematical expressions of the pharmacokinetic and pharmacodynamic models of PFIM, INSERM UMR 738, 1.2.</remarks>
public sealed class CompartmentModes
{
    private CompartmentModes(ImmutableArray<double> rates, ImmutableArray<double> weights) => (Rates, Weights) = (rates, weights);

    /// <summary>Per unit of time, the fastest first.</summary>
    public ImmutableArray<double> Rates { get; }

    /// <summary>Shares of a bolus; they add up to one.</summary>
    public ImmutableArray<double> Weights { get; }

    /// <summary>The modes of a model: its elimination, and the rates to and from each further compartment, all per unit of time.</summary>
    /// <exception cref="ArgumentException">A rate is not positive and finite, or there are more than two further compartments.</exception>
    public static CompartmentModes Of(double elimination, ReadOnlySpan<(double Out, double Back)> exchange)
    {
        if (exchange.Length > 2) throw new ArgumentException($"One to three compartments have closed forms here; {1 + exchange.Length} were given.", nameof(exchange));
        RequirePositive(elimination, nameof(elimination));
        foreach ((double o, double back) in exchange)
        {
            RequirePositive(o, nameof(exchange));
            RequirePositive(back, nameof(exchange));
        }

        double[] rates = exchange.Length switch
        {
            0 => [elimination],
            1 => Quadratic(elimination + exchange[0].Out + exchange[0].Back, elimination * exchange[0].Back),
            _ => Cubic(elimination, exchange),
        };
        var weights = new double[rates.Length];
        for (int i = 0; i < rates.Length; i++)
        {
            weights[i] = 1;
            foreach ((_, double back) in exchange) weights[i] *= back - rates[i];
            for (int j = 0; j < rates.Length; j++)
            {
                if (j != i) weights[i] /= rates[j] - rates[i];
            }
        }

        return new CompartmentModes([.. rates], [.. weights]);
    }

    /// <summary>The amount in the first compartment at a time after a dose of one, given at once or over a duration. Zero before it.</summary>
    public double Amount(double time, double duration = 0)
    {
        if (time < 0) return 0;
        double sum = 0;
        for (int i = 0; i < Rates.Length; i++)
        {
            double rate = Rates[i];
            sum += duration == 0
                ? Weights[i] * Math.Exp(-rate * time)
                : Weights[i] / (rate * duration) * (Math.Exp(-rate * Math.Max(0, time - duration)) - Math.Exp(-rate * time));
        }

        return sum;
    }

    private static void RequirePositive(double rate, string name)
    {
        if (!(rate > 0) || !double.IsFinite(rate)) throw new ArgumentException($"A rate is positive and finite; {rate} was given.", name);
    }

    // x^2 - sum x + product, without the cancellation of the smaller root
    private static double[] Quadratic(double sum, double product)
    {
        double fast = (sum + Math.Sqrt((sum * sum) - (4 * product))) / 2;
        return [fast, product / fast];
    }

    // Three real roots by the cosine, each polished by Newton's iteration on the sum of poles, whose terms do not cancel.
    private static double[] Cubic(double elimination, ReadOnlySpan<(double Out, double Back)> exchange)
    {
        ((double out1, double back1), (double out2, double back2)) = (exchange[0], exchange[1]);
        double a2 = elimination + out1 + out2 + back1 + back2;
        double a1 = (elimination * (back1 + back2)) + (back1 * back2) + (out1 * back2) + (out2 * back1);
        double a0 = elimination * back1 * back2;
        double p = a1 - (a2 * a2 / 3), q = (2 * a2 * a2 * a2 / 27) - (a1 * a2 / 3) + a0;
        double radius = Math.Sqrt(-p / 3), angle = Math.Acos(Math.Clamp(-q / (2 * radius * radius * radius), -1, 1)) / 3;   // of the polynomial in -x
        var roots = new double[3];
        for (int k = 0; k < 3; k++)
        {
            double x = (a2 / 3) - (2 * radius * Math.Cos(angle + (2 * Math.PI * k / 3)));
            for (int step = 0; step < 4; step++)
            {
                double value = (((x - a2) * x) + a1) * x - a0, slope = (((3 * x) - (2 * a2)) * x) + a1;
                if (slope != 0) x -= value / slope;
            }

            roots[k] = x;
        }

        Array.Sort(roots);
        Array.Reverse(roots);
        return roots;
    }
}
