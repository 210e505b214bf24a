using System.Runtime.Intrinsics;
using Blockade.Numerics.Ode;
using Blockade.Populations;

namespace Blockade.Simulation;

/// <summary>
/// Both antibodies from the vein into plasma in many patients, eight at a time, days; what becomes of them in the tumour is a derived class's. The first four
/// states: trastuzumab central, peripheral, pertuzumab central, peripheral, two compartments each, mg.
/// </summary>
/// <remarks>Uptake by the tumour is not taken off the plasma again: a tumour of 100 mL takes some 1 % of a dose.</remarks>
internal abstract class AntibodyLanes : LaneSystem
{
    /// <summary>States in plasma.</summary>
    public const int PlasmaStates = 4;

    // what a lane keeps of each antibody: clearance, exchange and Vmax as they act on mg/L, Km, 1/volumes, what runs in, and nM by interstitium per mg and day
    private const int PerAntibody = 8;

    private const int TransientCycles = 4;   // a loading dose, two changes after it, and the sum that they lead to
    private const int MostFurther = 1000;

    private readonly double _steady, _least;
    private readonly int[] _slow;
    private readonly double[] _constants = new double[2 * PerAntibody * Lanes];
    private readonly int[] _member = new int[Lanes], _next = new int[Lanes], _cycle = new int[Lanes];
    private readonly bool[] _isDone = new bool[Lanes];
    private readonly double[] _last, _change, _limit;   // of the slow states: a cycle ago; the change up to there; where it seemed to lead

    /// <param name="members">The patients.</param>
    /// <param name="interstitium">Their tumours.</param>
    /// <param name="dimension">The number of states.</param>
    /// <param name="steady">A patient is done when where more cycles would bring her is known to this share of itself.</param>
    /// <param name="least">What counts in the place of a smaller state.</param>
    /// <param name="free">The states of the free antibodies in the interstitium: they and plasma's are slow, and what else there is follows them within hours.</param>
    protected AntibodyLanes(IReadOnlyList<TreatedPatient> members, InterstitiumParameters interstitium, int dimension, double steady, double least, ReadOnlySpan<int> free)
    {
        (Members, Interstitium, Dimension, _steady, _least) = (members, interstitium, dimension, steady, least);
        _slow = [.. Enumerable.Range(0, PlasmaStates), .. free];
        (_last, _change, _limit) = (new double[_slow.Length * Lanes], new double[_slow.Length * Lanes], new double[_slow.Length * Lanes]);
        Array.Fill(_constants, 1);   // idle lanes compute as well
    }

    public sealed override int Dimension { get; }

    protected IReadOnlyList<TreatedPatient> Members { get; }

    protected InterstitiumParameters Interstitium { get; }

    public override void Load(int lane, int member, Span<double> start)
    {
        VirtualPatient patient = Members[member].Patient;
        (_member[lane], _next[lane], _cycle[lane], _isDone[lane]) = (member, 0, 1, false);
        Take(patient.Trastuzumab, lane, 0);
        Take(patient.Pertuzumab, lane, PerAntibody);
        start.Clear();
    }

    /// <summary>Writes down what a day's end is like in a member.</summary>
    public virtual void Keep(AntibodyRecord record, int day, int member, ReadOnlySpan<double> y)
    {
        VirtualPatient patient = Members[member].Patient;
        record.TrastuzumabMilligramsPerLitre(member)[day] = (float)(y[0] / patient.Trastuzumab.CentralLitres);
        record.PertuzumabMilligramsPerLitre(member)[day] = (float)(y[2] / patient.Pertuzumab.CentralLitres);
    }

    /// <summary>Writes what can be told of all days of a member's course at once.</summary>
    public virtual void Complete(AntibodyCourse course, int member)
    {
    }

    public sealed override double NextChange(int lane) => Math.Min(NextDose(lane), NextLook(lane));

    public sealed override void Change(int lane, Span<double> state)
    {
        if (NextLook(lane) <= NextDose(lane))
        {
            Look(lane, state);
            return;
        }

        DoseChange change = Members[_member[lane]].Changes[_next[lane]++];
        state[0] += change.TrastuzumabAdded;
        state[2] += change.PertuzumabAdded;
        _constants[(6 * Lanes) + lane] = change.TrastuzumabRate;
        _constants[((PerAntibody + 6) * Lanes) + lane] = change.PertuzumabRate;
    }

    public sealed override bool IsDone(int lane) => _isDone[lane];

    /// <summary>The lane that a member was put into.</summary>
    protected int LaneOf(int member) => Array.IndexOf(_member, member);

    private double NextDose(int lane) => _next[lane] < Members[_member[lane]].Changes.Length
        ? Members[_member[lane]].Changes[_next[lane]].Day
        : double.PositiveInfinity;

    private double NextLook(int lane) => Members[_member[lane]] is { IsPeriodic: true, PeriodDays: int period } ? period * (double)_cycle[lane] : double.PositiveInfinity;

