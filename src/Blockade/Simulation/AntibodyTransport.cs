using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;
using Blockade.Populations;

namespace Blockade.Simulation;

/// <summary>
/// Both antibodies from plasma to tumour cells whose receptors are at the steady state that the table has: the free concentration in the tumour's interstitium
/// in nM with the antigen sink, void dC/dt = exchange (plasma - C) - uptake(C). At HER2 3+ the sink, not the affinity, decides how much is left.
/// </summary>
/// <remarks>The sink follows Thurber, Schmidt and Wittrup (2008). States after plasma's: trastuzumab and pertuzumab in the interstitium.</remarks>
internal sealed class AntibodyTransport : AntibodyLanes
{
    private const int StateCount = 6;

    private static readonly ImmutableArray<(int Row, int Column)> Entries =
    [
        (0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (4, 0), (4, 4), (4, 5), (5, 2), (5, 4), (5, 5),
    ];

    private static readonly SparsityPattern Pattern = SparsityPattern.FromEntries(StateCount, Entries);
    private static readonly ImmutableArray<int> Places = [.. Entries.Select(e => Pattern.IndexOf(e.Row, e.Column))];

    private readonly CellSurface[] _cells;
    private readonly SurfaceAxis _trastuzumab, _pertuzumab;
    private readonly double[] _sinks;   // the two uptakes' coefficients, [trastuzumab, pertuzumab, drug], lanes side by side

    /// <summary>Cells share the axes of their tables, those of the first.</summary>
    /// <param name="members">The patients.</param>
    /// <param name="cells">Their tumours' cells.</param>
    /// <param name="interstitium">Their tumours.</param>
    /// <param name="steady">A patient is done when nothing is further than this share of itself from where more cycles would bring it.</param>
    public AntibodyTransport(IReadOnlyList<TreatedPatient> members, CellSurface[] cells, InterstitiumParameters interstitium, double steady)
        : base(members, interstitium, StateCount, steady, 0, [4, 5])
    {
        _cells = cells;
        (_trastuzumab, _pertuzumab) = (cells[0].Trastuzumab, cells[0].Pertuzumab);
        _sinks = new double[_trastuzumab.NodeCount * _pertuzumab.NodeCount * 2 * Lanes];
    }

    public override SparsityPattern JacobianPattern => Pattern;

    public override void Load(int lane, int member, Span<double> start)
    {
        base.Load(lane, member, start);
        CellSurface cell = _cells[member];
        int nT = _trastuzumab.NodeCount, nP = _pertuzumab.NodeCount;
        for (int t = 0; t < nT; t++)
        {
            for (int p = 0; p < nP; p++)
            {
                for (int drug = 0; drug < 2; drug++)
                {
                    _sinks[((((t * nP) + p) * 2) + drug) * Lanes + lane] = cell.Coefficients[(((t * ReceptorSurface.OutputCount) + drug) * nP) + p];
                }
            }
        }
    }

    public override void Keep(AntibodyRecord record, int day, int member, ReadOnlySpan<double> y)
    {
        base.Keep(record, day, member, y);
        record.TrastuzumabNanomolar(member)[day] = (float)y[4];
        record.PertuzumabNanomolar(member)[day] = (float)y[5];
    }

    public override void Complete(AntibodyCourse course, int member) =>
        _cells[member].Fill(course.TrastuzumabNanomolar, course.PertuzumabNanomolar, course.AktLogOdds, course.ErkLogOdds, course.BoundAntibodies);

    public override void Derivative(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        Plasma(y, derivative);
        LanePlace inT = LanePlace.On(_trastuzumab, State(y, 4)), inP = LanePlace.On(_pertuzumab, State(y, 5));
        int nT = _trastuzumab.NodeCount, nP = _pertuzumab.NodeCount;
        Span<Vector512<double>> polynomials = stackalloc Vector512<double>[nP];
        inP.Polynomials(polynomials);
        ref Vector512<double> along = ref MemoryMarshal.GetReference(polynomials);
        Vector512<double> sumT = default, sumP = default, now = Vector512.Create(1.0), before = inT.X, twice = inT.X + inT.X;   // T_(-1) is T_1
        ref double sinks = ref MemoryMarshal.GetArrayDataReference(_sinks);
        nuint at = 0;
        for (int row = 0; row < nT; row++)
        {
            Vector512<double> evenT = default, oddT = default, evenP = default, oddP = default;
            int p = 0;
            for (; p < nP - 1; p += 2, at += 4 * Lanes)
            {
                Vector512<double> even = Unsafe.Add(ref along, p), odd = Unsafe.Add(ref along, p + 1);
                evenT = Vector512.FusedMultiplyAdd(even, Vector512.LoadUnsafe(ref sinks, at), evenT);
                evenP = Vector512.FusedMultiplyAdd(even, Vector512.LoadUnsafe(ref sinks, at + Lanes), evenP);
                oddT = Vector512.FusedMultiplyAdd(odd, Vector512.LoadUnsafe(ref sinks, at + (2 * Lanes)), oddT);
                oddP = Vector512.FusedMultiplyAdd(odd, Vector512.LoadUnsafe(ref sinks, at + (3 * Lanes)), oddP);
            }

            if (p < nP)
            {
                evenT = Vector512.FusedMultiplyAdd(polynomials[p], Vector512.LoadUnsafe(ref sinks, at), evenT);
                evenP = Vector512.FusedMultiplyAdd(polynomials[p], Vector512.LoadUnsafe(ref sinks, at + Lanes), evenP);
                at += 2 * Lanes;
            }

            sumT = Vector512.FusedMultiplyAdd(now, evenT + oddT, sumT);
            sumP = Vector512.FusedMultiplyAdd(now, evenP + oddP, sumP);
            (before, now) = (now, (twice * now) - before);
        }

        Filling(0, y, State(y, 4), inT.Nanomolar * LaneMath.Exp(sumT)).CopyTo(derivative[(4 * Lanes)..]);
        Filling(1, y, State(y, 5), inP.Nanomolar * LaneMath.Exp(sumP)).CopyTo(derivative[(5 * Lanes)..]);
    }

    public override void Jacobian(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> values)
    {
        Span<Vector512<double>> plasma = stackalloc Vector512<double>[4];
        LanePlace inT = LanePlace.On(_trastuzumab, State(y, 4)), inP = LanePlace.On(_pertuzumab, State(y, 5));
        int nT = _trastuzumab.NodeCount, nP = _pertuzumab.NodeCount;
        Span<Vector512<double>> alongT = stackalloc Vector512<double>[nT], alongP = stackalloc Vector512<double>[nP];
        Span<Vector512<double>> slopesT = stackalloc Vector512<double>[nT], slopesP = stackalloc Vector512<double>[nP];
        inT.Polynomials(alongT);
        inP.Polynomials(alongP);
        Slopes(inT.X, alongT, slopesT);
        Slopes(inP.X, alongP, slopesP);
        for (int drug = 0; drug < 2; drug++)
        {
            PlasmaSlopes(drug, y, plasma);
            for (int k = 0; k < plasma.Length; k++) Put(values, (4 * drug) + k, plasma[k]);
            Vector512<double> sum = default, byT = default, byP = default;
            for (int row = 0; row < nT; row++)
            {
                Vector512<double> line = default, slope = default;
                for (int p = 0; p < nP; p++)
                {
                    Vector512<double> sink = Sink(row, p, drug);
                    line = Vector512.FusedMultiplyAdd(alongP[p], sink, line);
                    slope = Vector512.FusedMultiplyAdd(slopesP[p], sink, slope);
                }

                sum = Vector512.FusedMultiplyAdd(alongT[row], line, sum);
                byT = Vector512.FusedMultiplyAdd(slopesT[row], line, byT);
                byP = Vector512.FusedMultiplyAdd(alongT[row], slope, byP);
            }

            LanePlace own = drug == 0 ? inT : inP;
            Vector512<double> clearance = LaneMath.Exp(sum), scale = -Vector512.Create(Interstitium.NanomolarPerDayPerMoleculePerSecond / Interstitium.VoidFraction);
            Vector512<double> uptake = own.Nanomolar * clearance;
            Vector512<double> slopeT = uptake * byT * inT.Slope, slopeP = uptake * byP * inP.Slope;
            Vector512<double> direct = clearance & own.IsPositive;
            Vector512<double> drain = Vector512.Create(Interstitium.ExchangePerDay / Interstitium.VoidFraction);
            Put(values, drug == 0 ? 8 : 11, Supply(drug));
            Put(values, drug == 0 ? 9 : 12, (scale * (drug == 0 ? slopeT + direct : slopeT)) - (drug == 0 ? drain : default));
            Put(values, drug == 0 ? 10 : 13, (scale * (drug == 0 ? slopeP : slopeP + direct)) - (drug == 0 ? default : drain));
        }
    }

    // T'_k = 2 T_(k-1) + 2 x T'_(k-1) - T'_(k-2)
    private static void Slopes(Vector512<double> x, ReadOnlySpan<Vector512<double>> polynomials, Span<Vector512<double>> slopes)
    {
        slopes[0] = default;
        if (slopes.Length > 1) slopes[1] = Vector512.Create(1.0);
        for (int k = 2; k < slopes.Length; k++)
        {
            Vector512<double> rise = polynomials[k - 1] + (x * slopes[k - 1]);
            slopes[k] = rise + rise - slopes[k - 2];
        }
    }

    private Vector512<double> Sink(int row, int p, int drug) => Vector512.Create(_sinks.AsSpan(((((row * _pertuzumab.NodeCount) + p) * 2) + drug) * Lanes, Lanes));

    private static void Put(Span<double> values, int entry, Vector512<double> value) => value.CopyTo(values[(Places[entry] * Lanes)..]);
}
