namespace Blockade.Dosing;

/// <summary>What a dose's SS says: that it is the last of endlessly many before it.</summary>
public enum SteadyStateKind
{
    /// <summary>It is not.</summary>
    None = 0,

    /// <summary>The amounts are those of the steady state, whatever was before.</summary>
    Replace = 1,

    /// <summary>The amounts of the steady state are added to those there are. Right for linear models only.</summary>
    Add = 2,
}
