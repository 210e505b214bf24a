using System.Collections.Immutable;
using System.Globalization;

namespace Blockade.Reporting;

/// <summary>The range of an axis and its ticks. Positions are those drawn: decimal logarithms on a logarithmic axis.</summary>
internal sealed record AxisScale(bool Logarithmic, double Min, double Max, ImmutableArray<(double Position, string Label)> Ticks)
{
    /// <summary>Where a value is drawn, in the axis' own coordinate.</summary>
    public double Position(double value) => Logarithmic ? Math.Log10(value) : value;

    /// <summary>The shortest axis that holds both values and ends on a tick at each side, with about the wanted number of ticks.</summary>
    public static AxisScale Around(double min, double max, bool logarithmic, int wanted) => logarithmic
        ? LogarithmicAround(min, max, wanted)
        : LinearAround(min, max, wanted);

    /// <summary>An axis with given ticks, from the first to the last.</summary>
    public static AxisScale At(IEnumerable<double> values)
    {
        ImmutableArray<double> at = [.. values];
        return new(false, at[0], at[^1], [.. at.Select(v => (v, Number(v)))]);
    }

    private static AxisScale LinearAround(double min, double max, int wanted)
    {
        if (!(max > min)) (min, max) = (min - Math.Max(1, Math.Abs(min) * 0.1), max + Math.Max(1, Math.Abs(max) * 0.1));
        double rough = (max - min) / wanted;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = new[] { 1, 2, 2.5, 5, 10 }.First(m => m * power >= rough * 0.999) * power;
        long first = (long)Math.Floor(min / step + 1e-9), last = (long)Math.Ceiling(max / step - 1e-9);
        IEnumerable<double> ticks = Enumerable.Range(0, (int)(last - first + 1)).Select(i => (first + i) * step);
        return At(ticks);
    }

    private static AxisScale LogarithmicAround(double min, double max, int wanted)
    {
        if (!(max > min)) (min, max) = (min / 2, max * 2);
        // The coarsest ladder that does not leave much of the axis empty.
        ImmutableArray<double[]> ladders = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7], [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5, 6, 7, 8, 9]];
        ImmutableArray<double> ticks = [];
        foreach (double[] ladder in ladders)
        {
            ticks = Covering(ladder, min, max);
            if (ticks.Length >= 3 && Math.Log(ticks[^1] / ticks[0]) <= 1.6 * Math.Log(max / min)) break;
        }

        if (ticks.Length > wanted + 3)
        {
            // many decades: every second or third, and on to the next of those, so that two labels never meet at the end
            int keep = (ticks.Length + wanted - 1) / wanted;
            while ((ticks.Length - 1) % keep != 0) ticks = ticks.Add(ticks[^1] * 10);
            ticks = [.. ticks.Where((_, i) => i % keep == 0)];
        }

        return new(true, Math.Log10(ticks[0]), Math.Log10(ticks[^1]), [.. ticks.Select(v => (Math.Log10(v), Number(v)))]);
    }

    private static ImmutableArray<double> Covering(double[] ladder, double min, double max)
    {
        var all = new List<double>();
        for (int decade = (int)Math.Floor(Math.Log10(min)) - 1; decade <= (int)Math.Ceiling(Math.Log10(max)); decade++)
        {
            foreach (double mantissa in ladder) all.Add(decade < 0 ? mantissa / Math.Pow(10, -decade) : mantissa * Math.Pow(10, decade));
        }

        int first = all.FindLastIndex(v => v <= min * (1 + 1e-9)), last = all.FindIndex(v => v >= max * (1 - 1e-9));
        return [.. all[first..(last + 1)]];
    }

    /// <summary>A tick label: up to six digits, a true minus sign, and powers of ten where a plain number would be long.</summary>
    internal static string Number(double value)
    {
        double size = Math.Abs(value);
        if (size >= 1e5 || size is > 0 and < 1e-4)
        {
            int power = (int)Math.Floor(Math.Log10(size) + 1e-9);
            double mantissa = Math.Round(value / Math.Pow(10, power), 6);
            string ten = "10" + string.Concat(power.ToString(CultureInfo.InvariantCulture).Select(c => c is '-' ? '\u207B' : Superscripts[c - '0']));
            return mantissa == 1 ? ten : $"{Plain(mantissa)}\u00D7{ten}";
        }

        return Plain(value);
    }

    private const string Superscripts = "\u2070\u00B9\u00B2\u00B3\u2074\u2075\u2076\u2077\u2078\u2079";

    private static string Plain(double value)
    {
        string text = Math.Round(value, 9).ToString("0.######", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text.Replace('-', '\u2212');
    }
}
