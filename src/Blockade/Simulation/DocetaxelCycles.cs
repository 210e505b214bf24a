using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Populations;

namespace Blockade.Simulation;

/// <summary>What one patient's blood counts decide about her docetaxel, and what is kept of it day by day. Follows one integration at a time.</summary>
internal sealed class DocetaxelCycles
{
    private readonly DrugSchedule _schedule;
    private readonly DocetaxelRules _rules;
    private readonly int _planned;
    private readonly bool _wouldEscalate;
    private readonly double _feverThreshold, _effectPerDay;
    private readonly List<Dose> _doses = [];
    private readonly List<float> _effect = [], _blood = [];
    private DoseAmount _amount;
    private double _exposure, _compartment, _fever, _balance, _infusionEnd;
    private int _reductions, _severeRun, _due, _day;
    private bool _escalated, _severe, _reduceNext, _feverNow, _infusing;

    /// <summary>Draws what is chance in it: how many cycles are planned, whether the dose would be raised, what fever takes.</summary>
    public DocetaxelCycles(VirtualPatient patient, DrugSchedule schedule, DocetaxelRules rules, DocetaxelPractice practice, double effectPerDay, RandomSequence draws)
    {
        (Patient, _schedule, _rules, _effectPerDay, _amount) = (patient, schedule, rules, effectPerDay, schedule.Maintenance);
        _planned = schedule.Cycles ?? practice.LeastCycles + Geometric(draws.NextUniform(), practice.MeanFurtherCycles);
        _wouldEscalate = draws.NextUniform() < (patient.Region == Region.Asia ? practice.EscalatedShareAsia : practice.EscalatedShareOther);
        _feverThreshold = draws.NextExponential();
    }

    public VirtualPatient Patient { get; }

    /// <summary>Days after which it has ended whatever happens.</summary>
    public int MostDays => (_planned * ((int)_schedule.IntervalDays + (int)Math.Ceiling(_rules.LongestDelayDays) + 1)) + 1;

    /// <summary>When an infusion ends or the next one is decided on, hours.</summary>
    public double NextHour => _infusing ? _infusionEnd : IsDone ? double.PositiveInfinity : 24.0 * _day;

    /// <summary>Whether treatment is over and the last cycle's interval too.</summary>
    public bool IsDone { get; private set; }

    public void Begin()
    {
        _doses.Clear();
        _effect.Clear();
        _blood.Clear();
        _amount = _schedule.Maintenance;
        (_exposure, _compartment, _fever, _balance, _infusionEnd) = (0, 0, 0, 0, 0);
        (_reductions, _severeRun, _due, _day) = (0, 0, 0, 0);
        (_escalated, _severe, _reduceNext, _feverNow, _infusing, IsDone) = (false, false, false, false, false, false);
    }

    /// <summary>What happens at <see cref="NextHour"/>; returns what runs in from then on, mg/h.</summary>
    public double Change(ReadOnlySpan<double> state)
    {
        if (_infusing)
        {
            _infusing = false;
            _day = _due;
            return 0;
        }

        bool stop = _doses.Count == _planned;
        bool ready = !stop && state[DocetaxelMarrow.Blood] >= _rules.StartNeutrophils;
        if (_day >= _due + _rules.LongestDelayDays && !ready) stop = true;
        if (ready && _reduceNext)
        {
            if (_rules.MayReduce(_amount, _reductions))
            {
                _reductions++;
                _amount = _amount.Times(_rules.ReductionFactor);
            }
            else
            {
                stop = true;
            }
        }
        else if (ready && _wouldEscalate && !_escalated && _doses.Count == 1)
        {
            _escalated = true;
            _amount = new DoseAmount.PerSquareMetre(_rules.EscalatedMilligramsPerSquareMetre);
        }

        if (stop)
        {
            double given = _doses.Sum(d => d.Milligrams);
            double accounted = state[0] + state[1] + state[2] + (Patient.Docetaxel.ClearanceLitresPerHour * state[DocetaxelMarrow.Exposure]);
            _balance = given > 0 ? Math.Abs(accounted - given) / given : 0;
            IsDone = true;
            return 0;
        }

        if (!ready)
        {
            _day++;
            return 0;
        }

        double milligrams = _amount.For(Patient.WeightKilograms, Patient.BodySurfaceSquareMetres), hours = _schedule.LaterInfusionMinutes / 60;
        _doses.Add(new Infusion("docetaxel", _day, milligrams, hours / 24));
        (_infusing, _infusionEnd, _due) = (true, (24.0 * _day) + hours, _day + (int)_schedule.IntervalDays);
        (_reduceNext, _severeRun) = (false, 0);
        return milligrams / hours;
    }

    /// <summary>Takes in what the day's end shows.</summary>
    public void EndDay(ReadOnlySpan<double> state)
    {
        _compartment = (_compartment * Math.Exp(-_effectPerDay)) + (state[DocetaxelMarrow.Exposure] - _exposure);
        _exposure = state[DocetaxelMarrow.Exposure];
        double blood = state[DocetaxelMarrow.Blood];
        _effect.Add((float)_compartment);
        _blood.Add((float)blood);
        if (blood >= _rules.SevereNeutrophils)
        {
            _severeRun = 0;
            return;
        }

        _severe = true;
        _severeRun++;
        bool hadFever = _fever >= _feverThreshold;
        _fever += Patient.Neutrophils.FeverPerSevereDay;
        if (!hadFever && _fever >= _feverThreshold) _feverNow = _reduceNext = true;
        if (_severeRun > _rules.SevereDays) _reduceNext = true;
    }

    /// <summary>The course. The effect fades after the last cycle; below a thousandth of a dose's it is gone.</summary>
    public DocetaxelCourse Course(SolveStatus status)
    {
        double left = _compartment;
        while (left > 1e-3)
        {
            left *= Math.Exp(-_effectPerDay);
            _effect.Add((float)left);
        }

        return new DocetaxelCourse([.. _doses], [.. _effect], [.. _blood], _reductions, _escalated, _severe, _feverNow, _balance, status);
    }

    private static int Geometric(double uniform, double mean) =>
        mean <= 0 ? 0 : (int)Math.Floor(Math.Log(uniform) / Math.Log(mean / (1 + mean)));
}
