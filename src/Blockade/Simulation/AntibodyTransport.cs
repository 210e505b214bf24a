using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;
using Blockade.Populations;

namespace Blockade.Simulation;

/// <summary>
/// Both antibodies from the vein to the tumour cell in many patients, eight at a time, days: two compartments each in mg, and the free concentration in the
/// tumour's interstitium in nM with the antigen sink: void dC/dt = exchange (plasma - C) - uptake(C). At HER2 3+ the sink, not the
/// affinity, decides how much is left.
/// </summary>
/// <remarks>
/// The sink follows Thurber, Schmidt and Wittrup (2008). Uptake from plasma by the tumour is not taken off the plasma again: a
/// tumour of 100 mL takes some 1 % of a dose. States: trastuzumab central, peripheral, pertuzumab central, peripheral (mg), then
/// trastuzumab and pertuzumab in the interstitium (nM).
/// </remarks>
internal sealed class AntibodyTransport : LaneSystem
{
    public const int StateCount = 6;

    // what a lane keeps of each antibody: clearance, exchange and Vmax as they act on mg/L, Km, 1/volumes, what runs in, and nM by interstitium per mg and day
    private const int PerAntibody = 8;

    private static readonly ImmutableArray<(int Row, int Column)> Entries =
    [
        (0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (4, 0), (4, 4), (4, 5), (5, 2), (5, 4), (5, 5),
    ];

    private static readonly SparsityPattern Pattern = SparsityPattern.FromEntries(StateCount, Entries);
    private static readonly ImmutableArray<int> Places = [.. Entries.Select(e => Pattern.IndexOf(e.Row, e.Column))];

    private readonly IReadOnlyList<TreatedPatient> _members;
    private readonly double _steady;
    private readonly InterstitiumParameters _interstitium;
    private readonly SurfaceAxis _trastuzumab, _pertuzumab;
    private readonly double[] _constants = new double[2 * PerAntibody * Lanes];
    private readonly double[] _sinks;   // the two uptakes' coefficients, [trastuzumab, pertuzumab, drug], lanes side by side
    private readonly int[] _member = new int[Lanes], _next = new int[Lanes], _cycle = new int[Lanes];
    private readonly bool[] _isDone = new bool[Lanes];
    private readonly double[] _last = new double[StateCount * Lanes], _change = new double[StateCount * Lanes];   // a cycle ago; the change up to there

    /// <summary>Members share the axes of their cells' tables, those of the first.</summary>
    /// <param name="members">The patients.</param>
    /// <param name="interstitium">Their tumours.</param>
    /// <param name="steady">A patient is done when nothing is further than this share of itself from where more cycles would bring it.</param>
    public AntibodyTransport(IReadOnlyList<TreatedPatient> members, InterstitiumParameters interstitium, double steady)
    {
        (_members, _steady) = (members, steady);
        _interstitium = interstitium;
        (_trastuzumab, _pertuzumab) = (members[0].Cell.Trastuzumab, members[0].Cell.Pertuzumab);
        _sinks = new double[_trastuzumab.NodeCount * _pertuzumab.NodeCount * 2 * Lanes];
        Array.Fill(_constants, 1);   // idle lanes compute as well
    }

    public override int Dimension => StateCount;

    public override SparsityPattern JacobianPattern => Pattern;

    public override void Load(int lane, int member, Span<double> start)
    {
        (VirtualPatient patient, CellSurface cell) = (_members[member].Patient, _members[member].Cell);
        (_member[lane], _next[lane], _cycle[lane], _isDone[lane]) = (member, 0, 1, false);
        Take(patient.Trastuzumab, lane, 0);
        Take(patient.Pertuzumab, lane, PerAntibody);
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

        start.Clear();
    }

    public override double NextChange(int lane) => Math.Min(NextDose(lane), NextLook(lane));

    public override void Change(int lane, Span<double> state)
    {
        if (NextLook(lane) <= NextDose(lane))
        {
            Look(lane, state);
            return;
        }

        DoseChange change = _members[_member[lane]].Changes[_next[lane]++];
        state[0] += change.TrastuzumabAdded;
        state[2] += change.PertuzumabAdded;
        _constants[(6 * Lanes) + lane] = change.TrastuzumabRate;
        _constants[((PerAntibody + 6) * Lanes) + lane] = change.PertuzumabRate;
    }

    public override bool IsDone(int lane) => _isDone[lane];

    private double NextDose(int lane) => _next[lane] < _members[_member[lane]].Changes.Length
        ? _members[_member[lane]].Changes[_next[lane]].Day
        : double.PositiveInfinity;

    private double NextLook(int lane) => _members[_member[lane]] is { IsPeriodic: true, PeriodDays: int period } ? period * (double)_cycle[lane] : double.PositiveInfinity;

    // At a cycle's end. Changes from cycle to cycle die away by a share each, so that what is still to come is a geometric series.
    private void Look(int lane, ReadOnlySpan<double> state)
    {
        bool steady = _cycle[lane] > 3;   // a loading dose, and two changes after it
        for (int i = 0; i < StateCount; i++)
        {
            ref double last = ref _last[(i * Lanes) + lane], before = ref _change[(i * Lanes) + lane];
            double change = Math.Abs(state[i] - last), share = before > 0 ? Math.Min(change / before, 0.99) : 0;
            steady &= change * share / (1 - share) <= _steady * Math.Abs(state[i]);
            (last, before) = (state[i], change);
        }

        _isDone[lane] = steady;
        if (steady) _members[_member[lane]].SteadyDay = _members[_member[lane]].PeriodDays * _cycle[lane];
        _cycle[lane]++;
    }

    public override void Derivative(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        Plasma(y, derivative, 0, 0);
        Plasma(y, derivative, 2, PerAntibody);
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

        Interstitium(y, derivative, 0, inT.Nanomolar * LaneMath.Exp(sumT));
        Interstitium(y, derivative, 1, inP.Nanomolar * LaneMath.Exp(sumP));
    }

    public override void Jacobian(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> values)
    {
        PlasmaSlopes(y, values, 0, 0);
        PlasmaSlopes(y, values, 2, PerAntibody);
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
            Vector512<double> clearance = LaneMath.Exp(sum), scale = -Vector512.Create(_interstitium.NanomolarPerDayPerMoleculePerSecond / _interstitium.VoidFraction);
            Vector512<double> uptake = own.Nanomolar * clearance;
            Vector512<double> slopeT = uptake * byT * inT.Slope, slopeP = uptake * byP * inP.Slope;
            Vector512<double> direct = clearance & own.IsPositive;
            Vector512<double> drain = Vector512.Create(_interstitium.ExchangePerDay / _interstitium.VoidFraction);
            Put(values, drug == 0 ? 8 : 11, Constant(drug * PerAntibody, 7));
            Put(values, drug == 0 ? 9 : 12, (scale * (drug == 0 ? slopeT + direct : slopeT)) - (drug == 0 ? drain : default));
            Put(values, drug == 0 ? 10 : 13, (scale * (drug == 0 ? slopeP : slopeP + direct)) - (drug == 0 ? default : drain));
        }
    }

