namespace Blockade.Synergy;

/// <summary>Whether one drug may change the slope of the other's curve in a <see cref="MusycFit"/>.</summary>
public enum Cooperativity
{
    /// <summary>Gamma is 1 (Meyer 2019).</summary>
    Held,

    /// <summary>Gamma is fitted (Wooten 2021): two numbers more, for plates with many doses.</summary>
    Fitted,
}
