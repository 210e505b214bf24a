using Blockade.Models.Expressions;

namespace Blockade.Models.Dynamics;

/// <summary>The values of a model's quantities at one time of one run. Holds state: one thread.</summary>
public sealed class DynamicState
{
    private readonly double[] _slots;

    /// <summary>All quantities NaN until <see cref="Start"/>.</summary>
    public DynamicState(DynamicModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        _slots = new double[model.SlotCount];
    }

    /// <summary>The model.</summary>
    public DynamicModel Model { get; }

    /// <summary>Time and quantities by <see cref="DynamicModel.IndexOf"/>.</summary>
    public ReadOnlySpan<double> Values => _slots;

    internal double[] Slots => _slots;

    /// <summary>Works out everything at the start; quantities that are named take the value given instead of their own formula.</summary>
    /// <exception cref="ArgumentException">A name is no quantity, or one that has a value at all times.</exception>
    public void Start(double time, params ReadOnlySpan<(string Name, double Value)> replaced)
    {
        Array.Fill(_slots, double.NaN);
        _slots[0] = time;
        var given = new HashSet<int>();
        foreach ((string name, double value) in replaced)
        {
            int slot = Model.IndexOf(name);
            if (slot <= 0) throw new ArgumentException($"'{name}' is no quantity of the model.", nameof(replaced));
            _slots[slot] = value;
            given.Add(slot);
        }

        foreach ((int slot, CompiledExpression? formula) in Model.AtStart)
        {
            if (formula is null)
            {
                foreach ((int unknown, CompiledExpression guess) in Model.Guesses) _slots[unknown] = guess.Evaluate(_slots);
                Model.Unknowns!.Solve(_slots);
            }
            else if (!given.Contains(slot))
            {
                _slots[slot] = formula.Evaluate(_slots);
            }
        }
    }

    /// <summary>Gives quantities other values. What follows from them does not change before <see cref="Update"/>.</summary>
    /// <exception cref="ArgumentException">A name is no quantity of the model.</exception>
    public void Assign(params ReadOnlySpan<(string Name, double Value)> assigned)
    {
        foreach ((string name, double value) in assigned)
        {
            int slot = Model.IndexOf(name);
            _slots[slot > 0 ? slot : throw new ArgumentException($"'{name}' is no quantity of the model.", nameof(assigned))] = value;
        }
    }

    /// <summary>Works out again everything that follows from the states and from what events have written.</summary>
    public void Update(double time)
    {
        _slots[0] = time;
        Run(Model.Live.AsSpan());
    }

    /// <summary>Takes states over and works out what their rates need; conditions stay as they are, or follow.</summary>
    internal void Take(double time, ReadOnlySpan<double> y, bool conditionsFollow)
    {
        _slots[0] = time;
        TakeStates(y);
        Run(conditionsFollow ? Model.Live.AsSpan() : Model.Smooth.AsSpan());
    }

    /// <summary>Takes states over as they are, without working anything out.</summary>
    public void TakeStates(ReadOnlySpan<double> y)
    {
        ReadOnlySpan<int> states = Model.States.AsSpan();
        for (int s = 0; s < states.Length; s++) _slots[states[s]] = y[s];
    }

    /// <summary>Writes the states out; the clock where there is none.</summary>
    public void GiveStates(Span<double> y)
    {
        if (Model.States.IsEmpty) y.Fill(_slots[0]);
        for (int s = 0; s < Model.States.Length; s++) y[s] = _slots[Model.States[s]];
    }

    /// <summary>
    /// Whether a condition or a trigger would be another one at this time and these states than it is now. The state itself does not change;
    /// <paramref name="scratch"/> does.
    /// </summary>
    public bool WouldJump(double time, ReadOnlySpan<double> y, DynamicState scratch)
    {
        ArgumentNullException.ThrowIfNull(scratch);
        _slots.CopyTo(scratch._slots, 0);
        scratch._slots[0] = time;
        scratch.TakeStates(y);
        foreach ((int slot, CompiledExpression? formula) in Model.Live)
        {
            if (formula is null)
            {
                Model.Unknowns!.Solve(scratch._slots);
                continue;
            }

            double value = formula.Evaluate(scratch._slots);
            if (slot >= Model.FirstCondition)
            {
                if (Differs(value, _slots[slot])) return true;   // what follows sees it as it was
            }
            else
            {
                scratch._slots[slot] = value;
            }
        }

        for (int e = 0; e < Model.Triggers.Length; e++)
        {
            if (Model.Triggers[e].Evaluate(scratch._slots) != 0 != (Model.Triggers[e].Evaluate(_slots) != 0)) return true;
        }

        return false;
    }

    private static bool Differs(double a, double b) => a != b && !(double.IsNaN(a) && double.IsNaN(b));

    private void Run(ReadOnlySpan<(int Slot, CompiledExpression? Formula)> steps)
    {
        foreach ((int slot, CompiledExpression? formula) in steps)
        {
            if (formula is null) Model.Unknowns!.Solve(_slots);
            else _slots[slot] = formula.Evaluate(_slots);
        }
    }
}
