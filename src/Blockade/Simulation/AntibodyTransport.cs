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
        Span<Vector512<double>> rows = stackalloc Vector512<double>[nT], polynomials = stackalloc Vector512<double>[nP];
        inT.Polynomials(rows);
        inP.Polynomials(polynomials);
        ref Vector512<double> along = ref MemoryMarshal.GetReference(polynomials);
        Vector512<double> sumT = default, sumP = default;
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

            sumT = Vector512.FusedMultiplyAdd(rows[row], evenT + oddT, sumT);
            sumP = Vector512.FusedMultiplyAdd(rows[row], evenP + oddP, sumP);
        }

        Filling(0, y, State(y, 4), inT.Nanomolar * LaneMath.Exp(sumT)).CopyTo(derivative[(4 * Lanes)..]);
        Filling(1, y, State(y, 5), inP.Nanomolar * LaneMath.Exp(sumP)).CopyTo(derivative[(5 * Lanes)..]);
    }

    public override void Jacobian(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> values)
    {
        Span<double> derivative = stackalloc double[StateCount * Lanes];
        Linearise(t, y, derivative, values);
    }

    public override void Linearise(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> derivative, Span<double> values)
    {
        Plasma(y, derivative);
        LanePlace inT = LanePlace.On(_trastuzumab, State(y, 4)), inP = LanePlace.On(_pertuzumab, State(y, 5));
        int nT = _trastuzumab.NodeCount, nP = _pertuzumab.NodeCount;
        Span<Vector512<double>> alongT = stackalloc Vector512<double>[nT], alongP = stackalloc Vector512<double>[nP];
        Span<Vector512<double>> slopesT = stackalloc Vector512<double>[nT], slopesP = stackalloc Vector512<double>[nP];
        inT.Polynomials(alongT);
        inP.Polynomials(alongP);
        Slopes(inT.X, alongT, slopesT);
        Slopes(inP.X, alongP, slopesP);
        Span<Vector512<double>> sum = stackalloc Vector512<double>[2], byT = stackalloc Vector512<double>[2], byP = stackalloc Vector512<double>[2];   // of each drug
        ref double sinks = ref MemoryMarshal.GetArrayDataReference(_sinks);
        nuint at = 0;
        for (int row = 0; row < nT; row++)
        {
            Vector512<double> lineT = default, slopeT = default, lineP = default, slopeP = default;
            for (int p = 0; p < nP; p++, at += 2 * Lanes)
            {
                Vector512<double> sinkT = Vector512.LoadUnsafe(ref sinks, at), sinkP = Vector512.LoadUnsafe(ref sinks, at + Lanes);
                lineT = Vector512.FusedMultiplyAdd(alongP[p], sinkT, lineT);
                lineP = Vector512.FusedMultiplyAdd(alongP[p], sinkP, lineP);
                slopeT = Vector512.FusedMultiplyAdd(slopesP[p], sinkT, slopeT);
                slopeP = Vector512.FusedMultiplyAdd(slopesP[p], sinkP, slopeP);
            }

            (sum[0], sum[1]) = (Vector512.FusedMultiplyAdd(alongT[row], lineT, sum[0]), Vector512.FusedMultiplyAdd(alongT[row], lineP, sum[1]));
            (byT[0], byT[1]) = (Vector512.FusedMultiplyAdd(slopesT[row], lineT, byT[0]), Vector512.FusedMultiplyAdd(slopesT[row], lineP, byT[1]));
            (byP[0], byP[1]) = (Vector512.FusedMultiplyAdd(alongT[row], slopeT, byP[0]), Vector512.FusedMultiplyAdd(alongT[row], slopeP, byP[1]));
        }

        Span<Vector512<double>> plasma = stackalloc Vector512<double>[4];
        Vector512<double> scale = -Vector512.Create(Interstitium.NanomolarPerDayPerMoleculePerSecond / Interstitium.VoidFraction);
        Vector512<double> drain = Vector512.Create(Interstitium.ExchangePerDay / Interstitium.VoidFraction);
        for (int drug = 0; drug < 2; drug++)
        {
            PlasmaSlopes(drug, y, plasma);
            for (int k = 0; k < plasma.Length; k++) Put(values, (4 * drug) + k, plasma[k]);
            LanePlace own = drug == 0 ? inT : inP;
            Vector512<double> clearance = LaneMath.Exp(sum[drug]), uptake = own.Nanomolar * clearance;
            Filling(drug, y, State(y, 4 + drug), uptake).CopyTo(derivative[((4 + drug) * Lanes)..]);
            Vector512<double> moreT = uptake * byT[drug] * inT.Slope, moreP = uptake * byP[drug] * inP.Slope;
            Vector512<double> direct = clearance & own.IsPositive;
            Put(values, drug == 0 ? 8 : 11, Supply(drug));
            Put(values, drug == 0 ? 9 : 12, (scale * (drug == 0 ? moreT + direct : moreT)) - (drug == 0 ? drain : default));
            Put(values, drug == 0 ? 10 : 13, (scale * (drug == 0 ? moreP : moreP + direct)) - (drug == 0 ? default : drain));
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

    private static void Put(Span<double> values, int entry, Vector512<double> value) => value.CopyTo(values[(Places[entry] * Lanes)..]);
}
