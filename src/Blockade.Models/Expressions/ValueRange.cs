namespace Blockade.Models.Expressions;

/// <summary>The values between two bounds, as the operators of formulas carry them on.</summary>
internal readonly record struct ValueRange(double Low, double High)
{
    /// <summary>Nothing is known.</summary>
    public static ValueRange Anything => new(double.NegativeInfinity, double.PositiveInfinity);

    public bool IsPoint => Low.Equals(High);

    public bool CanBeZero => !(Low > 0) && !(High < 0);

    public bool CanBeOther => Low != 0 || High != 0;

    public static ValueRange operator -(ValueRange x) => new(-x.High, -x.Low);

    public static ValueRange operator +(ValueRange a, ValueRange b) => Known(a.Low + b.Low, a.High + b.High);

    public static ValueRange operator -(ValueRange a, ValueRange b) => Known(a.Low - b.High, a.High - b.Low);

    public static ValueRange operator *(ValueRange a, ValueRange b) => Corners(a.Low * b.Low, a.Low * b.High, a.High * b.Low, a.High * b.High);

    public static ValueRange operator /(ValueRange a, ValueRange b)
    {
        if (a.IsPoint && b.IsPoint) return At(a.Low / b.Low);
        return b.CanBeZero ? Anything : Corners(a.Low / b.Low, a.Low / b.High, a.High / b.Low, a.High / b.High);
    }

    /// <summary>One value, NaN too: a point stays what the formula says it is.</summary>
    public static ValueRange At(double value) => new(value, value);

    /// <summary>Bounds, unless one of them is no number: then anything.</summary>
    public static ValueRange Known(double low, double high) => double.IsNaN(low) || double.IsNaN(high) ? Anything : new(low, high);

    public static ValueRange Hull(ValueRange a, ValueRange b) => Known(Math.Min(a.Low, b.Low), Math.Max(a.High, b.High));

    /// <summary>Truth as 1 and 0.</summary>
    public static ValueRange Truth(bool canBeTrue, bool canBeFalse) => new(canBeFalse ? 0 : 1, canBeTrue ? 1 : 0);

    public static ValueRange Less(ValueRange a, ValueRange b, bool orEqual) => orEqual
        ? Truth(!(a.Low > b.High), !(a.High <= b.Low))
        : Truth(!(a.Low >= b.High), !(a.High < b.Low));

    public static ValueRange Equal(ValueRange a, ValueRange b) => Truth(!(a.Low > b.High) && !(b.Low > a.High), !(a.IsPoint && b.IsPoint && a.Low == b.Low));

    public static ValueRange Power(ValueRange x, ValueRange y)
    {
        if (x.IsPoint && y.IsPoint) return At(Math.Pow(x.Low, y.Low));

        // of a positive base it ascends or descends in each argument
        if (x.Low > 0) return Corners(Math.Pow(x.Low, y.Low), Math.Pow(x.Low, y.High), Math.Pow(x.High, y.Low), Math.Pow(x.High, y.High));
        if (x.Low == 0 && y.Low > 0) return Known(0, Math.Max(Math.Pow(x.High, y.Low), Math.Pow(x.High, y.High)));
        if (!y.IsPoint || y.Low != Math.Floor(y.Low) || (y.Low < 0 && x.CanBeZero)) return Anything;
        (double a, double b) = (Math.Pow(x.Low, y.Low), Math.Pow(x.High, y.Low));
        bool isEven = y.Low % 2 == 0;
        return Known(isEven && x.CanBeZero ? Math.Min(0, Math.Min(a, b)) : Math.Min(a, b), Math.Max(a, b));
    }

    /// <summary>The cosine: 1 where a multiple of two pi lies between, -1 where an odd one of pi does.</summary>
    public static ValueRange Cosine(ValueRange x)
    {
        if (!double.IsFinite(x.High - x.Low)) return new(-1, 1);
        const double turn = 2 * Math.PI;
        (double a, double b) = (Math.Cos(x.Low), Math.Cos(x.High));
        bool peak = Math.Floor(x.High / turn) > Math.Floor(x.Low / turn) || x.Low % turn == 0;
        bool trough = Math.Floor((x.High / turn) + 0.5) > Math.Floor((x.Low / turn) + 0.5);
        return new(trough ? -1 : Math.Min(a, b), peak ? 1 : Math.Max(a, b));
    }

    public static ValueRange Of(Expression.Table table, ValueRange x)
    {
        (double a, double b) = (table.At(x.Low), table.At(x.High));
        if (x.IsPoint) return At(a);
        (double low, double high) = (Math.Min(a, b), Math.Max(a, b));
        int from = table.Points.AsSpan().BinarySearch(x.Low);
        for (int i = from < 0 ? ~from : from; i < table.Points.Length && table.Points[i] <= x.High; i++)
        {
            low = Math.Min(low, table.Values[i]);
            high = Math.Max(high, table.Values[i]);
        }

        return Known(low, high);
    }

    private static ValueRange Corners(double a, double b, double c, double d)
    {
        double low = Math.Min(Math.Min(a, b), Math.Min(c, d));
        return Known(low, Math.Max(Math.Max(a, b), Math.Max(c, d)));
    }
}
