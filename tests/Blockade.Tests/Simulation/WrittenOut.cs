using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Models.Compilation;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;
using Blockade.Populations;
using Blockade.Simulation;

namespace Blockade.Tests.Simulation;

/// <summary>
/// One patient's plasma, interstitium and receptor network as one scalar system in days, as science.md has the equations: slopes by differences, and nothing
/// shared with the lanes but the network's own right-hand side.
/// </summary>
internal sealed class WrittenOut : OdeSystem
{
    private readonly VirtualPatient _patient;
    private readonly NetworkOde _network;
    private readonly InterstitiumParameters _interstitium = InterstitiumParameters.From(OneCellStudy.Inputs.Parameters);
    private readonly DoseChange[] _changes;
    private readonly double[] _start, _functions, _shifted, _below, _above;
    private readonly int _t, _p;
    private DoseChange _now;

    public WrittenOut(VirtualPatient patient, Regimen regimen)
    {
        ReceptorModel receptors = OneCellStudy.Inputs.Receptors;
        CompiledModel model = receptors.Compiled;
        _patient = patient;
        _network = model.Ode(receptors.Parameters(patient.Her2PerCell, patient.Her3PerCell, patient.HeregulinNanomolar));
        (_t, _p) = (model.SpeciesIndex("T(h)"), model.SpeciesIndex("P(h)"));
        ImmutableArray<Dose> doses =
        [
            .. new[] { "trastuzumab", "pertuzumab" }
                .SelectMany(d => regimen.Doses(d, patient.WeightKilograms, patient.BodySurfaceSquareMetres, 100)).OrderBy(d => d.StartDays),
        ];
        _changes = DoseChange.Of(doses, 100);
        Dimension = _network.Dimension + 4;
        JacobianPattern = SparsityPattern.Dense(Dimension);
        _functions = new double[model.FunctionNames.Length];
        (_shifted, _below, _above) = (new double[Dimension], new double[Dimension], new double[Dimension]);

        // at rest before the first dose: the model's own start, left alone for a year
        _start = new double[Dimension];
        double[] cell = _start[.._network.Dimension];
        model.InitialState(receptors.Parameters(patient.Her2PerCell, patient.Her3PerCell, patient.HeregulinNanomolar), cell);
        double t = 0;
        Assert.Equal(SolveStatus.Completed, new OdeSolver(_network, new SolverOptions { RelativeTolerance = 1e-9, AbsoluteTolerance = 1e-6 }).Advance(ref t, cell, 3e7, TestContext.Current.CancellationToken));
        cell.CopyTo(_start, 0);
    }

    public override int Dimension { get; }

    public override SparsityPattern JacobianPattern { get; }

    /// <summary>Log-odds of AKT and ERK, antibodies bound and free trastuzumab in nM at the end of each day.</summary>
    public (double Akt, double Erk, double Bound, double Trastuzumab)[] Run(int days)
    {
        var result = new (double, double, double, double)[days];
        double[] y = [.. _start];
        var solver = new OdeSolver(this, new SolverOptions { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-6 });
        ImmutableArray<string> names = OneCellStudy.Inputs.Receptors.Compiled.FunctionNames;
        double t = 0;
        int next = 0;
        for (int day = 1; day <= days; day++)
        {
            for (; next < _changes.Length && _changes[next].Day < day; next++)
            {
                To(_changes[next].Day);
                _now = _changes[next];
                y[^4] += _now.TrastuzumabAdded;
                y[^2] += _now.PertuzumabAdded;
                solver.Restart();
            }

            To(day);
            _network.Functions(0, y.AsSpan(0, _network.Dimension), _functions);
            double Odds(string name) => Math.Log(_functions[names.IndexOf(name)] / (1 - _functions[names.IndexOf(name)]));
            result[day - 1] = (Odds("pAKT"), Odds("pERK"), _functions[names.IndexOf("boundIgG")], y[_t]);
        }

        return result;

        void To(double time)
        {
            if (t < time) Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, time, TestContext.Current.CancellationToken));
        }
    }

    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        int n = _network.Dimension;
        ReadOnlySpan<double> cell = y[..n], drug = y[n..];
        _network.Derivative(0, cell, derivative[..n]);
        for (int i = 0; i < n; i++) derivative[i] *= 86400;
        _network.Functions(0, cell, _functions);
        ImmutableArray<string> names = OneCellStudy.Inputs.Receptors.Compiled.FunctionNames;
        Antibody(_patient.Trastuzumab, drug, 0, _now.TrastuzumabRate, y[_t], _functions[names.IndexOf("uptakeT")], derivative, _t);
        Antibody(_patient.Pertuzumab, drug, 2, _now.PertuzumabRate, y[_p], _functions[names.IndexOf("uptakeP")], derivative, _p);
    }

    private void Antibody(AntibodyKinetics k, ReadOnlySpan<double> drug, int first, double rate, double free, double uptake, Span<double> derivative, int species)
    {
        int n = _network.Dimension;
        double concentration = drug[first] / k.CentralLitres, exchange = k.ExchangeLitresPerDay * (concentration - (drug[first + 1] / k.PeripheralLitres));
        derivative[n + first] = rate - (k.ClearanceLitresPerDay * concentration) - (k.VmaxMilligramsPerDay * concentration / (k.KmMilligramsPerLitre + concentration)) - exchange;
        derivative[n + first + 1] = exchange;
        double plasma = _interstitium.NanomolarPerMilligramPerLitre * concentration;
        derivative[species] = ((_interstitium.ExchangePerDay * (plasma - free)) - (_interstitium.NanomolarPerDayPerMoleculePerSecond * uptake)) / _interstitium.VoidFraction;
    }

    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values)
    {
        y.CopyTo(_shifted);
        for (int j = 0; j < Dimension; j++)
        {
            double step = 1e-5 * Math.Max(1e-2, Math.Abs(y[j]));
            _shifted[j] = y[j] + step;
            Derivative(t, _shifted, _above);
            _shifted[j] = y[j] - step;
            Derivative(t, _shifted, _below);
            _shifted[j] = y[j];
            for (int i = 0; i < Dimension; i++) values[(j * Dimension) + i] = (_above[i] - _below[i]) / (2 * step);
        }
    }
}
