namespace Blockade.Tumours;

/// <summary>A lesion at baseline.</summary>
/// <param name="DiameterMillimetres">Longest diameter, mm.</param>
/// <param name="ResistantShare">Share of its cells that grow without receptor signal, 0 to 1.</param>
/// <param name="ScarShare">Share of its volume that a scan goes on showing when every cell is gone, 0 to 1.</param>
public readonly record struct Lesion(double DiameterMillimetres, double ResistantShare, double ScarShare)
{
    /// <summary>The organ it is in: a number, of which equal ones are the same organ.</summary>
    public int Organ { get; init; }

    /// <summary>Whether it cannot be a target whatever its size: an effusion, or bone without soft tissue.</summary>
    public bool NotMeasurable { get; init; }
}
