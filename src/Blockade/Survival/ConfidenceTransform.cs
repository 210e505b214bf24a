namespace Blockade.Survival;

/// <summary>The scale on which a survival probability's confidence limits are symmetric. Kalbfleisch and Prentice (2002), section 1.4.1.</summary>
public enum ConfidenceTransform
{
    /// <summary>log(-log S): the limits stay inside (0, 1). What trial reports mostly use. Undefined (NaN) where S is 0 or 1.</summary>
    LogLog,

    /// <summary>log S: the upper limit is cut at 1. The default of R's survfit.</summary>
    Log,

    /// <summary>S itself (Greenwood's interval as first written): both limits are cut to [0, 1].</summary>
    Plain,

    /// <summary>log(S/(1 - S)): the limits stay inside (0, 1). Undefined (NaN) where S is 0 or 1.</summary>
    Logit,

    /// <summary>arcsin(sqrt(S)), whose variance hardly depends on S: the limits are cut to [0, 1]. Undefined (NaN) where S is 0 or 1.</summary>
    ArcSine,
}
