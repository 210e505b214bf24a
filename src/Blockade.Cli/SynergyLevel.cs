namespace Blockade.Cli;

/// <summary>At what synergy is looked for.</summary>
internal enum SynergyLevel
{
    /// <summary>Cells: a plate, or outputs of a model.</summary>
    Molecular,

    /// <summary>The size of tumours.</summary>
    Tumour,

    /// <summary>Progression and death.</summary>
    Trial,
}
