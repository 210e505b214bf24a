namespace Blockade.Models.NetworkFree;

/// <summary>Why a network-free simulation stopped. Trouble with the numbers is a status, not an exception.</summary>
public enum NetworkFreeStatus
{
    /// <summary>The end time was reached.</summary>
    Completed,

    /// <summary>The limit on events was reached; time and state are those of the last one, and the run may be continued.</summary>
    EventLimitReached,

    /// <summary>There are more molecules than the limit allows. Memory is linear in molecules, so this limits it too.</summary>
    MoleculeLimitReached,

    /// <summary>One pattern has more matches at one molecule than the limit on steps allows to find.</summary>
    SearchLimitReached,

    /// <summary>A rate is negative, infinite or NaN.</summary>
    RateNotValid,
}