    /// <summary>d(central, peripheral)/dt of one antibody, mg/day.</summary>
    public static void Elimination(AntibodyKinetics k, double central, double peripheral, double rate, Span<double> derivative)
    {
        double concentration = central / k.CentralLitres;
        double exchange = k.ExchangeLitresPerDay * (concentration - (peripheral / k.PeripheralLitres));
        double saturable = k.VmaxMilligramsPerDay * concentration / (k.KmMilligramsPerLitre + concentration);
        derivative[0] = rate - (k.ClearanceLitresPerDay * concentration) - saturable - exchange;
        derivative[1] = exchange;
    }

    /// <summary>Its Jacobian: central by central, central by peripheral, peripheral by central, peripheral by peripheral; 1/day.</summary>
    public static void EliminationSlopes(AntibodyKinetics k, double central, Span<double> slopes)
    {
        double concentration = central / k.CentralLitres;
        double km = k.KmMilligramsPerLitre + concentration;
        double slope = k.VmaxMilligramsPerDay * k.KmMilligramsPerLitre / (km * km);
        slopes[0] = -(k.ClearanceLitresPerDay + slope + k.ExchangeLitresPerDay) / k.CentralLitres;
        slopes[1] = k.ExchangeLitresPerDay / k.PeripheralLitres;
        slopes[2] = k.ExchangeLitresPerDay / k.CentralLitres;
        slopes[3] = -k.ExchangeLitresPerDay / k.PeripheralLitres;
    }

