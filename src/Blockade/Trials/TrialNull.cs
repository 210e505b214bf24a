namespace Blockade.Trials;

/// <summary>A forecast without mechanisms, which a model must beat to be of use.</summary>
public enum TrialNull
{
    /// <summary>Each patient has the better of the two treatments (Palmer and Sorger 2017).</summary>
    IndependentAction,

    /// <summary>Each patient's times on the two treatments add up (Hwangbo et al. 2023).</summary>
    Additivity,

    /// <summary>The added drug multiplies the hazard by one number (Cox 1972).</summary>
    ConstantHazardRatio,
}
