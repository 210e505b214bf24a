using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;

namespace Blockade.Bench;

/// <summary><see cref="AntibodyPatient"/> in lanes: linear and saturable loss, two compartments, an infusion every three weeks.</summary>
internal sealed class AntibodyLanes(double[][] rows) : LaneSystem
{
    private const double Hour = 1 / 24.0;

    private readonly double[] _clearance = new double[Lanes], _perVolume = new double[Lanes], _exchange = new double[Lanes], _back = new double[Lanes];
    private readonly double[] _vmax = new double[Lanes], _km = new double[Lanes], _rate = new double[Lanes];
    private readonly int[] _member = new int[Lanes], _changes = new int[Lanes];

    public override int Dimension => 2;

    public override SparsityPattern JacobianPattern { get; } = SparsityPattern.Dense(2);

    public override void Load(int lane, int member, Span<double> start)
    {
        double[] row = rows[member];
        (_clearance[lane], _perVolume[lane], _exchange[lane], _back[lane]) = (row[1], 1 / row[2], row[3], row[3] / row[4]);
        (_vmax[lane], _km[lane], _rate[lane], _member[lane], _changes[lane]) = (row[5], row[6], 0, member, 0);
        start.Clear();
    }

    public override double NextChange(int lane)
    {
        int change = _changes[lane];
        return change == 2 * AntibodyPatient.Doses ? double.PositiveInfinity : (21 * (change / 2)) + (change % 2 * Hour);
    }

    public override void Change(int lane, Span<double> state)
    {
        int change = _changes[lane]++;
        _rate[lane] = change % 2 == 0 ? (change == 0 ? 8 : 6) * rows[_member[lane]][7] * 24 : 0;
    }

    public override void Derivative(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        Vector512<double> central = Vector512.Create(y), peripheral = Vector512.Create(y[Lanes..]);
        Vector512<double> concentration = central * Vector512.Create(_perVolume);
        Vector512<double> exchange = (Vector512.Create(_exchange) * concentration) - (Vector512.Create(_back) * peripheral);
        Vector512<double> loss = concentration * (Vector512.Create(_clearance) + (Vector512.Create(_vmax) / (Vector512.Create(_km) + concentration)));
        (Vector512.Create(_rate) - loss - exchange).CopyTo(derivative);
        exchange.CopyTo(derivative[Lanes..]);
    }

    public override void Jacobian(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> values)
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            double below = _km[lane] + (y[lane] * _perVolume[lane]), k12 = _exchange[lane] * _perVolume[lane];
            values[lane] = -((_clearance[lane] + (_vmax[lane] * _km[lane] / (below * below))) * _perVolume[lane]) - k12;
            values[Lanes + lane] = k12;
            values[(2 * Lanes) + lane] = _back[lane];
            values[(3 * Lanes) + lane] = -_back[lane];
        }
    }
}
