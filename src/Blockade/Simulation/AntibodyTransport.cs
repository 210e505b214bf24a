using System.Collections.Immutable;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;
using Blockade.Populations;

namespace Blockade.Simulation;

/// <summary>
/// Both antibodies from the vein to the tumour cell, days: two compartments each in mg, and the free concentration in the tumour's
/// interstitium in nM with the antigen sink: void dC/dt = exchange (plasma - C) - uptake(C). At HER2 3+ the sink, not the
/// affinity, decides how much is left.
/// </summary>
/// <remarks>
/// The sink follows Thurber, Schmidt and Wittrup (2008). Uptake from plasma by the tumour is not taken off the plasma again: a
/// tumour of 100 mL takes some 1 % of a dose. States: trastuzumab central, peripheral, pertuzumab central, peripheral (mg), then
/// trastuzumab and pertuzumab in the interstitium (nM).
/// </remarks>
internal sealed class AntibodyTransport : OdeSystem
{
    public const int StateCount = 6;

    private static readonly ImmutableArray<(int Row, int Column)> Entries =
    [
        (0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (4, 0), (4, 4), (4, 5), (5, 2), (5, 4), (5, 5),
    ];

    private static readonly SparsityPattern Pattern = SparsityPattern.FromEntries(StateCount, Entries);

    private readonly AntibodyKinetics _t;
    private readonly AntibodyKinetics _p;
    private readonly InterstitiumParameters _interstitium;
    private readonly CellSurface _cell;
    private readonly int[] _entry = new int[14];

    public AntibodyTransport(VirtualPatient patient, InterstitiumParameters interstitium, CellSurface cell)
    {
        _t = patient.Trastuzumab;
        _p = patient.Pertuzumab;
        _interstitium = interstitium;
        _cell = cell;
        for (int e = 0; e < Entries.Length; e++) _entry[e] = Pattern.IndexOf(Entries[e].Row, Entries[e].Column);
    }

    /// <summary>Infusion of trastuzumab that runs now, mg/day.</summary>
    public double TrastuzumabRate { get; set; }

    /// <summary>Infusion of pertuzumab that runs now, mg/day.</summary>
    public double PertuzumabRate { get; set; }

    public override int Dimension => StateCount;

    public override SparsityPattern JacobianPattern => Pattern;

    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        Elimination(_t, y[0], y[1], TrastuzumabRate, derivative);
        Elimination(_p, y[2], y[3], PertuzumabRate, derivative[2..]);
        (double uptakeT, double uptakeP) = _cell.UptakeAt(Math.Max(0, y[4]), Math.Max(0, y[5]));
        double sink = _interstitium.NanomolarPerDayPerMoleculePerSecond;
        double perT = _interstitium.NanomolarPerMilligramPerLitre / _t.CentralLitres;
        double perP = _interstitium.NanomolarPerMilligramPerLitre / _p.CentralLitres;
        derivative[4] = ((_interstitium.ExchangePerDay * ((perT * y[0]) - y[4])) - (sink * uptakeT)) / _interstitium.VoidFraction;
        derivative[5] = ((_interstitium.ExchangePerDay * ((perP * y[2]) - y[5])) - (sink * uptakeP)) / _interstitium.VoidFraction;
    }

    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values)
    {
        values.Clear();
        Span<double> slopes = stackalloc double[4];
        EliminationSlopes(_t, y[0], slopes);
        for (int k = 0; k < 4; k++) values[_entry[k]] = slopes[k];
        EliminationSlopes(_p, y[2], slopes);
        for (int k = 0; k < 4; k++) values[_entry[4 + k]] = slopes[k];
        double v = _interstitium.VoidFraction;
        double scale = _interstitium.ExchangePerDay * _interstitium.NanomolarPerMilligramPerLitre / v;
        values[_entry[8]] = scale / _t.CentralLitres;
        values[_entry[11]] = scale / _p.CentralLitres;

        // the surface is smooth and two-dimensional: one-sided differences cost two look-ups
        double sink = _interstitium.NanomolarPerDayPerMoleculePerSecond / v;
        double ct = Math.Max(0, y[4]);
        double cp = Math.Max(0, y[5]);
        double stepT = 1e-6 * Math.Max(1e-3, ct);
        double stepP = 1e-6 * Math.Max(1e-3, cp);
        (double t0, double p0) = _cell.UptakeAt(ct, cp);
        (double tT, double pT) = _cell.UptakeAt(ct + stepT, cp);
        (double tP, double pP) = _cell.UptakeAt(ct, cp + stepP);
        values[_entry[9]] = -(_interstitium.ExchangePerDay / v) - (sink * (tT - t0) / stepT);
        values[_entry[10]] = -sink * (tP - t0) / stepP;
        values[_entry[12]] = -sink * (pT - p0) / stepT;
        values[_entry[13]] = -(_interstitium.ExchangePerDay / v) - (sink * (pP - p0) / stepP);
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
}
