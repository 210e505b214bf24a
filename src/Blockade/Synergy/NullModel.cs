namespace Blockade.Synergy;

/// <summary>What two drugs would do together without interaction. An excess over one null is a claim against that null only.</summary>
public enum NullModel
{
    /// <summary>The stronger of the two alone. Berenbaum (1989), Pharmacol. Rev. 41:93-141 (no DOI; PMID 2692037).</summary>
    HighestSingleAgent,

    /// <summary>Independent chances to be hit: y1 + y2 - y1 y2. Bliss (1939), Ann. Appl. Biol. 26:585-615, doi:10.1111/j.1744-7348.1939.tb06990.x.</summary>
    Bliss,

    /// <summary>
    /// A drug combined with itself: d1/D1(y) + d2/D2(y) = 1. Loewe and Muischnek (1926), Arch. exp. Path. Pharmak. 114:313-326,
    /// doi:10.1007/BF01952257.
    /// </summary>
    Loewe,

    /// <summary>
    /// Neither drug shifts the other's curve. Yadav, Wennerberg, Aittokallio and Tang (2015), Comput. Struct. Biotechnol. J. 13:504-513,
    /// doi:10.1016/j.csbj.2015.09.001.
    /// </summary>
    ZeroInteractionPotency,
}
