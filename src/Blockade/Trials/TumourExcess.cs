namespace Blockade.Trials;

/// <summary>How much smaller both antibodies make tumours than a null expects.</summary>
/// <param name="Docetaxel">Whether docetaxel is given, with all four of neither, each and both.</param>
/// <param name="Heregulin">Whether the patients have their heregulin.</param>
/// <param name="Day">When.</param>
/// <param name="Null">The null.</param>
/// <param name="Excess">Common logarithm of the times by which volume is smaller than expected; 0.3 is half of it.</param>
public sealed record TumourExcess(bool Docetaxel, bool Heregulin, int Day, TumourNull Null, PairedExcess Excess);
