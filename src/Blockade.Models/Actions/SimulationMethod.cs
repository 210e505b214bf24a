namespace Blockade.Models.Actions;

/// <summary>How a file asks for a model to be simulated.</summary>
public enum SimulationMethod
{
    /// <summary><c>ode</c>: the differential equation.</summary>
    Ode,

    /// <summary><c>ssa</c>: event by event.</summary>
    Ssa,

    /// <summary><c>pla</c>: in leaps.</summary>
    Pla,

    /// <summary><c>psa</c>: event by event, large populations in groups.</summary>
    Psa,

    /// <summary><c>nf</c>: molecule by molecule, without a network.</summary>
    NetworkFree,
}
