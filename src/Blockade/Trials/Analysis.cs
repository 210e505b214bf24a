namespace Blockade.Trials;

/// <summary>One planned look at the data.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Endpoint">What it compares.</param>
/// <param name="Cutoff">When.</param>
public sealed record Analysis(string Name, Endpoint Endpoint, Cutoff Cutoff);
