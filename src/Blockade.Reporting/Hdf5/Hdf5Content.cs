using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>What a HDF5 file holds, or why it cannot be read.</summary>
/// <param name="DataSets">Data sets of numbers by path, with their attributes of text. Other data sets are left out.</param>
/// <param name="Fault">What is wrong, or not read here; null where nothing is.</param>
/// <param name="Offset">The byte at which that was found.</param>
public sealed record Hdf5Content(ImmutableSortedDictionary<string, Hdf5DataSet> DataSets, string? Fault = null, long Offset = 0);
