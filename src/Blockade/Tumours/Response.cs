namespace Blockade.Tumours;

/// <summary>What a reader calls one visit, or the best of them.</summary>
public enum Response
{
    /// <summary>No scan after baseline could be read.</summary>
    NotEvaluable,

    /// <summary>Progressive disease.</summary>
    Progression,

    /// <summary>Stable disease.</summary>
    Stable,

    /// <summary>Disease without target lesions that is neither gone nor progressive: non-CR/non-PD.</summary>
    Persisting,

    /// <summary>Partial response.</summary>
    Partial,

    /// <summary>Complete response.</summary>
    Complete,
}
