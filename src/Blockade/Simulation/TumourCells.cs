using Blockade.Numerics.Ode;

namespace Blockade.Simulation;

/// <summary>The tumour cells of some patients, and how their receptors and antibodies act on each other.</summary>
internal abstract class TumourCells
{
    /// <summary>Whether an untreated cell of a patient is known, and why not.</summary>
    public virtual SolveStatus Status(int patient) => SolveStatus.Completed;

    /// <summary>Log-odds of phosphorylated AKT and ERK in an untreated cell of a patient.</summary>
    public abstract (double Akt, double Erk) Untreated(int patient);

    /// <summary>The system that follows some of the patients.</summary>
    public abstract AntibodyLanes Lanes(IReadOnlyList<TreatedPatient> members, InterstitiumParameters interstitium, double steady);
}
