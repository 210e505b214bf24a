namespace Blockade.Simulation;

/// <summary>What ends the simulated course of a patient before its last day.</summary>
public enum CourseEnd
{
    /// <summary>Death alone.</summary>
    Death,

    /// <summary>Death, or that both readers have seen progression: what comes later is not looked at.</summary>
    Progression,
}
