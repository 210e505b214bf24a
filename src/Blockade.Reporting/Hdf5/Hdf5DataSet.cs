using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>Numbers in a HDF5 file.</summary>
/// <param name="Shape">The lengths of the dimensions; the last runs fastest.</param>
/// <param name="Values">As many as their product.</param>
/// <param name="Attributes">What is said of them.</param>
public sealed record Hdf5DataSet(ImmutableArray<int> Shape, ImmutableArray<double> Values, ImmutableArray<Hdf5Attribute> Attributes);
