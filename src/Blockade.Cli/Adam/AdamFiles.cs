using System.Collections.Immutable;
using System.Globalization;
using Blockade.Reporting;
using Blockade.Trials;

namespace Blockade.Cli.Adam;

/// <summary>Writes a trial's analysis datasets, each in every form asked for, and a table of their variables.</summary>
internal static class AdamFiles
{
    /// <summary>The name of the table of variables: dataset, name, label, type and key.</summary>
    public const string Variables = "adam-variables";

    /// <summary>Writes ADSL, ADTTE, ADTR, ADRS and ADEX; each file is whole or absent.</summary>
    /// <exception cref="OutputException">A file cannot be written.</exception>
    public static void Write(VirtualTrial run, OutputFolder folder, ImmutableArray<AdamFormat> formats, string prefix)
    {
        var study = new AdamStudy(run);
        var source = new DatasetSource(study.Id, "Blockade", Product.Version);
        var variables = new List<string[]>();

        void Each<TRow>(Dataset<TRow> dataset)
        {
            foreach (AdamFormat format in formats) folder.Write($"{prefix}{dataset.Name.ToLowerInvariant()}.{format.ToString().ToLowerInvariant()}", s => One(dataset, source, format, s));
            variables.AddRange(dataset.Variables.Select(v => (string[])[dataset.Name, v.Name, v.Label, v.DataType, v.Key?.ToString(CultureInfo.InvariantCulture) ?? ""]));
        }

        Each(Adsl.Of(study));
        Each(Adtte.Of(study));
        Each(Adtr.Of(study));
        Each(Adrs.Of(study));
        Each(Adex.Of(study));
        Column Of(string name, string description, int cell) => new Column.Text(name, description, [.. variables.Select(v => v[cell])]);
        Outputs.WriteTable(folder, new Table(Variables, "The variables of the analysis datasets",
        [
            Of("dataset", "dataset", 0), Of("variable", "its name", 1), Of("label", "what it means", 2), Of("type", "its type, in the words of Dataset-JSON", 3),
            Of("key", "its place among the variables that tell rows apart; empty if it is none", 4),
        ]), prefix);
    }

    private static void One<TRow>(Dataset<TRow> dataset, DatasetSource source, AdamFormat format, Stream stream)
    {
        switch (format)
        {
            case AdamFormat.Csv:
                CsvDataset.Write(dataset, stream);
                break;
            case AdamFormat.Parquet:
                ParquetDataset.Write(dataset, source, stream);
                break;
            case AdamFormat.Json:
                JsonDataset.Write(dataset, source, stream);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
