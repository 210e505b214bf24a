namespace Blockade.Trials;

/// <summary>Which events of progression-free survival do not count, because something came before them.</summary>
/// <param name="DeathWindowDays">A death this many days or fewer after the last scan is an event.</param>
/// <param name="MissedScans">An event after this many scans missed in a row is none: the watch ends at the scan before them. Null where it counts all the same.</param>
/// <param name="AtNewTherapy">Whether the watch ends at the last scan up to the start of another line of therapy.</param>
/// <remarks>The choices are those of FDA's guidance on endpoints in cancer trials (2018), appendix 3, whose table C1 has all three.</remarks>
public sealed record CensoringRules(int DeathWindowDays, int? MissedScans = null, bool AtNewTherapy = false);
