namespace Blockade.Trials;

/// <summary>Which of two antibodies a patient is given.</summary>
[Flags]
public enum AntibodyPair
{
    /// <summary>Neither.</summary>
    Neither = 0,

    /// <summary>Trastuzumab alone.</summary>
    Trastuzumab = 1,

    /// <summary>Pertuzumab alone.</summary>
    Pertuzumab = 2,

    /// <summary>Both.</summary>
    Both = Trastuzumab | Pertuzumab,
}
