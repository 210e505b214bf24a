using Blockade.Models.Expressions;

namespace Blockade.Models.NetworkFree;

/// <summary>The values behind rates: parameters, observables, functions, time, and counts around a match; where rates vary in time also their bounds in a stretch of it.</summary>
internal sealed class RateSlots
{
    private readonly NetworkFreeModel _model;
    private readonly double[] _low = [];
    private readonly double[] _high = [];

    public RateSlots(NetworkFreeModel model, ReadOnlySpan<double> parameters)
    {
        _model = model;
        Now = new double[model.FirstLocal + model.MostLocals];
        parameters.CopyTo(Now);
        if (!model.VariesInTime) return;
        _low = [.. Now];
        _high = [.. Now];
    }

    public double[] Now { get; }

    /// <summary>Where the stretch that bounds hold for ends.</summary>
    public double Until { get; private set; } = double.PositiveInfinity;

    public void SetObservable(int observable, double value) => Now[_model.FirstObservable + observable] = value;

    public void SetLocal(int term, double value)
    {
        Now[_model.FirstLocal + term] = value;
        if (_model.VariesInTime) _low[_model.FirstLocal + term] = _high[_model.FirstLocal + term] = value;
    }

    /// <summary>Works out functions from observables as they are now.</summary>
    public void Update()
    {
        foreach (int f in _model.Formulas.FunctionOrder) Now[_model.FirstFunction + f] = _model.Formulas.Functions[f].Evaluate(Now);
        if (_model.VariesInTime) SetBounds(Now[_model.TimeSlot], Until);
    }

    /// <summary>Sets the time now; functions that rest on it are worked out again.</summary>
    public void SetTime(double t)
    {
        Now[_model.TimeSlot] = t;
        foreach (int f in _model.TimedFunctions) Now[_model.FirstFunction + f] = _model.Formulas.Functions[f].Evaluate(Now);
    }

    /// <summary>From now on bounds hold between two times.</summary>
    public void SetBounds(double from, double until)
    {
        Until = until;
        int first = _model.FirstObservable;
        Now.AsSpan(first, _model.TimeSlot - first).CopyTo(_low.AsSpan(first));
        Now.AsSpan(first, _model.TimeSlot - first).CopyTo(_high.AsSpan(first));
        _low[_model.TimeSlot] = from;
        _high[_model.TimeSlot] = until;
        foreach (int f in _model.TimedFunctions)
        {
            (_low[_model.FirstFunction + f], _high[_model.FirstFunction + f]) = _model.Formulas.Functions[f].Range(_low, _high);
        }
    }

    /// <summary>A rate, or for one that varies in time the most it is until <see cref="Until"/>. NaN where it is no rate.</summary>
    public double Most(CompiledExpression rate, bool variesInTime)
    {
        double most = variesInTime ? rate.Range(_low, _high).High : rate.Evaluate(Now);
        return most >= 0 ? most : double.NaN;
    }
}
