namespace Blockade.Populations;

/// <summary>One patient's three-compartment kinetics of docetaxel.</summary>
/// <param name="ClearanceLitresPerHour">Clearance, L/h.</param>
/// <param name="CentralLitres">Central volume, L.</param>
/// <param name="FastExchangeLitresPerHour">Clearance to the shallow compartment, L/h.</param>
/// <param name="FastLitres">Shallow volume, L.</param>
/// <param name="SlowExchangeLitresPerHour">Clearance to the deep compartment, L/h.</param>
/// <param name="SlowLitres">Deep volume, L.</param>
public sealed record DocetaxelKinetics(
    double ClearanceLitresPerHour,
    double CentralLitres,
    double FastExchangeLitresPerHour,
    double FastLitres,
    double SlowExchangeLitresPerHour,
    double SlowLitres);
