namespace Blockade.Cli.Adam;

/// <summary>A form in which the analysis datasets are written; the name is the file's ending.</summary>
internal enum AdamFormat
{
    /// <summary>Comma-separated text, with names in the first line.</summary>
    Csv,

    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>CDISC Dataset-JSON 1.1.</summary>
    Json,
}
