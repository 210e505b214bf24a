using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using Blockade.Cli.Reports;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Mrgsolve;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Sbml;
using Blockade.Reporting;

namespace Blockade.Cli;

/// <summary><c>blockade export MODEL --to FORM --out PATH</c>: a model for other programs.</summary>
internal sealed class ExportCommand(CommandHost host)
{
    private static readonly ImmutableArray<string> Forms = ["bngl", "mrgsolve", "net", "sbml", "table"];

    private readonly Argument<string> _model = new("model") { Description = "A BNGL or SBML file, or her2.", HelpName = "FILE|her2" };
    private readonly Option<string> _to = new("--to") { Description = "The rules as BNGL; the network as a .net file, as SBML Level 3, as a model of the R package mrgsolve, or as tables (CSV and Parquet).", HelpName = "bngl|mrgsolve|net|sbml|table", Required = true };
    private readonly Option<string> _out = new("--out") { Description = "The file; for tables, the folder.", HelpName = "PATH", Required = true };
    private readonly Option<bool> _force = new("--force") { Description = "Replace files that are there." };
    private readonly SbmlOptions _sbml = new();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public Command Build()
    {
        var command = new Command("export", "Write a model for other programs.") { _model, _to, _out, _force, _quiet };
        var options = new ModelOptions(host);
        options.AddTo(command);
        _sbml.AddTo(command);
        command.SetAction((parse, cancellation) => Task.FromResult(Run(parse, options, cancellation)));
        return command;
    }

    private int Run(ParseResult parse, ModelOptions options, CancellationToken cancellation)
    {
        string form = parse.GetRequiredValue(_to);
        if (!Forms.Contains(form))
        {
            host.Errors.WriteLine($"blockade: --to is one of {string.Join(", ", Forms)}, not '{form}'.");
            return ExitCode.Usage;
        }

        bool quiet = parse.GetValue(_quiet), force = parse.GetValue(_force);
        string path = parse.GetRequiredValue(_out);
        if (form == "sbml" && SbmlReader.IsSbml(parse.GetRequiredValue(_model))) return Again(parse, path, quiet, force);
        (RuleModel? model, int code) = options.Read(parse.GetRequiredValue(_model), quiet);
        if (model is null) return code;
        if (form == "bngl") return Outputs.WriteFile(host, path, force, s => s.Write(Encoding.UTF8.GetBytes(BnglWriter.Write(model))));
        (ReactionNetwork? network, code) = options.Expand(model, parse, quiet, cancellation);
        if (network is null) return code;
        return form switch
        {
            "sbml" => Sbml(network, path, force),
            "net" => Text(network, path, force, _ => null, (n, text) => NetWriter.Write(n, text, new NetWriterOptions())),
            "mrgsolve" => Text(network, path, force, MrgsolveWriter.Objection, MrgsolveWriter.Write),
            _ => Tables(network, path, force),
        };
    }

    // a document that was read is written with all that it says, not as the network that it may be
    private int Again(ParseResult parse, string path, bool quiet, bool force)
    {
        if (Inputs.Open(host, parse.GetRequiredValue(_model)) is not { } source) return ExitCode.Usage;
        (SbmlDocument? document, int code) = _sbml.Read(host, source, parse, quiet);
        return document is null ? code : Outputs.WriteFile(host, path, force, s => SbmlExport.Write(document, s));
    }

    private int Sbml(ReactionNetwork network, string path, bool force)
    {
        ImmutableArray<Diagnostic> missing = SbmlWriter.Check(network);
        Inputs.Report(host, missing);
        return missing.Length > 0 ? Inputs.Code(missing) : Outputs.WriteFile(host, path, force, s => SbmlWriter.Write(network, s));
    }

    private int Text(ReactionNetwork network, string path, bool force, Func<ReactionNetwork, string?> objectionTo, Action<ReactionNetwork, TextWriter> write)
    {
        if (objectionTo(network) is { } objection)
        {
            host.Errors.WriteLine($"blockade: {objection}; --to sbml can say it.");
            return ExitCode.InvalidInput;
        }

        return Outputs.WriteFile(host, path, force, stream =>
        {
            using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            write(network, text);
        });
    }

    private int Tables(ReactionNetwork network, string folder, bool force)
    {
        Table[] tables = [NetworkTables.Species(network), NetworkTables.Reactions(network)];
        foreach (Table table in tables)
        {
            foreach ((string ending, Action<Table, Stream> write) in new (string, Action<Table, Stream>)[] { (".csv", CsvTable.Write), (".parquet", ParquetTable.Write) })
            {
                int code = Outputs.WriteFile(host, Path.Combine(folder, table.Name + ending), force, s => write(table, s));
                if (code != ExitCode.Done) return code;
            }
        }

        return ExitCode.Done;
    }
}
