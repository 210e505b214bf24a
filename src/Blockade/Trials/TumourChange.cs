namespace Blockade.Trials;

/// <summary>How the sum of diameters of target lesions has changed under a treatment.</summary>
/// <param name="Pair">The antibodies.</param>
/// <param name="Docetaxel">Whether docetaxel is given.</param>
/// <param name="Heregulin">Whether the patients have their heregulin.</param>
/// <param name="Day">When.</param>
/// <param name="Change">Relative to baseline, minus one: mean and where it lies over patients.</param>
public sealed record TumourChange(AntibodyPair Pair, bool Docetaxel, bool Heregulin, int Day, PairedExcess Change);
