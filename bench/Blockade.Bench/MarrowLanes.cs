using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;
using Blockade.Simulation;

namespace Blockade.Bench;

/// <summary>
/// Model B of the population benchmark in lanes: docetaxel's three compartments in closed form, the neutrophils' chain of five states integrated (hours, mg,
/// L; an infusion of an hour every three weeks).
/// </summary>
internal sealed class MarrowLanes : LaneSystem
{
    public const int Doses = 6, Hours = 3024, Blood = 4;
    private const int Interval = 504, Modes = 3;
    private const double MicromolarPerMilligramPerLitre = 1000 / 807.9;

    private readonly double[][] _rows;
    private readonly CompartmentModes[] _modes;
    private readonly double[] _baseline = new double[Lanes], _transit = new double[Lanes], _feedback = new double[Lanes], _effect = new double[Lanes];
    private readonly double[] _since = new double[Lanes], _steady = new double[Lanes];
    private readonly double[][] _amount = [new double[Lanes], new double[Lanes], new double[Lanes]], _rate = [new double[Lanes], new double[Lanes], new double[Lanes]];
    private readonly int[] _member = new int[Lanes], _changes = new int[Lanes];

    public MarrowLanes(double[][] rows)
    {
        _rows = rows;
        _modes = [.. rows.Select(r => CompartmentModes.Of(r[1] / r[2], [(r[3], r[4]), (r[5], r[6])]))];
    }

    public override int Dimension => 5;

    public override SparsityPattern JacobianPattern { get; } = SparsityPattern.FromEntries(5, [(0, 0), (0, 4), (1, 0), (1, 1), (2, 1), (2, 2), (3, 2), (3, 3), (4, 3), (4, 4)]);

    public override void Load(int lane, int member, Span<double> start)
    {
        double[] row = _rows[member];
        (_baseline[lane], _transit[lane], _feedback[lane]) = (row[7], 4 / row[8], row[10]);
        _effect[lane] = row[9] * MicromolarPerMilligramPerLitre / row[2];   // per mg in the first compartment
        (_member[lane], _changes[lane], _since[lane], _steady[lane]) = (member, 0, 0, 0);
        for (int k = 0; k < Modes; k++) (_amount[k][lane], _rate[k][lane]) = (0, _modes[member].Rates[k]);
        start.Fill(row[7]);
    }

    public override double NextChange(int lane)
    {
        int change = _changes[lane];
        return change == 2 * Doses ? double.PositiveInfinity : (Interval * (change / 2)) + (change % 2);
    }

    // An infusion's start and end: what the modes hold decays on, and what an infusion would hold at length is added or taken away.
    public override void Change(int lane, Span<double> state)
    {
        double time = NextChange(lane), rate = 100 * _rows[_member[lane]][11];
        bool starts = _changes[lane]++ % 2 == 0;
        CompartmentModes modes = _modes[_member[lane]];
        for (int k = 0; k < Modes; k++)
        {
            double level = modes.Weights[k] * rate / modes.Rates[k];
            _amount[k][lane] = (_amount[k][lane] * Math.Exp(-modes.Rates[k] * (time - _since[lane]))) + (starts ? -level : level);
            _steady[lane] += starts ? level : -level;
        }

        if (!starts) _steady[lane] = 0;
        _since[lane] = time;
    }

    public override void Derivative(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        Vector512<double> since = Vector512.Create(t) - Vector512.Create(_since), drug = Vector512.Create(_steady);
        for (int k = 0; k < Modes; k++)
        {
            // what is left of a mode after fifty of its times is far below the tolerance; an exponential out of range costs eight scalar ones
            Vector512<double> decay = -(since * Vector512.Create(_rate[k])), live = Vector512.GreaterThan(decay, Vector512.Create(-50.0));
            if (live != default) drug += Vector512.Create(_amount[k]) * (live & Vector512.Exp(Vector512.Max(decay, Vector512.Create(-50.0))));
        }

        Vector512<double> feedback = Vector512.Exp(Vector512.Create(_feedback) * Vector512.Log(Vector512.Create(_baseline) / State(y, Blood)));
        Vector512<double> ktr = Vector512.Create(_transit), one = Vector512.Create(1.0), before = State(y, 0);
        (ktr * before * (((one - (Vector512.Create(_effect) * drug)) * feedback) - one)).CopyTo(derivative);
        for (int i = 1; i <= Blood; i++)
        {
            Vector512<double> here = State(y, i);
            (ktr * (before - here)).CopyTo(derivative[(i * Lanes)..]);
            before = here;
        }
    }

    public override void Jacobian(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> values)
    {
        values.Clear();
        for (int lane = 0; lane < Lanes; lane++)
        {
            double drug = _steady[lane], ktr = _transit[lane], blood = y[(Blood * Lanes) + lane];
            for (int k = 0; k < Modes; k++) drug += _amount[k][lane] * Math.Exp(-_rate[k][lane] * (t[lane] - _since[lane]));
            double feedback = Math.Pow(_baseline[lane] / blood, _feedback[lane]), left = 1 - (_effect[lane] * drug);
            values[Entry(0, 0, lane)] = ktr * ((left * feedback) - 1);
            values[Entry(0, Blood, lane)] = -ktr * y[lane] * left * feedback * _feedback[lane] / blood;
            for (int i = 1; i <= Blood; i++)
            {
                values[Entry(i, i - 1, lane)] = ktr;
                values[Entry(i, i, lane)] = -ktr;
            }
        }
    }

    private int Entry(int row, int column, int lane) => (JacobianPattern.IndexOf(row, column) * Lanes) + lane;

    private static Vector512<double> State(ReadOnlySpan<double> y, int i) => Vector512.Create(y[(i * Lanes)..]);
}
