using Blockade.Tumours;

namespace Blockade.Trials;

/// <summary>What the independent reader made of one scan.</summary>
/// <param name="Visit">Its number, from 1.</param>
/// <param name="Day">Days since randomisation.</param>
/// <param name="SumMillimetres">Sum of the target lesions' diameters, mm; NaN without any.</param>
/// <param name="NadirMillimetres">The smallest sum before this scan, baseline included, mm.</param>
/// <param name="Called">What he called it; null after progression, when the scan was made for the investigator.</param>
public readonly record struct ScanReading(int Visit, int Day, double SumMillimetres, double NadirMillimetres, ScanResponse? Called)
{
    /// <summary>The overall response; null after progression.</summary>
    public Response? Response => Called?.Overall;
}
