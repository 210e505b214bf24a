namespace Blockade.Trials;

/// <summary>How long a patient is expected to do well on two drugs that do not work together.</summary>
public enum ClinicalNull
{
    /// <summary>As long as on the better of the two (Palmer and Sorger 2017).</summary>
    IndependentAction,

    /// <summary>As long as on the two one after the other, less what there is without them (Hwangbo et al. 2023).</summary>
    Additivity,
}