    private void Take(AntibodyKinetics k, int lane, int first)
    {
        ReadOnlySpan<double> constants =
        [
            k.ClearanceLitresPerDay, k.ExchangeLitresPerDay, k.VmaxMilligramsPerDay, k.KmMilligramsPerLitre, 1 / k.CentralLitres, 1 / k.PeripheralLitres, 0,
            _interstitium.ExchangePerDay * _interstitium.NanomolarPerMilligramPerLitre / (_interstitium.VoidFraction * k.CentralLitres),
        ];
        for (int i = 0; i < constants.Length; i++) _constants[((first + i) * Lanes) + lane] = constants[i];
    }

    // As Elimination, in lanes.
    private void Plasma(ReadOnlySpan<double> y, Span<double> derivative, int state, int first)
    {
        Vector512<double> concentration = State(y, state) * Constant(first, 4);
        Vector512<double> exchange = Constant(first, 1) * (concentration - (State(y, state + 1) * Constant(first, 5)));
        Vector512<double> loss = concentration * (Constant(first, 0) + (Constant(first, 2) / (Constant(first, 3) + concentration)));
        (Constant(first, 6) - loss - exchange).CopyTo(derivative[(state * Lanes)..]);
        exchange.CopyTo(derivative[((state + 1) * Lanes)..]);
    }

    // As EliminationSlopes, in lanes.
    private void PlasmaSlopes(ReadOnlySpan<double> y, Span<double> values, int state, int first)
    {
        Vector512<double> perCentral = Constant(first, 4), km = Constant(first, 3) + (State(y, state) * perCentral), exchange = Constant(first, 1);
        Vector512<double> slope = Constant(first, 2) * Constant(first, 3) / (km * km);
        Put(values, 2 * state, -((Constant(first, 0) + slope + exchange) * perCentral));
        Put(values, (2 * state) + 1, exchange * Constant(first, 5));
        Put(values, (2 * state) + 2, exchange * perCentral);
        Put(values, (2 * state) + 3, -(exchange * Constant(first, 5)));
    }

    private void Interstitium(ReadOnlySpan<double> y, Span<double> derivative, int drug, Vector512<double> uptake)
    {
        Vector512<double> drain = Vector512.Create(_interstitium.ExchangePerDay / _interstitium.VoidFraction);
        Vector512<double> sink = Vector512.Create(_interstitium.NanomolarPerDayPerMoleculePerSecond / _interstitium.VoidFraction);
        ((Constant(drug * PerAntibody, 7) * State(y, 2 * drug)) - (drain * State(y, 4 + drug)) - (sink * uptake)).CopyTo(derivative[((4 + drug) * Lanes)..]);
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

    private Vector512<double> Constant(int first, int which) => Vector512.Create(_constants.AsSpan((first + which) * Lanes, Lanes));

    private static Vector512<double> State(ReadOnlySpan<double> y, int i) => Vector512.Create(y.Slice(i * Lanes, Lanes));

    private static void Put(Span<double> values, int entry, Vector512<double> value) => value.CopyTo(values[(Places[entry] * Lanes)..]);
}
