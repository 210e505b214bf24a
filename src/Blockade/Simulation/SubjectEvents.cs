using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Models.Compilation;
using Blockade.Numerics.Ode;

namespace Blockade.Simulation;

/// <summary>
/// One subject on its way through its rows. What is due at a row's time, from doses of rows before it, comes before the row; parameters hold from
/// the row before up to their own row.
/// </summary>
internal sealed class SubjectEvents
{
    private const int MostPeriods = 20_000;
    private const double Sliver = 1e-12;   // of the time: two moments that are meant to be one

    private readonly EventPlan _plan;
    private readonly EventSubject _subject;
    private readonly SolverOptions _options;
    private readonly NetworkOde _network;
    private readonly DosedOde _ode;
    private readonly OdeIntegrator _solver;
    private readonly PriorityQueue<Pending, (double Time, int Order)> _pending = new();
    private readonly double[] _y;
    private double[] _parameters;
    private double _t;
    private int _order;

    public SubjectEvents(EventPlan plan, EventSubject subject, SolverOptions options)
    {
        (_plan, _subject, _options) = (plan, subject, options);
        _parameters = plan.Model.Parameters();
        _network = plan.Model.Ode(_parameters);
        _ode = new DosedOde(_network);
        _solver = OdeIntegrator.Of(_ode, options);
        _y = new double[_network.Dimension];
    }

    // Amount is given at once, Rate begins to run; one of the two is 0. A negative rate ends an infusion.
    private readonly record struct Pending(int Species, double Amount, double Rate, double Length)
    {
        // equal doses that follow: each is awaited when the one before it is due, so that their number costs nothing
        public double First { get; init; }

        public double Interval { get; init; }

        public int Number { get; init; }

        public int Last { get; init; }
    }

    public (ImmutableArray<EventRow> Rows, string? Trouble) Run(CancellationToken cancellation)
    {
        var rows = ImmutableArray.CreateBuilder<EventRow>();
        var last = new Dictionary<string, double>();
        int observables = _plan.Model.ObservableNames.Length;
        foreach (EventRecord record in _subject.Records)
        {
            double[] parameters = _plan.Parameters(record, last);
            bool isFirst = rows.Count == 0;
            if (isFirst || !parameters.AsSpan().SequenceEqual(_parameters))
            {
                _parameters = parameters;
                _network.SetParameters(parameters);
                _solver.Restart();
            }

            if (isFirst) Begin(record.Time);
            string? trouble = null;
            if (record.Time < _t) Begin(record.Time);
            else trouble = Advance(record.Time, cancellation);
            if (trouble is null && record.Kind is EventKind.Reset or EventKind.ResetAndDose) Begin(record.Time);
            if (trouble is null && record.Kind is EventKind.Dose or EventKind.ResetAndDose) trouble = Dose(record, cancellation);
            if (trouble is not null) return (rows.ToImmutable(), FormattableString.Invariant($"subject {_subject.Id}, line {record.Line}: {trouble}"));
            var values = new double[observables + _plan.Model.FunctionNames.Length];
            _network.Observables(_y, values.AsSpan(0, observables));
            _network.Functions(_t, _y, values.AsSpan(observables));
            rows.Add(new EventRow(_subject.Id, record.Time, record.Kind, [.. values]));
        }

        return (rows.ToImmutable(), null);
    }

    // Everything as at the start, and nothing under way.
    private void Begin(double time)
    {
        _t = time;
        _pending.Clear();
        Array.Clear(_ode.Inputs);
        _plan.Model.InitialState(_parameters, _y);
        _solver.Restart();
    }

    private string? Advance(double time, CancellationToken cancellation)
    {
        while (_pending.TryPeek(out Pending pending, out (double Time, int Order) due) && due.Time <= time + (Sliver * Math.Abs(time)))
        {
            if (Integrate(Math.Min(due.Time, time), cancellation) is string trouble) return trouble;
            _pending.Dequeue();
            Begin(pending, due.Time);
        }

        return Integrate(time, cancellation);
    }

