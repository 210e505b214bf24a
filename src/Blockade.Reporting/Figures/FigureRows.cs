using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>Gathers the rows of a figure's data, point by point.</summary>
internal sealed class FigureRows
{
    private readonly ImmutableArray<string>.Builder _series = ImmutableArray.CreateBuilder<string>();
    private readonly ImmutableArray<string>.Builder _kinds = ImmutableArray.CreateBuilder<string>();
    private readonly List<(double X, double Y, double Lower, double Upper, RiskCount? Count)> _numbers = [];

    public ImmutableArray<string> Series => _series.ToImmutable();

    public ImmutableArray<string> Kinds => _kinds.ToImmutable();

    public ImmutableArray<double> X => [.. _numbers.Select(n => n.X)];

    public ImmutableArray<double> Y => [.. _numbers.Select(n => n.Y)];

    public ImmutableArray<double> Lower => [.. _numbers.Select(n => n.Lower)];

    public ImmutableArray<double> Upper => [.. _numbers.Select(n => n.Upper)];

    public ImmutableArray<double> Count(Func<RiskCount, int> of) => [.. _numbers.Select(n => n.Count is RiskCount c ? of(c) : double.NaN)];

    public void Add(
        string series, string kind, double x, double y, double lower = double.NaN, double upper = double.NaN, RiskCount? count = null)
    {
        _series.Add(series);
        _kinds.Add(kind);
        _numbers.Add((x, y, lower, upper, count));
    }
}
