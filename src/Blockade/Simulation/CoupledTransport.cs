using Blockade.Models.Compilation;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;
using Blockade.Populations;

namespace Blockade.Simulation;

/// <summary>
/// The reference without any reduction: the receptor network of a tumour cell, the interstitium it drains and both antibodies in
/// plasma as one system, days. States: the network's species (those of the free antibodies in nM of interstitium), then
/// trastuzumab central and peripheral, pertuzumab central and peripheral, mg.
/// </summary>
internal sealed class CoupledTransport : OdeSystem
{
    private readonly NetworkOde _network;
    private readonly int _species;
    private readonly int _t;
    private readonly int _p;
    private readonly int _uptakeT;
    private readonly int _uptakeP;
    private readonly AntibodyKinetics _trastuzumab;
    private readonly AntibodyKinetics _pertuzumab;
    private readonly InterstitiumParameters _interstitium;
    private readonly double[] _functions;
    private readonly double[] _networkJacobian;
    private readonly double[] _shifted;
    private readonly int[] _copied;

    public CoupledTransport(ReceptorModel model, double[] parameters, VirtualPatient patient, InterstitiumParameters interstitium)
    {
        CompiledModel compiled = model.Compiled;
        _network = compiled.Ode(parameters);
        _species = _network.Dimension;
        _t = compiled.SpeciesIndex(model.Antibodies[0]);
        _p = compiled.SpeciesIndex(model.Antibodies[1]);
        _uptakeT = compiled.FunctionNames.IndexOf(model.Outputs[3]);
        _uptakeP = compiled.FunctionNames.IndexOf(model.Outputs[4]);
        _trastuzumab = patient.Trastuzumab;
        _pertuzumab = patient.Pertuzumab;
        _interstitium = interstitium;
        _functions = new double[compiled.FunctionNames.Length];
        _shifted = new double[_species];

        SparsityPattern own = _network.JacobianPattern;
        var entries = new List<(int, int)>();
        for (int j = 0; j < _species; j++)
        {
            for (int e = own.ColumnStarts[j]; e < own.ColumnStarts[j + 1]; e++) entries.Add((own.Rows[e], j));
            entries.Add((_t, j));
            entries.Add((_p, j));
        }

        entries.AddRange([(_t, _species), (_p, _species + 2)]);
        for (int k = 0; k < 4; k += 2)
        {
            int a = _species + k;
            entries.AddRange([(a, a), (a, a + 1), (a + 1, a), (a + 1, a + 1)]);
        }

        JacobianPattern = SparsityPattern.FromEntries(_species + 4, entries.Distinct());
        _networkJacobian = new double[own.EntryCount];
        _copied = new int[own.EntryCount];
        for (int j = 0; j < _species; j++)
        {
            for (int e = own.ColumnStarts[j]; e < own.ColumnStarts[j + 1]; e++) _copied[e] = JacobianPattern.IndexOf(own.Rows[e], j);
        }
    }

    public double TrastuzumabRate { get; set; }

    public double PertuzumabRate { get; set; }

    public override int Dimension => _species + 4;

    public override SparsityPattern JacobianPattern { get; }

    /// <summary>The network's functions at a state.</summary>
    public ReadOnlySpan<double> Functions(ReadOnlySpan<double> y)
    {
        _network.Functions(0, y[.._species], _functions);
        return _functions;
    }

    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        ReadOnlySpan<double> cell = y[.._species];
        _network.Derivative(0, cell, derivative[.._species]);
        for (int i = 0; i < _species; i++) derivative[i] *= ReceptorModel.SecondsPerDay;
        Functions(y);
        ReadOnlySpan<double> drug = y[_species..];
        double sink = _interstitium.NanomolarPerDayPerMoleculePerSecond;
        double scale = _interstitium.NanomolarPerMilligramPerLitre;
        derivative[_t] = ((_interstitium.ExchangePerDay * ((scale * drug[0] / _trastuzumab.CentralLitres) - y[_t])) - (sink * _functions[_uptakeT])) / _interstitium.VoidFraction;
        derivative[_p] = ((_interstitium.ExchangePerDay * ((scale * drug[2] / _pertuzumab.CentralLitres) - y[_p])) - (sink * _functions[_uptakeP])) / _interstitium.VoidFraction;
        AntibodyTransport.Elimination(_trastuzumab, drug[0], drug[1], TrastuzumabRate, derivative[_species..]);
        AntibodyTransport.Elimination(_pertuzumab, drug[2], drug[3], PertuzumabRate, derivative[(_species + 2)..]);
    }

    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values)
    {
        values.Clear();
        ReadOnlySpan<double> cell = y[.._species];
        _network.Jacobian(0, cell, _networkJacobian);
        for (int e = 0; e < _copied.Length; e++) values[_copied[e]] = ReceptorModel.SecondsPerDay * _networkJacobian[e];

        // the uptake's rows are functions of many species: central differences, exact for what is at most quadratic
        double sink = _interstitium.NanomolarPerDayPerMoleculePerSecond / _interstitium.VoidFraction;
        cell.CopyTo(_shifted);
        for (int j = 0; j < _species; j++)
        {
            double step = 1e-4 * Math.Max(1, Math.Abs(y[j]));
            _shifted[j] = y[j] + step;
            _network.Functions(0, _shifted, _functions);
            (double upT, double upP) = (_functions[_uptakeT], _functions[_uptakeP]);
            _shifted[j] = y[j] - step;
            _network.Functions(0, _shifted, _functions);
            _shifted[j] = y[j];
            values[JacobianPattern.IndexOf(_t, j)] = -sink * (upT - _functions[_uptakeT]) / (2 * step);
            values[JacobianPattern.IndexOf(_p, j)] = -sink * (upP - _functions[_uptakeP]) / (2 * step);
        }

        double exchange = _interstitium.ExchangePerDay / _interstitium.VoidFraction;
        values[JacobianPattern.IndexOf(_t, _t)] -= exchange;
        values[JacobianPattern.IndexOf(_p, _p)] -= exchange;
        values[JacobianPattern.IndexOf(_t, _species)] = exchange * _interstitium.NanomolarPerMilligramPerLitre / _trastuzumab.CentralLitres;
        values[JacobianPattern.IndexOf(_p, _species + 2)] = exchange * _interstitium.NanomolarPerMilligramPerLitre / _pertuzumab.CentralLitres;
        Plasma(_trastuzumab, y[_species], values, _species);
        Plasma(_pertuzumab, y[_species + 2], values, _species + 2);
    }

    private void Plasma(AntibodyKinetics k, double central, Span<double> values, int a)
    {
        Span<double> block = stackalloc double[4];
        AntibodyTransport.EliminationSlopes(k, central, block);
        values[JacobianPattern.IndexOf(a, a)] = block[0];
        values[JacobianPattern.IndexOf(a, a + 1)] = block[1];
        values[JacobianPattern.IndexOf(a + 1, a)] = block[2];
        values[JacobianPattern.IndexOf(a + 1, a + 1)] = block[3];
    }
}
