using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;

namespace Blockade.Numerics.Tests.Ode;

/// <summary>A depot and a plasma; a member has its own rates, and boluses into the depot at its own times, one of them at the start.</summary>
internal sealed class Absorption : LaneSystem
{
    private readonly (double In, double Out, (double Time, double Amount)[] Doses)[] _members;
    private readonly double[] _in = new double[Lanes], _out = new double[Lanes];
    private readonly int[] _member = new int[Lanes], _given = new int[Lanes];
    private readonly int _doneAfter;

    public Absorption(int members, int stiff = -1, int doneAfter = int.MaxValue)
    {
        _doneAfter = doneAfter;
        var random = new RandomSource(11);
        _members = [.. Enumerable.Range(0, members).Select(m =>
        {
            RandomSequence sequence = random.Sequence(1, (uint)m);
            double absorption = (m == stiff ? 1e5 : 1) * Math.Exp(0.3 * sequence.NextNormal());
            (double, double)[] doses = [(0, 1 + sequence.NextUniform()), .. Enumerable.Range(1, m % 5).Select(d => (d * 3 * (1 + (0.3 * sequence.NextUniform())), 1 + sequence.NextUniform()))];
            return (absorption, 0.2 * Math.Exp(0.3 * sequence.NextNormal()), doses);
        })];
    }

    public override int Dimension => 2;

    public override SparsityPattern JacobianPattern { get; } = SparsityPattern.FromEntries(2, [(0, 0), (1, 0), (1, 1)]);

    public double Exact(int member, double time)
    {
        (double ka, double ke, (double Time, double Amount)[] doses) = _members[member];
        return doses.Where(d => d.Time < time).Sum(d => d.Amount * ka / (ka - ke) * (Math.Exp(-ke * (time - d.Time)) - Math.Exp(-ka * (time - d.Time))));
    }

    public override void Load(int lane, int member, Span<double> start)
    {
        (_in[lane], _out[lane], _member[lane], _given[lane]) = (_members[member].In, _members[member].Out, member, 0);
        start.Clear();
    }

    public override double NextChange(int lane) =>
        _given[lane] < _members[_member[lane]].Doses.Length ? _members[_member[lane]].Doses[_given[lane]].Time : double.PositiveInfinity;

    public override void Change(int lane, Span<double> state) => state[0] += _members[_member[lane]].Doses[_given[lane]++].Amount;

    public override bool IsDone(int lane) => _given[lane] >= _doneAfter;

    public double LastTime(int member) => _members[member].Doses.Length >= _doneAfter ? _members[member].Doses[_doneAfter - 1].Time : LaneDosesTests.End;

    public override void Derivative(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        Vector512<double> absorbed = Vector512.Create<double>(_in) * Vector512.Create(y), lost = Vector512.Create<double>(_out) * Vector512.Create(y[Lanes..]);
        (-absorbed).CopyTo(derivative);
        (absorbed - lost).CopyTo(derivative[Lanes..]);
    }

    public override void Jacobian(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> values)
    {
        Vector512<double> absorption = Vector512.Create<double>(_in);
        (-absorption).CopyTo(values);
        absorption.CopyTo(values[Lanes..]);
        (-Vector512.Create<double>(_out)).CopyTo(values[(2 * Lanes)..]);
    }
}
