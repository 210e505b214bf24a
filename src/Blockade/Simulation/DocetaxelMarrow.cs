using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;
using Blockade.Populations;

namespace Blockade.Simulation;

/// <summary>
/// Docetaxel in three compartments (mg), the neutrophils' chain (1e9/L) and the exposure so far (mg h/L) in many patients, eight at a time, hours. Drug slows
/// the proliferating pool in proportion to its plasma concentration; blood feeds back, and decides when the next cycle begins.
/// </summary>
/// <remarks>Friberg et al. (2002), J. Clin. Oncol. 20:4713-4721, doi:10.1200/JCO.2002.02.140.</remarks>
internal sealed class DocetaxelMarrow(IReadOnlyList<DocetaxelCycles> members) : LaneSystem
{
    public const int StateCount = 9;
    public const int Blood = 7;
    public const int Exposure = 8;

    private const int Proliferating = 3, Constants = 11;
    private const double LeastBlood = 1e-6;

    private static readonly ImmutableArray<(int Row, int Column)> Entries =
    [
        (0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 0), (2, 2), (3, 0), (3, 3), (3, Blood), (4, 3), (4, 4), (5, 4), (5, 5), (6, 5), (6, 6), (7, 6), (7, 7), (Exposure, 0),
    ];

    private static readonly SparsityPattern Pattern = SparsityPattern.FromEntries(StateCount, Entries);
    private static readonly ImmutableArray<int> Places = [.. Entries.Select(e => Pattern.IndexOf(e.Row, e.Column))];

    // clearance and exchanges as they act on mg/L, 1/volumes, transit rate, baseline, feedback, slope, what runs in; idle lanes compute as well
    private readonly double[] _constants = [.. Enumerable.Repeat(1.0, Constants * Lanes)];
    private readonly int[] _member = new int[Lanes];

    public override int Dimension => StateCount;

    public override SparsityPattern JacobianPattern => Pattern;

    public override void Load(int lane, int member, Span<double> start)
    {
        _member[lane] = member;
        VirtualPatient patient = members[member].Patient;
        (DocetaxelKinetics drug, NeutrophilKinetics marrow) = (patient.Docetaxel, patient.Neutrophils);
        ReadOnlySpan<double> constants =
        [
            drug.ClearanceLitresPerHour, drug.FastExchangeLitresPerHour, drug.SlowExchangeLitresPerHour, 1 / drug.CentralLitres, 1 / drug.FastLitres, 1 / drug.SlowLitres,
            4 / marrow.TransitHours, marrow.BaselineGigaPerLitre, marrow.Feedback, marrow.SlopeLitresPerMilligram, 0,
        ];
        for (int i = 0; i < Constants; i++) _constants[(i * Lanes) + lane] = constants[i];
        members[member].Begin();
        start.Clear();
        start[Proliferating..(Blood + 1)].Fill(marrow.BaselineGigaPerLitre);
    }

    public override double NextChange(int lane) => members[_member[lane]].NextHour;

    public override void Change(int lane, Span<double> state) => _constants[((Constants - 1) * Lanes) + lane] = members[_member[lane]].Change(state);

    public override bool IsDone(int lane) => members[_member[lane]].IsDone;

    public override void Derivative(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        Vector512<double> c = State(y, 0) * Constant(3), one = Vector512.Create(1.0), ktr = Constant(6), pool = State(y, Proliferating);
        Vector512<double> fast = Constant(1) * (c - (State(y, 1) * Constant(4))), slow = Constant(2) * (c - (State(y, 2) * Constant(5)));
        (Constant(10) - (Constant(0) * c) - fast - slow).CopyTo(derivative);
        fast.CopyTo(derivative[Lanes..]);
        slow.CopyTo(derivative[(2 * Lanes)..]);
        (ktr * pool * (((one - (Constant(9) * c)) * Feedback(y)) - one)).CopyTo(derivative[(Proliferating * Lanes)..]);
        for (int k = Proliferating + 1; k <= Blood; k++)
        {
            Vector512<double> here = State(y, k);
            (ktr * (pool - here)).CopyTo(derivative[(k * Lanes)..]);
            pool = here;
        }

        c.CopyTo(derivative[(Exposure * Lanes)..]);
    }

    public override void Jacobian(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> values)
    {
        Vector512<double> perCentral = Constant(3), ktr = Constant(6), slope = Constant(9), pool = State(y, Proliferating), feedback = Feedback(y);
        Vector512<double> left = Vector512.Create(1.0) - (slope * State(y, 0) * perCentral), blood = Vector512.Max(State(y, Blood), Vector512.Create(LeastBlood));
        Put(values, 0, -((Constant(0) + Constant(1) + Constant(2)) * perCentral));
        Put(values, 1, Constant(1) * Constant(4));
        Put(values, 2, Constant(2) * Constant(5));
        Put(values, 3, Constant(1) * perCentral);
        Put(values, 4, -(Constant(1) * Constant(4)));
        Put(values, 5, Constant(2) * perCentral);
        Put(values, 6, -(Constant(2) * Constant(5)));
        Put(values, 7, -(ktr * pool * slope * perCentral * feedback));
        Put(values, 8, (ktr * left * feedback) - ktr);
        Put(values, 9, -(ktr * pool * left * feedback * Constant(8) / blood));
        for (int entry = 10; entry < 18; entry += 2)
        {
            Put(values, entry, ktr);
            Put(values, entry + 1, -ktr);
        }

        Put(values, 18, perCentral);
    }

    private Vector512<double> Feedback(ReadOnlySpan<double> y) =>
        LaneMath.Exp(Constant(8) * Vector512.Log(Constant(7) / Vector512.Max(State(y, Blood), Vector512.Create(LeastBlood))));

    private Vector512<double> Constant(int which) => Vector512.Create(_constants.AsSpan(which * Lanes, Lanes));

    private static Vector512<double> State(ReadOnlySpan<double> y, int i) => Vector512.Create(y.Slice(i * Lanes, Lanes));

    private static void Put(Span<double> values, int entry, Vector512<double> value) => value.CopyTo(values[(Places[entry] * Lanes)..]);
}
