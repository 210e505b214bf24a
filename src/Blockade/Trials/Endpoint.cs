namespace Blockade.Trials;

/// <summary>What an analysis looks at.</summary>
public enum Endpoint
{
    /// <summary>Progression by the independent reader, or death.</summary>
    ProgressionFreeSurvival,

    /// <summary>Progression by the investigator, or death.</summary>
    InvestigatorProgressionFreeSurvival,

    /// <summary>Death.</summary>
    OverallSurvival,

    /// <summary>Progression by the independent reader; who dies without it is censored.</summary>
    TimeToProgression,

    /// <summary>Progression on the next line of therapy by the investigator, or death: PFS2.</summary>
    SecondProgression,
}
