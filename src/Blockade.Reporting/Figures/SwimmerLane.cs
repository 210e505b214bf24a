namespace Blockade.Reporting;

/// <summary>A patient of a <see cref="SwimmerArm"/>.</summary>
/// <param name="Patient">Address of the patient.</param>
/// <param name="Followed">How long the patient was followed.</param>
/// <param name="Treated">How long the patient was treated, no longer than that.</param>
/// <param name="Response">The first scan of a confirmed response; null without one.</param>
/// <param name="Progression">Progression; null without.</param>
/// <param name="Died">Whether the lane ends with death; else the patient was alive.</param>
public sealed record SwimmerLane(string Patient, double Followed, double Treated, double? Response, double? Progression, bool Died);
