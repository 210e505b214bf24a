using System.Collections.Immutable;
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

    private readonly IReadOnlyList<(VirtualPatient Patient, CellSurface Cell, DoseChange[] Changes)> _members;
    private readonly InterstitiumParameters _interstitium;
    private readonly SurfaceAxis _trastuzumab, _pertuzumab;
    private readonly double[] _constants = new double[2 * PerAntibody * Lanes];
    private readonly double[] _sinks;   // the two uptakes' coefficients, [trastuzumab, pertuzumab, drug], lanes side by side
    private readonly int[] _member = new int[Lanes], _next = new int[Lanes];

    /// <summary>Members share the axes of their cells' tables, those of the first.</summary>
    public AntibodyTransport(IReadOnlyList<(VirtualPatient Patient, CellSurface Cell, DoseChange[] Changes)> members, InterstitiumParameters interstitium)
    {
        _members = members;
        _interstitium = interstitium;
        (_trastuzumab, _pertuzumab) = (members[0].Cell.Trastuzumab, members[0].Cell.Pertuzumab);
        _sinks = new double[_trastuzumab.NodeCount * _pertuzumab.NodeCount * 2 * Lanes];
        Array.Fill(_constants, 1);   // idle lanes compute as well
    }

    public override int Dimension => StateCount;

    public override SparsityPattern JacobianPattern => Pattern;

    public override void Load(int lane, int member, Span<double> start)
    {
        (VirtualPatient patient, CellSurface cell, _) = _members[member];
        (_member[lane], _next[lane]) = (member, 0);
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

    public override double NextChange(int lane) => _next[lane] < _members[_member[lane]].Changes.Length
        ? _members[_member[lane]].Changes[_next[lane]].Day
        : double.PositiveInfinity;

    public override void Change(int lane, Span<double> state)
    {
        DoseChange change = _members[_member[lane]].Changes[_next[lane]++];
        state[0] += change.TrastuzumabAdded;
        state[2] += change.PertuzumabAdded;
        _constants[(6 * Lanes) + lane] = change.TrastuzumabRate;
        _constants[((PerAntibody + 6) * Lanes) + lane] = change.PertuzumabRate;
    }

    public override void Derivative(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        Plasma(y, derivative, 0, 0);
        Plasma(y, derivative, 2, PerAntibody);
        Place inT = At(_trastuzumab, State(y, 4)), inP = At(_pertuzumab, State(y, 5));
        int nT = _trastuzumab.NodeCount, nP = _pertuzumab.NodeCount;
        Span<Vector512<double>> polynomials = stackalloc Vector512<double>[nP];
        Polynomials(inP.X, polynomials);
        Vector512<double> sumT = default, sumP = default, now = Vector512.Create(1.0), before = inT.X, twice = inT.X + inT.X;   // T_(-1) is T_1
        ReadOnlySpan<double> sinks = _sinks;
        for (int row = 0; row < nT; row++)
        {
            Vector512<double> evenT = default, oddT = default, evenP = default, oddP = default;
            int p = 0;
            for (; p < nP - 1; p += 2)
            {
                ReadOnlySpan<double> four = sinks.Slice(((row * nP) + p) * 2 * Lanes, 4 * Lanes);
                evenT = Vector512.FusedMultiplyAdd(polynomials[p], Vector512.Create(four), evenT);
                evenP = Vector512.FusedMultiplyAdd(polynomials[p], Vector512.Create(four[Lanes..]), evenP);
                oddT = Vector512.FusedMultiplyAdd(polynomials[p + 1], Vector512.Create(four[(2 * Lanes)..]), oddT);
                oddP = Vector512.FusedMultiplyAdd(polynomials[p + 1], Vector512.Create(four[(3 * Lanes)..]), oddP);
            }

            if (p < nP)
            {
                evenT = Vector512.FusedMultiplyAdd(polynomials[p], Sink(row, p, 0), evenT);
                evenP = Vector512.FusedMultiplyAdd(polynomials[p], Sink(row, p, 1), evenP);
            }

            sumT = Vector512.FusedMultiplyAdd(now, evenT + oddT, sumT);
            sumP = Vector512.FusedMultiplyAdd(now, evenP + oddP, sumP);
            (before, now) = (now, (twice * now) - before);
        }

        Interstitium(y, derivative, 0, inT.Nanomolar * Vector512.Exp(sumT));
        Interstitium(y, derivative, 1, inP.Nanomolar * Vector512.Exp(sumP));
    }

    public override void Jacobian(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> values)
    {
        PlasmaSlopes(y, values, 0, 0);
        PlasmaSlopes(y, values, 2, PerAntibody);
        Place inT = At(_trastuzumab, State(y, 4)), inP = At(_pertuzumab, State(y, 5));
        int nT = _trastuzumab.NodeCount, nP = _pertuzumab.NodeCount;
        Span<Vector512<double>> alongT = stackalloc Vector512<double>[nT], alongP = stackalloc Vector512<double>[nP];
        Span<Vector512<double>> slopesT = stackalloc Vector512<double>[nT], slopesP = stackalloc Vector512<double>[nP];
        Polynomials(inT.X, alongT);
        Polynomials(inP.X, alongP);
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

            Place own = drug == 0 ? inT : inP;
            Vector512<double> clearance = Vector512.Exp(sum), scale = -Vector512.Create(_interstitium.NanomolarPerDayPerMoleculePerSecond / _interstitium.VoidFraction);
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

    // Where a concentration stands on its axis: SurfaceAxis.Polynomials in lanes. Beyond an end the place stays, and so has no slope.
    private static Place At(SurfaceAxis axis, Vector512<double> nanomolar)
    {
        Vector512<double> held = Vector512.Min(Vector512.Max(nanomolar, Vector512.Create(axis.Low)), Vector512.Create(axis.High)) + Vector512.Create(axis.Offset);
        Vector512<double> one = Vector512.Create(1.0), scale = Vector512.Create(axis.Scale);
        Vector512<double> x = (scale * Vector512.Log(held)) + Vector512.Create(axis.Shift);
        Vector512<double> inside = Vector512.GreaterThan(nanomolar, Vector512.Create(axis.Low)) & Vector512.LessThan(nanomolar, Vector512.Create(axis.High));
        Vector512<double> positive = Vector512.GreaterThan(nanomolar, default);
        return new Place(Vector512.Min(Vector512.Max(x, -one), one), inside & (scale / held), nanomolar & positive, positive);
    }

    private static void Polynomials(Vector512<double> x, Span<Vector512<double>> values)
    {
        values[0] = Vector512.Create(1.0);
        if (values.Length > 1) values[1] = x;
        Vector512<double> twice = x + x;
        for (int k = 2; k < values.Length; k++) values[k] = (twice * values[k - 1]) - values[k - 2];
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

    private readonly record struct Place(Vector512<double> X, Vector512<double> Slope, Vector512<double> Nanomolar, Vector512<double> IsPositive);
}