    private string? Integrate(double time, CancellationToken cancellation)
    {
        if (time - _t <= Sliver * Math.Abs(time))
        {
            _t = Math.Max(_t, time);
            return null;
        }

        SolveStatus status = _solver.Advance(ref _t, _y, time, cancellation);
        return status == SolveStatus.Completed ? null : FormattableString.Invariant($"stopped at time {_t:g6}: {ModelSimulator.Explain(status)}");
    }

    // A dose that is due now.
    private void Begin(Pending pending, double time)
    {
        _y[pending.Species] += pending.Amount;
        _ode.Inputs[pending.Species] += pending.Rate;
        if (pending.Length > 0) Await(time + pending.Length, new Pending(pending.Species, 0, -pending.Rate, 0));
        if (pending.Number < pending.Last) Await(pending.First + ((pending.Number + 1) * pending.Interval), pending with { Number = pending.Number + 1 });
        if (!_pending.UnorderedItems.Any(p => p.Element.Rate < 0 && p.Element.Species == pending.Species)) _ode.Inputs[pending.Species] = 0;   // what is left is rounding
        _solver.Restart();
    }

    private void Await(double time, Pending pending) => _pending.Enqueue(pending, (time, _order++));

    private string? Dose(EventRecord record, CancellationToken cancellation)
    {
        double lag = _plan.Term(DoseTermKind.Lag, record, _parameters, 0), share = _plan.Term(DoseTermKind.Bioavailability, record, _parameters, 1);
        if (!(lag >= 0) || !double.IsFinite(lag)) return FormattableString.Invariant($"a lag is 0 or more, not {lag}");
        if (!(share >= 0) || !double.IsFinite(share)) return FormattableString.Invariant($"a bioavailability is 0 or more, not {share}");
        int species = _plan.SpeciesOf(record);
        double amount = share * record.Amount, rate = record.Rate, length = 0;
        if (record.Amount == 0) return Endless(species, record.Rate, cancellation);
        if (rate == EventRecord.DurationOfModel)
        {
            length = _plan.Term(DoseTermKind.Duration, record, _parameters, double.NaN);
            rate = amount / length;
        }
        else if (rate != 0)
        {
            if (rate == EventRecord.RateOfModel) rate = _plan.Term(DoseTermKind.Rate, record, _parameters, double.NaN);
            length = amount / rate;
        }

        if (rate != 0 && (!(rate > 0) || !(length > 0) || !double.IsFinite(length + rate)) && amount != 0) return FormattableString.Invariant($"an infusion has a positive rate and length; these are {rate} and {length}");
        var dose = rate == 0 ? new Pending(species, amount, 0, 0) : new Pending(species, 0, rate, length);
        if (record.SteadyState != SteadyStateKind.None && Settle(record, dose, lag, cancellation) is string trouble) return trouble;
        double start = record.Time + lag;
        dose = dose with { First = start, Interval = record.Interval, Last = record.Additional };
        if (start <= _t) Begin(dose, start);
        else Await(start, dose);
        return null;
    }

