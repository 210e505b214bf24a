namespace Blockade.Simulation;

/// <summary>The antibodies a patient crosses over to, if the trial offers any.</summary>
/// <param name="Antibodies">The antibodies from the day they begin, as after a pause: loading doses first, nothing of those before left.</param>
/// <param name="FromDay">The first day since randomisation on which they are offered.</param>
/// <param name="AtProgression">Whether they are the next line of who progresses on that day or later; else who has not progressed by that day gets them then.</param>
public sealed record LaterTreatment(AntibodyCourse Antibodies, int FromDay, bool AtProgression);
