using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Blockade.Evidence;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sedml;

namespace Blockade.Archives;

/// <summary>Opens the files of numbers that an experiment names, in its archive, and cuts the parts out that it asks for.</summary>
internal sealed class ExternalData(CombineArchive archive, SedmlDocument document, ArchiveRunOptions options, List<Diagnostic> diagnostics)
{
    private readonly Dictionary<string, ResultArray> _parts = [];
    private long _total;

    /// <summary>By data source its numbers; those with errors are missing, and have been said.</summary>
    public Dictionary<string, ResultArray> Read()
    {
        foreach (SedmlData data in document.Data)
        {
            if (Cube(data) is not { } cube) continue;
            foreach (SedmlDataSource source in document.Sources.Where(s => s.Data == data.Id))
            {
                if (_total <= options.MaxValues && Part(source, cube) is { } part) _parts[source.Id] = part;
            }
        }

        if (_total > options.MaxValues) Error("SED4001", default, FormattableString.Invariant($"the external data of this experiment are more than {options.MaxValues} numbers"), "--max-values raises the limit");
        foreach (SedmlRange.Data range in document.Tasks.OfType<SedmlTask.Repeated>().SelectMany(t => t.Ranges).OfType<SedmlRange.Data>())
        {
            if (_parts.TryGetValue(range.Source, out ResultArray? part) && part.Shape.Length > 1) Error("SED2021", range.Span, $"'{range.Source}' has {part.Shape.Length} dimensions, and a range has one", "a slice holds the others");
        }

        return _parts;
    }

    /// <summary>The document with the numbers of its ranges in their places.</summary>
    public static SedmlDocument Fill(SedmlDocument document, Dictionary<string, ResultArray> parts)
    {
        // a new one, as a copy would keep the old tasks by their names
        ImmutableArray<SedmlTask> tasks = [.. document.Tasks.Select(t => t is SedmlTask.Repeated repeated ? repeated with { Ranges = [.. repeated.Ranges.Select(r => Filled(r, parts))] } : t)];
        return new SedmlDocument(document.Source, document.Version, document.Models, document.Simulations, tasks, document.Generators, document.Outputs, document.Data, document.Sources);
    }

    // a part that could not be read has been said; one number keeps the rest checkable
    private static SedmlRange Filled(SedmlRange range, Dictionary<string, ResultArray> parts) =>
        range is SedmlRange.Data data ? new SedmlRange.Values(data.Id, parts.TryGetValue(data.Source, out ResultArray? part) ? part.Values : [double.NaN]) : range;

    private DataCube? Cube(SedmlData data)
    {
        string folder = document.Source.Name[..(document.Source.Name.LastIndexOf('/') + 1)];
        string? path = data.Origin.Contains(':', StringComparison.Ordinal) || data.Origin.Contains('\\', StringComparison.Ordinal) || data.Origin.StartsWith('/') ? null : ArchivePath.Resolve(data.Origin, folder);
        if (path is null)
        {
            Error("SED2020", data.Span, $"the source '{data.Origin}' of '{data.Id}' is no file of the archive", "nothing outside the archive is opened, and no address");
            return null;
        }

        if (archive.Find(path) is not { } entry)
        {
            Error("SED2020", data.Span, $"the archive has no file '{path}', the source of '{data.Id}'", NearestName.Hint(path, archive.Entries.Select(e => e.Path)));
            return null;
        }

        if (data.IsCsv) return Table(entry.Text(), data);
        Checked<DataCube> read = NumlReader.Read(entry.Text(), options.Xml, options.MaxValues);
        diagnostics.AddRange(read.Diagnostics);
        return read.Value is not { } cube ? null : cube with { Dimensions = [.. cube.Dimensions.Select((d, k) => d with { Names = [.. d.Names.Union(Named(data, k))] })] };
    }

    private static IEnumerable<string> Named(SedmlData data, int dimension) =>
        dimension < data.Dimensions.Length ? new[] { data.Dimensions[dimension].Id, data.Dimensions[dimension].Name }.Where(n => n.Length > 0) : [];

