namespace Blockade.Synergy;

/// <summary>
/// What Loewe's null says where the stronger drug alone already does more than the weaker one can at any dose: his equation then has no
/// solution, and every program picks its own.
/// </summary>
public enum LoeweBeyond
{
    /// <summary>
    /// The stronger drug alone, as no dose of the weaker one is worth any of it: the weaker drug's term is d/infinity. Continuous, and the same
    /// in any unit. What synergyfinder does, and 'delta_hsa' of synergy (Wooten).
    /// </summary>
    HighestSingleAgent,

    /// <summary>The weaker drug's maximum. Continuous; 'delta_weakest' of synergy.</summary>
    WeakerMaximum,

    /// <summary>No value, NaN; 'delta_nan' of synergy.</summary>
    Undefined,

    /// <summary>The stronger drug at the sum of both doses, which means something only if both are in one unit. Jumps at the border.</summary>
    StrongerAtSum,
}
