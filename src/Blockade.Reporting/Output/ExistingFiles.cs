namespace Blockade.Reporting;

/// <summary>What to do with an output folder that is not empty.</summary>
public enum ExistingFiles
{
    /// <summary>Refuse: nobody loses a result by a typing error.</summary>
    Refuse,

    /// <summary>Replace the previous run (<c>--force</c>): what its run.json lists is removed, everything else stays.</summary>
    Replace,
}
