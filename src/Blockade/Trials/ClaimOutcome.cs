namespace Blockade.Trials;

/// <summary>When a claim that shares an error with others was made.</summary>
/// <param name="Looks">How many looks its test has had.</param>
/// <param name="Look">The first of them, from 1, whose statistic is beyond the limit that the claim's final part of the error gives; null where the claim is not made.</param>
/// <param name="Test">The test at whose look the claim could be made: its own, or that of a claim which passed its error on; null where it is not made.</param>
/// <param name="TestLook">That look, from 1.</param>
/// <param name="Months">When the data of that look were cut, since the first patient; NaN where the claim is not made.</param>
public sealed record ClaimOutcome(int Looks, int? Look, int? Test, int? TestLook, double Months)
{
    /// <summary>Whether the claim is made.</summary>
    public bool Made => Look is not null;
}
