using System.Globalization;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;

namespace Blockade.Bench;

/// <summary>
/// Model A of the population benchmark: an antibody in two compartments with linear and saturable loss (mg, L, days), one-hour
/// infusions of 8 and then 6 mg/kg every three weeks.
/// </summary>
internal sealed class AntibodyPatient : OdeSystem
{
    public const int Doses = 20;
    public const int Days = 21 * Doses;

    private readonly double _clearance, _central, _exchange, _peripheral, _vmax, _km, _weight;

    private AntibodyPatient(double[] row)
    {
        (_clearance, _central, _exchange, _peripheral) = (row[1], row[2], row[3], row[4]);
        (_vmax, _km, _weight) = (row[5], row[6], row[7]);
    }

    /// <summary>mg per day of the infusion that runs.</summary>
    public double Rate { get; set; }

    public override int Dimension => 2;

    public override SparsityPattern JacobianPattern { get; } = SparsityPattern.Dense(2);

    public static AntibodyPatient[] Read(string path) =>
        [.. File.ReadLines(path).Skip(1).Select(l => new AntibodyPatient([.. l.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture))]))];

    public double Infusion(int dose) => (dose == 0 ? 8 : 6) * _weight * 24;

    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        double concentration = y[0] / _central;
        double exchange = (_exchange * concentration) - (_exchange / _peripheral * y[1]);
        derivative[0] = Rate - (_clearance * concentration) - (_vmax * concentration / (_km + concentration)) - exchange;
        derivative[1] = exchange;
    }

    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values)
    {
        double below = _km + (y[0] / _central);
        double k12 = _exchange / _central, k21 = _exchange / _peripheral;
        values[0] = (-_clearance / _central) - (_vmax * _km / (below * below) / _central) - k12;
        values[1] = k12;
        values[2] = k21;
        values[3] = -k21;
    }
}
