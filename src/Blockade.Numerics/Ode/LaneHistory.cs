using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// <see cref="BackwardDifferences"/> of eight lanes, each with its own order and step. Whatever is done for some lanes leaves every bit of the others.
/// Holds scratch: one thread.
/// </summary>
internal sealed class LaneHistory
{
    private const int MaxOrder = OdeSolver.MaxOrder;

    private readonly LaneBuffer[] _d = new LaneBuffer[MaxOrder + 3];
    private readonly int[] _order = new int[LaneBuffer.Lanes];
    private readonly double[] _step = new double[LaneBuffer.Lanes];
    private readonly LaneBuffer _weights = new((MaxOrder + 1) * (MaxOrder + 1));

    public LaneHistory(int dimension)
    {
        for (int k = 0; k < _d.Length; k++) _d[k] = new LaneBuffer(dimension);
    }

    /// <summary>The k-th difference, 0 (the state) to MaxOrder + 2.</summary>
    public LaneBuffer this[int k] => _d[k];

    /// <summary>The lanes' orders.</summary>
    public Span<int> Order => _order;

    /// <summary>The lanes' steps.</summary>
    public Span<double> Step => _step;

    /// <summary>Writes the state that each lane's polynomial gives a step on, and the known part of its formula.</summary>
    public void Predict(ReadOnlySpan<double> gamma, ReadOnlySpan<double> alpha, LaneBuffer predicted, LaneBuffer psi)
    {
        Span<Vector512<double>> use = stackalloc Vector512<double>[MaxOrder + 1], share = stackalloc Vector512<double>[MaxOrder + 1];
        Span<double> ones = stackalloc double[LaneBuffer.Lanes], parts = stackalloc double[LaneBuffer.Lanes];
        for (int k = 0; k <= MaxOrder; k++)
        {
            for (int lane = 0; lane < LaneBuffer.Lanes; lane++)
            {
                bool used = k <= _order[lane];
                ones[lane] = used ? 1 : 0;
                parts[lane] = used ? gamma[k] / alpha[_order[lane]] : 0;
            }

            (use[k], share[k]) = (Vector512.Create<double>(ones), Vector512.Create<double>(parts));
        }

        LaneBuffer d0 = _d[0], d1 = _d[1], d2 = _d[2], d3 = _d[3], d4 = _d[4], d5 = _d[5];
        Vector512<double> u1 = use[1], u2 = use[2], u3 = use[3], u4 = use[4], u5 = use[5];
        Vector512<double> s1 = share[1], s2 = share[2], s3 = share[3], s4 = share[4], s5 = share[5];
        for (int i = 0; i < predicted.Length; i++)
        {
            Vector512<double> v1 = d1[i], v2 = d2[i], v3 = d3[i], v4 = d4[i], v5 = d5[i];
            predicted[i] = d0[i] + (u1 * v1) + (u2 * v2) + (u3 * v3) + (u4 * v4) + (u5 * v5);
            psi[i] = (s1 * v1) + (s2 * v2) + (s3 * v3) + (s4 * v4) + (s5 * v5);   // gamma of the state itself is zero
        }
    }

    /// <summary>Takes the new state's deviation from the prediction into all differences of some lanes.</summary>
    public void Accept(LaneBuffer correction, int lanes)
    {
        Span<Vector512<double>> next = stackalloc Vector512<double>[_d.Length], last = stackalloc Vector512<double>[_d.Length];
        Span<Vector512<double>> sum = stackalloc Vector512<double>[_d.Length];
        for (int k = 0; k < _d.Length; k++)
        {
            int isNext = 0, isLast = 0, isSum = 0;
            for (int lane = 0; lane < LaneBuffer.Lanes; lane++)
            {
                if ((lanes >> lane & 1) == 0) continue;
                if (k == _order[lane] + 2) isNext |= 1 << lane;
                if (k == _order[lane] + 1) isLast |= 1 << lane;
                if (k <= _order[lane]) isSum |= 1 << lane;
            }

            (next[k], last[k], sum[k]) = (LaneBuffer.Mask(isNext), LaneBuffer.Mask(isLast), LaneBuffer.Mask(isSum));
        }

        for (int i = 0; i < correction.Length; i++)
        {
            Vector512<double> c = correction[i], above = default;
            for (int k = _d.Length - 1; k >= 0; k--)
            {
                LaneBuffer d = _d[k];
                Vector512<double> v = d[i];
                if (k > 0) v = Vector512.ConditionalSelect(next[k], c - _d[k - 1][i], v);
                v = Vector512.ConditionalSelect(last[k], c, v);
                v = Vector512.ConditionalSelect(sum[k], v + above, v);
                d[i] = v;
                above = v;
            }
        }
    }

    /// <summary>Respaces the differences of the lanes whose factor is not 1.</summary>
    public void ChangeStep(ReadOnlySpan<double> factors)
    {
        const int size = MaxOrder + 1;
        Span<double> weights = stackalloc double[size * size];
        Span<int> changes = stackalloc int[size];
        changes.Clear();
        for (int lane = 0; lane < LaneBuffer.Lanes; lane++)
        {
            int order = _order[lane];
            bool change = factors[lane] != 1;
            if (change)
            {
                BackwardDifferences.StepWeights(order, factors[lane], weights);
                _step[lane] *= factors[lane];
            }

            for (int i = 0; i < size; i++)
            {
                if (change && i <= order) changes[i] |= 1 << lane;
                for (int j = 0; j < size; j++) _weights[(j * size) + i, lane] = change && i <= order && j <= order ? weights[(i * (order + 1)) + j] : 0;
            }
        }

        Span<Vector512<double>> mask = stackalloc Vector512<double>[size];
        for (int j = 0; j < size; j++) mask[j] = LaneBuffer.Mask(changes[j]);
        Vector512<double> m0 = mask[0], m1 = mask[1], m2 = mask[2], m3 = mask[3], m4 = mask[4], m5 = mask[5];
        for (int i = 0; i < _d[0].Length; i++)
        {
            Vector512<double> v0 = _d[0][i], v1 = _d[1][i], v2 = _d[2][i], v3 = _d[3][i], v4 = _d[4][i], v5 = _d[5][i];
            for (int j = 0; j < size; j++)
            {
                int w = j * size;
                Vector512<double> mixed = (_weights[w] * v0) + (_weights[w + 1] * v1) + (_weights[w + 2] * v2) + (_weights[w + 3] * v3)
                    + (_weights[w + 4] * v4) + (_weights[w + 5] * v5);
                Vector512<double> old = j switch { 0 => v0, 1 => v1, 2 => v2, 3 => v3, 4 => v4, _ => v5 };
                Vector512<double> m = j switch { 0 => m0, 1 => m1, 2 => m2, 3 => m3, 4 => m4, _ => m5 };
                _d[j][i] = Vector512.ConditionalSelect(m, mixed, old);
            }
        }
    }

    /// <summary>Writes a lane's polynomial at the time that lies <paramref name="fromLast"/> after its last state (before it where negative).</summary>
    public void Interpolate(int lane, double fromLast, Span<double> y)
    {
        LaneBuffer state = _d[0];
        for (int i = 0; i < y.Length; i++) y[i] = state[i, lane];
        double product = 1;
        for (int k = 1; k <= _order[lane]; k++)
        {
            product *= (fromLast + ((k - 1) * _step[lane])) / (k * _step[lane]);
            LaneBuffer difference = _d[k];
            for (int i = 0; i < y.Length; i++) y[i] += product * difference[i, lane];
        }
    }
}
