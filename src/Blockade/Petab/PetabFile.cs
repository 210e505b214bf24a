using Blockade.Models.Diagnostics;

namespace Blockade.Petab;

/// <summary>A file of a problem.</summary>
/// <param name="Name">As the problem names it.</param>
/// <param name="Source">Its text.</param>
public sealed record PetabFile(string Name, SourceText Source);
