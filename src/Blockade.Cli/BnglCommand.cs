using System.CommandLine;
using System.Text;
using Blockade.Actions;
using Blockade.Models.Actions;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Reporting;

namespace Blockade.Cli;

/// <summary><c>blockade bngl run FILE</c>: does what a BNGL file's actions ask for, and writes the files that BioNetGen would.</summary>
internal sealed class BnglCommand(CommandHost host)
{
    private readonly Argument<string> _file = new("file") { Description = "A .bngl file with actions, or a .net file, or her2.", HelpName = "FILE|her2" };
    private readonly Option<string?> _out = CommonOptions.Out("Where the files go; by default blockade-NAME in the current folder.");
    private readonly Option<bool> _force = CommonOptions.Force();
    private readonly Option<ulong> _seed = CommonOptions.Seed();
    private readonly Option<int> _rows = Limit("--max-rows", "Most output times of one simulation.", new ActionRunOptions().MaxRows);
    private readonly Option<int> _points = Limit("--max-points", "Most points of one scan.", new ActionRunOptions().MaxPoints);
    private readonly Option<int> _megabytes = Limit("--max-megabytes", "Most text in all files together.", (int)(new ActionRunOptions().MaxCharacters / 1_000_000));
    private readonly Option<bool> _noPoints = new("--no-points") { Description = "Of scans the .scan files alone, without a folder of the single points." };
    private readonly Option<int> _agents = CommonOptions.MaxAgents();
    private readonly LimitOptions _limits = new();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public Command Build()
    {
        var run = new Command("run", "Do what the actions of a BNGL file ask for, and write the files that BioNetGen would: .net, .gdat, .cdat, .scan.")
        {
            _file, _out, _force, _seed, _rows, _points, _noPoints, _megabytes, _agents, _quiet,
        };
        _limits.AddTo(run);
        run.SetAction((parse, cancellation) => Task.FromResult(Run(parse, cancellation)));
        return new Command("bngl", "Run BNGL files as BioNetGen does.") { run };
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        var clock = new RunClock(host);
        bool quiet = parse.GetValue(_quiet);
        SourceText? source = Inputs.OpenOrNamed(host, parse.GetRequiredValue(_file), "", ".bngl");
        if (source is null) return ExitCode.Usage;
        Checked<ActionProgram> read = ActionProgramReader.Read(source, BnglReader.FilesBeside(Path.Combine(host.WorkingFolder, source.Name)));
        Inputs.Report(host, read.Diagnostics, quiet);
        if (read.Value is not ActionProgram program) return Inputs.Code(read.Diagnostics);
        if (program.Steps.IsEmpty)
        {
            host.Errors.WriteLine($"blockade: '{source.Name}' asks for nothing to be done: it has no action that is covered. 'blockade simulate {parse.GetRequiredValue(_file)}' runs the model itself.");
            return ExitCode.Usage;
        }

        ulong seed = parse.GetValue(_seed);
        var options = new ActionRunOptions
        {
            Seed = seed, Limits = _limits.Of(parse), MaxRows = parse.GetValue(_rows), MaxPoints = parse.GetValue(_points), WritesPoints = !parse.GetValue(_noPoints), MaxAgents = parse.GetValue(_agents), MaxCharacters = parse.GetValue(_megabytes) * 1_000_000L,
        };
        RunManifest Manifest(RunStatus status) => new()
        {
            ProductVersion = Product.Version, Status = status, Arguments = ["bngl", "run", source.Name, FormattableString.Invariant($"--seed {seed}")], Seed = seed,
            Inputs = Inputs.Files(source),
            Timings = clock.Timings(threads: 1),
        };
        ActionResult result;
        OutputFolder folder;
        try
        {
            folder = OutputFolder.Create(Folder(parse, program.Name), parse.GetValue(_force) ? ExistingFiles.Replace : ExistingFiles.Refuse);
            folder.WriteManifest(Manifest(RunStatus.Partial));
            result = ProgressDisplay.Run(host, quiet, p => ActionRun.Run(program, options, p, cancellation));
            folder.WriteAll([.. result.Files.Select(f => (f.Name, (Action<Stream>)(s => Write(f.Content, s))))]);
            folder.WriteManifest(Manifest(result.Status == ActionStatus.Completed ? RunStatus.Complete : RunStatus.Partial));
            folder.Complete();
        }
        catch (OutputException e)
        {
            return Outputs.Failed(host, e);
        }

        Inputs.Report(host, result.Diagnostics, quiet);
        foreach (string name in result.Files.Select(f => f.Name.IndexOf('/', StringComparison.Ordinal) is >= 0 and int slash ? f.Name[..(slash + 1)] : f.Name).Distinct()) host.Out.WriteLine(name);
        if (!quiet)
        {
            foreach (string line in result.Log) host.Errors.WriteLine($"blockade: {line}");
            string seeds = result.Seeds.IsEmpty ? "" : FormattableString.Invariant($"; seed {string.Join(", ", result.Seeds)}");
            host.Errors.WriteLine(FormattableString.Invariant($"blockade: {result.Files.Length} files in {Path.GetRelativePath(host.WorkingFolder, folder.Path)} after {clock.Seconds:0.0} s{seeds}."));
        }

        if (result.Status == ActionStatus.Interrupted) host.Errors.WriteLine("blockade: interrupted; the files are those of the actions that were done.");
        return result.Status switch
        {
            ActionStatus.Completed => ExitCode.Done,
            ActionStatus.NumericalFailure => ExitCode.NumericalFailure,
            ActionStatus.LimitReached => ExitCode.LimitReached,
            ActionStatus.Interrupted => ExitCode.Interrupted,
            _ => ExitCode.InvalidInput,
        };
    }

    private string Folder(ParseResult parse, string name)
    {
        if (parse.GetValue(_out) is string given) return Path.Combine(host.WorkingFolder, given);
        string stem = Path.Combine(host.WorkingFolder, "blockade-" + name);
        string path = stem;
        for (int i = 2; !parse.GetValue(_force) && (Directory.Exists(path) || File.Exists(path)); i++) path = FormattableString.Invariant($"{stem}-{i}");
        return path;
    }

    private static void Write(StringBuilder text, Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        writer.Write(text);
    }

    private static Option<int> Limit(string name, string description, int otherwise)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise, HelpName = "N" };
        option.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > 100_000_000) r.AddError($"{name} is from 1 to 100000000.");
        });
        return option;
    }
}
