namespace Blockade.Trials;

/// <summary>Which crossings of a group-sequential limit stop a trial.</summary>
public enum BoundarySides
{
    /// <summary>Upwards only, with the whole error there.</summary>
    Upper,

    /// <summary>Either way, with half of the error on each side.</summary>
    Both,
}
