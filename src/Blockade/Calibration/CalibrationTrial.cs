using Blockade.Trials;

namespace Blockade.Calibration;

/// <summary>A trial that results were published of, as our files describe it.</summary>
/// <param name="PublishedName">Its name in <c>published.csv</c>.</param>
/// <param name="Design">Its protocol.</param>
public sealed record CalibrationTrial(string PublishedName, TrialDesign Design);
