using MathNet.Numerics;
using MathNet.Numerics.Integration;

namespace Blockade.Trials;

/// <summary>
/// A Wiener process watched at the looks of a trial: the density of its value among trials that go on. The test statistic at information
/// fraction t is the value over sqrt(t). A cursor: one evaluation.
/// </summary>
/// <remarks>
/// Armitage, McPherson and Rowe (1969), J. R. Stat. Soc. A 132:235-244. Gauss and Legendre's rule on the stretch between the limits: the
/// densities are smooth, so that its error falls exponentially with the nodes.
/// </remarks>
internal sealed class GroupSequentialWalk(double drift)
{
    // beyond this many standard deviations lies less than 1e-18
    private const double Far = 9;

    private static readonly GaussLegendreRule Rule = new(-1, 1, 128);

    private double[] _value = [0];
    private double[] _weight = [1];   // density times width
    private double _time;

    /// <summary>The chance to be above a limit of the statistic at the next look, having gone on so far.</summary>
    internal double Above(double time, double limit) => Sum(time, s => UpperTail((limit * Math.Sqrt(time) - s - (drift * (time - _time))) / Math.Sqrt(time - _time)));

    /// <summary>The chance to be below a limit.</summary>
    internal double Below(double time, double limit) => Sum(time, s => UpperTail((s + (drift * (time - _time)) - limit * Math.Sqrt(time)) / Math.Sqrt(time - _time)));

    /// <summary>Goes on to the next look with those between two limits of the statistic; the lower may be minus infinity, the upper infinity.</summary>
    internal void GoOn(double time, double lower, double upper)
    {
        double root = Math.Sqrt(time), step = Math.Sqrt(time - _time);
        double low = Math.Max(lower * root, (drift * time) - (Far * root)), high = Math.Min(upper * root, (drift * time) + (Far * root));
        double half = Math.Max(0, (high - low) / 2), centre = (high + low) / 2;
        double[] value = new double[Rule.Order], weight = new double[Rule.Order];
        for (int k = 0; k < value.Length; k++)
        {
            value[k] = centre + (half * Rule.GetAbscissa(k));
            double density = 0;
            for (int j = 0; j < _value.Length; j++)
            {
                double z = (value[k] - _value[j] - (drift * (time - _time))) / step;
                density += _weight[j] * Math.Exp(-z * z / 2);
            }

            weight[k] = half * Rule.GetWeight(k) * density / (step * Constants.Sqrt2Pi);
        }

        (_value, _weight, _time) = (value, weight, time);
    }

    private double Sum(double time, Func<double, double> chance)
    {
        if (!(time > _time)) throw new ArgumentOutOfRangeException(nameof(time), time, $"The next look comes after {_time}.");
        double sum = 0;
        for (int j = 0; j < _value.Length; j++) sum += _weight[j] * chance(_value[j]);
        return sum;
    }

    private static double UpperTail(double z) => 0.5 * SpecialFunctions.Erfc(z / Constants.Sqrt2);
}
