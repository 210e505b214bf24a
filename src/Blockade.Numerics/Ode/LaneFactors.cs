using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// I - cJ in eight lanes, in LU factors of each lane by itself: within the full part registers are filled by one matrix, so that no lane has to wait for
/// others, or be factorised with them. Holds scratch: one thread.
/// </summary>
internal sealed class LaneFactors : LaneMatrix
{
    private readonly DirectNewtonMatrix[] _lanes;
    private readonly double[] _values;
    private readonly double[] _b;

    public LaneFactors(SparsityPattern pattern)
        : base(pattern)
    {
        _lanes = [.. Enumerable.Range(0, LaneBuffer.Lanes).Select(_ => new DirectNewtonMatrix(pattern))];
        _values = new double[pattern.EntryCount];
        _b = new double[pattern.Dimension];
    }

    public override LinearSolver Kind => LinearSolver.Direct;

    public override int Products => 0;

    public override int Prepare(Vector512<double> c, int lanes)
    {
        int good = 0;
        for (int lane = 0; lane < _lanes.Length; lane++)
        {
            if ((lanes >> lane & 1) == 0) continue;
            for (int e = 0; e < _values.Length; e++) _values[e] = Jacobian[e, lane];
            if (_lanes[lane].Prepare(_values, c[lane])) good |= 1 << lane;
        }

        return good;
    }

    public override int Solve(LaneBuffer b, Vector512<double> c, Vector512<double> tolerance, int lanes)
    {
        for (int lane = 0; lane < _lanes.Length; lane++)
        {
            bool wanted = (lanes >> lane & 1) != 0;
            if (wanted)
            {
                for (int i = 0; i < _b.Length; i++) _b[i] = b[i, lane];
                _lanes[lane].Solve(_b, c[lane], [], 0);
            }

            for (int i = 0; i < _b.Length; i++) b[i, lane] = wanted ? _b[i] : 0;
        }

        return lanes;
    }
}
