namespace Blockade.Archives;

/// <summary>How a run's results stand beside those that an archive holds.</summary>
public enum ResultVerdict
{
    /// <summary>Within the tolerance.</summary>
    Same,

    /// <summary>Beyond it, or of another length.</summary>
    Different,

    /// <summary>Beyond it, and drawn by chance: another program's draws are others.</summary>
    Drawn,

    /// <summary>The archive holds no values for it.</summary>
    Missing,
}