    // At a cycle's end. Changes from cycle to cycle die away by a share each, so that what is still to come is a geometric series (Aitken 1926). When its sum
    // stays where it was a cycle ago, the series has become one, and what is to come need not be computed.
    private void Look(int lane, ReadOnlySpan<double> state)
    {
        TreatedPatient member = Members[_member[lane]];
        bool settled = _cycle[lane] > TransientCycles;
        int further = 0;
        for (int i = 0; i < _slow.Length; i++)
        {
            ref double last = ref _last[(i * Lanes) + lane], before = ref _change[(i * Lanes) + lane], limit = ref _limit[(i * Lanes) + lane];
            double now = state[_slow[i]], change = now - last, share = before == 0 ? 0 : Math.Clamp(change / before, 0, AntibodyCourse.MostShare);
            double rest = change * share / (1 - share), tolerated = _steady * Math.Max(_least, Math.Abs(now));
            settled &= Math.Abs(now + rest - limit) <= tolerated;
            if (Math.Abs(rest) > tolerated) further = Math.Max(further, (int)Math.Min(Math.Ceiling(Math.Log(tolerated / Math.Abs(rest)) / Math.Log(share)), MostFurther));
            (last, before, limit) = (now, change, now + rest);
        }

        _isDone[lane] = settled;
        if (settled) (member.ComputedDay, member.SteadyDay) = (member.PeriodDays * _cycle[lane], member.PeriodDays * (_cycle[lane] + further));
        _cycle[lane]++;
    }

    /// <summary>The rows of both antibodies in plasma.</summary>
    protected void Plasma(ReadOnlySpan<double> y, Span<double> derivative)
    {
        for (int drug = 0; drug < 2; drug++)
        {
            int state = 2 * drug;
            Vector512<double> concentration = State(y, state) * Constant(drug, 4);
            Vector512<double> exchange = Constant(drug, 1) * (concentration - (State(y, state + 1) * Constant(drug, 5)));
            Vector512<double> loss = concentration * (Constant(drug, 0) + (Constant(drug, 2) / (Constant(drug, 3) + concentration)));
            (Constant(drug, 6) - loss - exchange).CopyTo(derivative[(state * Lanes)..]);
            exchange.CopyTo(derivative[((state + 1) * Lanes)..]);
        }
    }

    /// <summary>One antibody's slopes in plasma: central by central, central by peripheral, peripheral by central, peripheral by peripheral; 1/day.</summary>
    protected void PlasmaSlopes(int drug, ReadOnlySpan<double> y, Span<Vector512<double>> slopes)
    {
        Vector512<double> perCentral = Constant(drug, 4), km = Constant(drug, 3) + (State(y, 2 * drug) * perCentral), exchange = Constant(drug, 1);
        Vector512<double> slope = Constant(drug, 2) * Constant(drug, 3) / (km * km);
        slopes[0] = -((Constant(drug, 0) + slope + exchange) * perCentral);
        slopes[1] = exchange * Constant(drug, 5);
        slopes[2] = exchange * perCentral;
        slopes[3] = -(exchange * Constant(drug, 5));
    }

    /// <summary>How fast the interstitium of one antibody fills, nM/day, for each mg in plasma.</summary>
    protected Vector512<double> Supply(int drug) => Constant(drug, 7);

    /// <summary>d(free concentration in the interstitium)/dt of one antibody, nM/day; uptake in molecules per cell and second.</summary>
    protected Vector512<double> Filling(int drug, ReadOnlySpan<double> y, Vector512<double> free, Vector512<double> uptake)
    {
        Vector512<double> drain = Vector512.Create(Interstitium.ExchangePerDay / Interstitium.VoidFraction);
        Vector512<double> sink = Vector512.Create(Interstitium.NanomolarPerDayPerMoleculePerSecond / Interstitium.VoidFraction);
        return (Supply(drug) * State(y, 2 * drug)) - (drain * free) - (sink * uptake);
    }

    protected static Vector512<double> State(ReadOnlySpan<double> y, int i) => Vector512.Create(y.Slice(i * Lanes, Lanes));

    private void Take(AntibodyKinetics k, int lane, int first)
    {
        ReadOnlySpan<double> constants =
        [
            k.ClearanceLitresPerDay, k.ExchangeLitresPerDay, k.VmaxMilligramsPerDay, k.KmMilligramsPerLitre, 1 / k.CentralLitres, 1 / k.PeripheralLitres, 0,
            Interstitium.ExchangePerDay * Interstitium.NanomolarPerMilligramPerLitre / (Interstitium.VoidFraction * k.CentralLitres),
        ];
        for (int i = 0; i < constants.Length; i++) _constants[((first + i) * Lanes) + lane] = constants[i];
    }

    private Vector512<double> Constant(int drug, int which) => Vector512.Create(_constants.AsSpan(((drug * PerAntibody) + which) * Lanes, Lanes));
}