    // rows are numbered from 0; columns are named in the first row
    private DataCube? Table(SourceText source, SedmlData data)
    {
        using IEnumerator<ImmutableArray<CsvScanner.Field>> rows = CsvScanner.Rows(source).GetEnumerator();
        if (!rows.MoveNext())
        {
            diagnostics.Add(new Diagnostic("SED2022", Severity.Error, source, default, "this file has no row of names"));
            return null;
        }

        ImmutableArray<CsvScanner.Field> header = rows.Current;
        foreach (IGrouping<string, CsvScanner.Field> twice in header.GroupBy(f => f.Text).Where(g => g.Count() > 1)) diagnostics.Add(new Diagnostic("SED2022", Severity.Error, source, twice.Last().Span, $"there are two columns '{twice.Key}'"));
        var values = ImmutableArray.CreateBuilder<double>();
        var index = ImmutableArray.CreateBuilder<string>();
        int before = diagnostics.Count(d => d.Severity == Severity.Error);
        while (rows.MoveNext())
        {
            ImmutableArray<CsvScanner.Field> row = rows.Current;
            if (row.Length != header.Length) diagnostics.Add(new Diagnostic("SED2022", Severity.Error, source, row[0].Span, FormattableString.Invariant($"this row has {row.Length} fields, and the first row {header.Length}")));
            if (diagnostics.Count(d => d.Severity == Severity.Error) - before >= 20) break;   // the rest would say the same
            index.Add(index.Count.ToString(CultureInfo.InvariantCulture));
            foreach (CsvScanner.Field field in row) values.Add(Number(field.Text));
            if (values.Count <= options.MaxValues) continue;
            diagnostics.Add(new Diagnostic("SED4001", Severity.Error, source, row[0].Span, FormattableString.Invariant($"this file has more than {options.MaxValues} numbers"), "--max-values raises the limit"));
            break;
        }

        if (diagnostics.Count(d => d.Severity == Severity.Error) > before) return null;
        (string[] outer, string[] inner) = ([.. Named(data, 0), .. data.Dimensions.IsEmpty ? ["Index"] : Array.Empty<string>()], [.. Named(data, 1), .. data.Dimensions.Length < 2 ? ["ColumnIds"] : Array.Empty<string>()]);
        return new DataCube([new DataDimension([.. outer], index.ToImmutable()), new DataDimension([.. inner], [.. header.Select(f => f.Text)])], values.ToImmutable());
    }

    // text among numbers is not a number, as is what is left out
    private static double Number(string text) => text.ToLowerInvariant() switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN,
    };

    private ResultArray? Part(SedmlDataSource source, DataCube cube)
    {
        string Dimensions() => $"its dimensions are {string.Join(", ", cube.Dimensions.Select(d => d.Names.IsEmpty ? "one without a name" : d.Names[0]))}";
        if (source.Dimension is { } set)
        {
            if (cube.PlaceOf(set) is not (>= 0 and var place)) return Error("SED2021", source.Span, $"the data of '{source.Id}' have no dimension '{set}'", Dimensions());
            _total += cube.Dimensions[place].Index.Length;
            return cube.Dimensions[place].Numbers() is { IsEmpty: false } numbers ? ResultArray.Of(numbers) : Error("SED2021", source.Span, $"the index values of '{set}' are names and no numbers", "a slice takes the numbers at one of them");
        }

        int[] held = [.. cube.Dimensions.Select(_ => -1)];
        foreach ((string dimension, string value) in source.Slices)
        {
            if (cube.PlaceOf(dimension) is not (>= 0 and var place)) return Error("SED2021", source.Span, $"the data of '{source.Id}' have no dimension '{dimension}'", Dimensions());
            held[place] = cube.Dimensions[place].PlaceOf(value);
            if (held[place] < 0) return Error("SED2021", source.Span, $"'{dimension}' of '{source.Id}' has no '{value}'", NearestName.Hint(value, cube.Dimensions[place].Index) ?? $"it has {string.Join(", ", cube.Dimensions[place].Index.Take(10))}");
        }

        _total += cube.Dimensions.Select((d, k) => held[k] < 0 ? (long)d.Index.Length : 1).Aggregate((a, b) => a * b);
        if (_total > options.MaxValues) return null;   // said once, at the end
        (ImmutableArray<int> shape, ImmutableArray<double> values) = cube.Slice(held);
        return values.All(double.IsNaN) ? Error("SED2021", source.Span, $"'{source.Id}' holds no number") : new ResultArray(shape, values);
    }

    private ResultArray? Error([ConstantExpected] string code, SourceSpan span, string message, string? hint = null)
    {
        diagnostics.Add(new Diagnostic(code, Severity.Error, document.Source, span, message, hint));
        return null;
    }
}
