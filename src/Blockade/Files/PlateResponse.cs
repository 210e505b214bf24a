namespace Blockade.Files;

/// <summary>What the column <c>response</c> of a plate measures, in percent. The file does not say, so the user must: mistaken, every score changes its sign.</summary>
public enum PlateResponse
{
    /// <summary>What is alive: 100 without drug.</summary>
    Viability,

    /// <summary>What was lost: 0 without drug.</summary>
    Inhibition,
}
