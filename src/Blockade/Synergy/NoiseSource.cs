namespace Blockade.Synergy;

/// <summary>Where the scatter of a plate's wells was read from.</summary>
public enum NoiseSource
{
    /// <summary>Wells of one pair of doses about their mean, pooled over the plate.</summary>
    Replicates,

    /// <summary>Wells about the fitted <see cref="MusycSurface"/>: what the surface misses counts as scatter, so intervals are too wide rather than too narrow.</summary>
    Surface,
}
