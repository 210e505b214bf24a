namespace Blockade.Trials;

/// <summary>Which disease a trial treats, as labels tell them apart.</summary>
public enum Setting
{
    /// <summary>Metastatic, without earlier anti-HER2 therapy or chemotherapy for metastases.</summary>
    Untreated,

    /// <summary>Metastatic, after such treatment.</summary>
    Pretreated,

    /// <summary>Early disease before surgery.</summary>
    BeforeSurgery,
}