    // Sets or adds what endlessly many doses before this one would have left, and what of them is still to come or under way.
    private string? Settle(EventRecord record, Pending dose, double lag, CancellationToken cancellation)
    {
        double interval = record.Interval, due = record.Time + lag;
        if (Math.Max(lag, dose.Length) > MostPeriods * interval) return FormattableString.Invariant($"a lag or an infusion of a steady state lasts {MostPeriods} intervals at most");
        double[] before = [.. _y];
        bool adds = record.SteadyState == SteadyStateKind.Add;
        double[] inputs = [.. _ode.Inputs];
        (Pending, (double, int))[] pending = [.. _pending.UnorderedItems];
        Begin(record.Time);
        if (adds && _y.Any(a => a != 0)) return "SS 2 adds a steady state to what there is, which needs a model that is empty before its first dose";
        double[] start = [.. _y];

        // the doses that are due at the row or after it come later; up to the row it is this long since the one before them
        int later = (int)Math.Floor(lag / interval * (1 + Sliver));
        double since = ((later + 1) * interval) - lag;
        if (Period(dose, interval, start, cancellation) is string trouble) return trouble;
        if (since < interval * (1 - Sliver))
        {
            start.CopyTo(_y, 0);
            if (Cycle(dose, interval, since, cancellation) is string stopped) return stopped;
            _y.CopyTo(start, 0);
        }

        Begin(record.Time);
        start.CopyTo(_y, 0);
        if (adds)
        {
            for (int s = 0; s < _y.Length; s++) _y[s] += before[s];
            inputs.CopyTo(_ode.Inputs, 0);
            foreach ((Pending element, (double, int) priority) in pending) _pending.Enqueue(element, priority);
        }

        for (double began = record.Time - since; dose.Rate > 0 && began + dose.Length > record.Time * (1 + Sliver); began -= interval)
        {
            _ode.Inputs[dose.Species] += dose.Rate;
            Await(began + dose.Length, new Pending(dose.Species, 0, -dose.Rate, 0));
        }

        for (int k = later; k >= 1; k--)
        {
            double at = due - (k * interval);
            if (at <= _t) Begin(dose, at);
            else Await(at, dose);
        }

        return null;
    }

    // The state just before a dose of endlessly many: the one that a period leads back to.
    private string? Period(Pending dose, double interval, double[] state, CancellationToken cancellation)
    {
        double previous = double.PositiveInfinity;
        for (int period = 0; period < MostPeriods; period++)
        {
            cancellation.ThrowIfCancellationRequested();
            state.CopyTo(_y, 0);
            if (Cycle(dose, interval, interval, cancellation) is string trouble) return trouble;
            double change = 0;
            for (int s = 0; s < state.Length; s++)
            {
                double scale = _options.AbsoluteTolerance + (_options.RelativeTolerance * Math.Max(Math.Abs(state[s]), Math.Abs(_y[s])));
                change = Math.Max(change, Math.Abs(_y[s] - state[s]) / scale);
            }

            _y.CopyTo(state, 0);

            // what all later periods add, where each changes the state by the same share of the one before
            double share = change / previous;
            if (change == 0 || (period > 0 && share < 1 && change * share / (1 - share) < 0.1)) return null;
            previous = change;
        }

        return FormattableString.Invariant($"no steady state after {MostPeriods} doses; does something pile up that nothing takes away?");
    }

    // From just before a dose on for a while, at most an interval, with those infusions of earlier doses that still run.
    private string? Cycle(Pending dose, double interval, double length, CancellationToken cancellation)
    {
        _t = 0;
        Array.Clear(_ode.Inputs);
        _y[dose.Species] += dose.Amount;
        double whole = dose.Rate > 0 ? Math.Floor(dose.Length / interval * (1 + Sliver)) : 0;
        double rest = dose.Rate > 0 ? dose.Length - (whole * interval) : 0;
        if (rest > interval * Sliver)
        {
            _ode.Inputs[dose.Species] = (whole + 1) * dose.Rate;
            _solver.Restart();
            if (Integrate(Math.Min(rest, length), cancellation) is string trouble) return trouble;
        }

        _ode.Inputs[dose.Species] = whole * dose.Rate;
        _solver.Restart();
        return Integrate(length, cancellation);
    }

    // An infusion that has run for ever, and ends at its row.
    private string? Endless(int species, double rate, CancellationToken cancellation)
    {
        double time = _t;
        Begin(time);
        _ode.Inputs[species] = rate;
        SolveStatus status = new SteadyStateSolver(_ode, new SteadyStateOptions { RelativeTolerance = _options.RelativeTolerance, AbsoluteTolerance = _options.AbsoluteTolerance }).Solve(_y, cancellation);
        Array.Clear(_ode.Inputs);
        _solver.Restart();
        return status == SolveStatus.Completed ? null : $"the endless infusion has no steady state: {ModelSimulator.Explain(status)}";
    }
}
