using System.Collections.Immutable;
using System.Globalization;
using Blockade.Archives;
using Blockade.Models.Diagnostics;
using Blockade.Reporting;

namespace Blockade.Cli.Reports;

/// <summary>The reports in an archive's HDF5 files, as BioSimulators writes them: an array of data sets, with their labels and shapes as attributes.</summary>
internal static class Hdf5Tables
{
    /// <summary>All tables of all files; a file that cannot be read is a warning.</summary>
    public static (ImmutableArray<RecordedTable> Tables, ImmutableArray<Diagnostic> Diagnostics) Of(CombineArchive archive, long mostValues)
    {
        var tables = ImmutableArray.CreateBuilder<RecordedTable>();
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (ArchiveEntry entry in archive.Entries.Where(e => Path.GetExtension(e.Path).ToLowerInvariant() is ".h5" or ".hdf5" or ".hdf"))
        {
            Hdf5Content read = Hdf5Reader.Read(entry.Content, mostValues);
            if (read.Fault is { } fault) diagnostics.Add(new Diagnostic("OMX2002", Severity.Warning, new SourceText(entry.Path, ""), default, FormattableString.Invariant($"this HDF5 file is not compared: at byte {read.Offset} {fault}")));
            foreach ((string path, Hdf5DataSet set) in read.DataSets)
            {
                if (Texts(set, "sedmlDataSetLabels") is not { } labels || set.Shape.Length < 1 || set.Shape[0] != labels.Length) continue;
                ImmutableArray<string>? shapes = Texts(set, "sedmlDataSetShapes");
                tables.Add(new RecordedTable(path, [.. labels.Select((l, k) => (l, Row(set, k, shapes is { } s && k < s.Length ? s[k] : "")))]));
            }
        }

        return (tables.ToImmutable(), diagnostics.ToImmutable());
    }

    private static ImmutableArray<string>? Texts(Hdf5DataSet set, string name) => set.Attributes.FirstOrDefault(a => a.Name == name)?.Values;

    // a data set that is smaller than the largest of its report is filled up with NaN, which its own shape leaves out
    private static ImmutableArray<double> Row(Hdf5DataSet set, int row, string shape)
    {
        int size = set.Values.Length / set.Shape[0];
        ReadOnlySpan<double> all = set.Values.AsSpan().Slice(row * size, size);
        int[] full = [.. set.Shape.Skip(1)], own = [.. shape.Split(',').Select(n => int.TryParse(n, CultureInfo.InvariantCulture, out int length) ? length : -1)];
        if (own.Length > full.Length || own.Where((n, d) => n < 0 || n > full[d]).Any()) return [.. all];
        var values = ImmutableArray.CreateBuilder<double>();
        var at = new int[full.Length];
        for (int k = 0; k < size; k++)
        {
            bool isIn = true;
            for (int d = 0; d < at.Length; d++) isIn &= at[d] < (d < own.Length ? own[d] : 1);
            if (isIn) values.Add(all[k]);
            for (int d = at.Length - 1; d >= 0 && ++at[d] == full[d]; d--) at[d] = 0;
        }

        return values.ToImmutable();
    }
}
