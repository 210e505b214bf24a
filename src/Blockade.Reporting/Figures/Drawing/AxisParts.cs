namespace Blockade.Reporting;

/// <summary>What of the axes is drawn.</summary>
[Flags]
internal enum AxisParts
{
    None = 0,
    LabelsX = 1,
    LabelsY = 2,
    GridX = 4,
    GridY = 8,
}
