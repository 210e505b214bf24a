using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using Blockade.Cli.Reports;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Reporting;
using Blockade.Simulation;
using Blockade.Synergy;
using Spectre.Console;
using Table = Blockade.Reporting.Table;

namespace Blockade.Cli;

/// <summary><c>blockade synergy PLATE|MODEL|STUDY</c>: scores two drugs against nulls: over their doses, from wells or from a model's runs, or in a study's virtual patients.</summary>
internal sealed class SynergyCommand(CommandHost host)
{
    private static readonly ImmutableDictionary<string, string> Antibodies = new Dictionary<string, string> { ["trastuzumab"] = "T_nM", ["pertuzumab"] = "P_nM" }.ToImmutableDictionary();

    private const string Dose = "_nM";   // a parameter NAME_nM holds the dose of NAME

    private readonly Argument<string> _what = new("what") { Description = "A plate in SynergyFinder's table dialect (CSV), a BNGL file, or 'her2' for the flagship's cell; with --level tumour or trial a study, such as cleopatra or a TOML file.", HelpName = "PLATE|FILE|her2|STUDY" };
    private readonly SynergyOptions _options = new(host);
    private readonly LimitOptions _limits = new();
    private readonly Option<ulong> _seed = CommonOptions.Seed();
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<string?> _out = CommonOptions.Out("Folder for the results; by default a new one.");
    private readonly Option<bool> _force = CommonOptions.Force();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public Command Build()
    {
        var command = new Command("synergy", "Score two drugs against nulls: over their doses, a plate or any output of a model; or the two antibodies in a study's virtual patients.") { _what };
        _options.AddTo(command);
        foreach (Option option in new Option[] { _seed, _threads, _out, _force, _quiet }) command.Add(option);
        _limits.AddBoundedTo(command);
        command.SetAction((parse, cancellation) => Task.FromResult(Run(parse, cancellation)));
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        var clock = new RunClock(host);
        string what = parse.GetRequiredValue(_what);
        if (_options.Level(parse) is not SynergyLevel level) return ExitCode.Usage;
        if (level != SynergyLevel.Molecular)
        {
            return new StudySynergyRun(host, clock, parse.GetValue(_quiet), parse.GetValue(_seed), parse.GetValue(_threads)).Run(
                what, level, _options, parse, parse.GetValue(_out), parse.GetValue(_force), cancellation);
        }

        bool model = what.EndsWith(".bngl", StringComparison.OrdinalIgnoreCase) || what.EndsWith(".net", StringComparison.OrdinalIgnoreCase) || Her2Files.Names.Contains(what + ".bngl");
        SourceText? source = model ? Inputs.OpenOrNamed(host, what, "", ".bngl") : Inputs.Open(host, what);
        if (source is null || _options.Beyond(parse) is not LoeweBeyond beyond) return ExitCode.Usage;
        (ImmutableArray<ScoredPlate> plates, int code) = model ? Model(parse, source, beyond, cancellation) : Plate(parse, source, beyond, cancellation);
        if (plates.IsEmpty) return code;
        double solving = clock.Seconds;
        var manifest = new RunManifest
        {
            ProductVersion = Product.Version,
            Status = RunStatus.Complete,
            Arguments = ["synergy", source.Name, .. _options.Decisive(parse), FormattableString.Invariant($"--seed {parse.GetValue(_seed)}")],
            Seed = parse.GetValue(_seed),
            Inputs = Inputs.Files(source),
        };
        string path = Outputs.FolderPath(host, parse.GetValue(_out), "synergy-" + Path.GetFileNameWithoutExtension(source.Name), parse.GetValue(_force));
        try
        {
            OutputFolder folder = OutputFolder.Create(path, parse.GetValue(_force) ? ExistingFiles.Replace : ExistingFiles.Refuse);
            Write(folder, plates, model, source.Name);
            folder.WriteManifest(manifest with
            {
                Timings = clock.Timings(parse.GetValue(_threads), ("solving", solving), ("writing", clock.Seconds - solving)),
            });
            folder.Complete();
            Print(plates, model);
            if (!parse.GetValue(_quiet)) host.Errors.WriteLine($"blockade: tables, figures and report.html are in {Path.GetRelativePath(host.WorkingFolder, folder.Path)}");
            return ExitCode.Done;
        }
        catch (OutputException e)
        {
            return Outputs.Failed(host, e);
        }
    }

    private (ImmutableArray<ScoredPlate> Plates, int Code) Plate(ParseResult parse, SourceText source, LoeweBeyond beyond, CancellationToken cancellation)
    {
        if (_options.Response(parse) is not PlateResponse response || _options.Plates(parse) is not int drawn) return ([], ExitCode.Usage);
        Checked<CombinationPlates> read = PlateReader.Read(source, response);
        Inputs.Report(host, read.Diagnostics, parse.GetValue(_quiet));
        if (read.Value is null) return ([], Inputs.Code(read.Diagnostics));
        ImmutableArray<CombinationPlate> plates = read.Value.Plates;
        ImmutableArray<ScoredPlate> scored = ProgressDisplay.Run(host, parse.GetValue(_quiet), progress => plates.Select((plate, i) =>
        {
            ScoredPlate one = ScoredPlate.Of($"block {plate.Block}", (plate.Drug1, plate.Unit1), (plate.Drug2, plate.Unit2), plate.Matrix, beyond, _options.Cooperativity(parse));
            if (drawn > 0)
            {
                var options = new PlateBootstrapOptions
                {
                    Plates = drawn, Threads = parse.GetValue(_threads), Random = new RandomSource(parse.GetValue(_seed)), Purpose = (ushort)DrawPurpose.Plates, Replicate = (uint)i,
                };
                one = one with { Intervals = PlateBootstrap.Intervals(plate.Matrix, one.Surface, beyond, options, cancellation) };
            }

            progress?.Report(new RunProgress("plates", i + 1, plates.Length));
            return one;
        }).ToImmutableArray());
        return (scored, ExitCode.Done);
    }

    private (ImmutableArray<ScoredPlate> Plates, int Code) Model(ParseResult parse, SourceText source, LoeweBeyond beyond, CancellationToken cancellation)
    {
        Checked<ReactionNetwork> network = Inputs.Network(host, source, _limits, parse, parse.GetValue(_quiet), cancellation);
        Inputs.Report(host, network.Diagnostics, parse.GetValue(_quiet));
        if (network.Value is null) return ([], Inputs.Code(network.Diagnostics));
        CompiledModel model = CompiledModel.Compile(network.Value);
        ImmutableDictionary<string, string> aliases = Antibodies.Values.All(model.ParameterNames.Contains) ? Antibodies : ImmutableDictionary<string, string>.Empty;
        aliases = aliases.AddRange(model.ParameterNames.Where(p => p.EndsWith(Dose, StringComparison.Ordinal)).Select(p => KeyValuePair.Create(p[..^Dose.Length], p)));
        ImmutableArray<string>? outputs = _options.Outputs(parse, [.. model.ObservableNames, .. model.FunctionNames]);
        if (outputs is not ImmutableArray<string> names || _options.Axes(parse, model.ParameterNames, aliases) is not (DoseAxis drug1, DoseAxis drug2)
            || _options.Reading(parse) is not DoseReading reading || _options.Settings(parse, model.ParameterNames, parse.GetValue(_quiet)) is not string[] settings || !ParameterSettings.TryRead(host, settings, model.ParameterNames, out (string, double)[] replaced))
        {
            return ([], ExitCode.Usage);
        }

        DoseScanResult scan = ProgressDisplay.Run(host, parse.GetValue(_quiet), progress =>
            DoseScan.Run(model, [.. replaced], drug1, drug2, names, reading, parse.GetValue(_threads), progress, cancellation));
        if (scan.Trouble is not null)
        {
            host.Errors.WriteLine($"blockade: {scan.Trouble}");
            return ([], ExitCode.NumericalFailure);
        }

        var plates = ImmutableArray.CreateBuilder<ScoredPlate>();
        for (int o = 0; o < names.Length; o++)
        {
            double untreated = scan.Values[o][0];
            if (untreated == 0)
            {
                host.Errors.WriteLine($"blockade: '{names[o]}' is 0 without drug, so there is nothing to lose.");
                return ([], ExitCode.NumericalFailure);
            }

            int columns = drug2.Doses.Length;
            var matrix = new DoseMatrix([.. scan.Values[o].Select((v, c) => new Well(drug1.Doses[c / columns], drug2.Doses[c % columns], 1 - (v / untreated)))]);
            plates.Add(ScoredPlate.Of(names[o], (Drug(drug1), Unit(drug1)), (Drug(drug2), Unit(drug2)), matrix, beyond, _options.Cooperativity(parse)));
        }

        return (plates.ToImmutable(), ExitCode.Done);

        string Drug(DoseAxis axis) => Antibodies.Concat(aliases).FirstOrDefault(a => a.Value == axis.Parameter && aliases.ContainsKey(a.Key)).Key ?? axis.Parameter;
        static string Unit(DoseAxis axis) => axis.Parameter.EndsWith(Dose, StringComparison.Ordinal) ? "nM" : "model unit";
    }

    private static void Write(OutputFolder folder, ImmutableArray<ScoredPlate> plates, bool model, string source)
    {
        ImmutableArray<Table> tables = SynergyTables.Of(plates);
        foreach (Table table in tables) Outputs.WriteTable(folder, table);

        ImmutableArray<RenderedFigure> figures = [.. plates.Select((p, i) => FigureRenderer.Render(
            SynergyFigures.Excess(p), folder, string.Create(CultureInfo.InvariantCulture, $"figure-excess-{i + 1}")))];
        folder.Write("report.html", s => HtmlReport.Write(SynergyReport.Of(plates, tables, figures, model, source), s));
    }

    private void Print(ImmutableArray<ScoredPlate> plates, bool model)
    {
        IAnsiConsole console = host.Results();
        var table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("of", "null", "mean excess, points (95 %)", "largest, points", "at doses");
        foreach (ScoredPlate plate in plates)
        {
            foreach (NullScore score in plate.Scores.Nulls)
            {
                int largest = SynergyTables.Largest(plate.Matrix, score);
                (double dose1, double dose2) = plate.Matrix.Doses(Math.Max(0, largest));
                table.AddRow(
                    Markup.Escape(plate.Name), SynergyTables.Name(score.Null), SynergyTables.Mean(plate, score.Null),
                    largest < 0 ? "-" : Numbers.One(SynergyTables.Points(score.Excess[largest]), "0.0"),
                    largest < 0 ? "-" : Markup.Escape(FormattableString.Invariant($"{dose1:g4} {plate.Unit1} {plate.Drug1}, {dose2:g4} {plate.Unit2} {plate.Drug2}")));
            }
        }

        console.Write(table);
        foreach (ScoredPlate plate in plates) host.Out.WriteLine(SynergyReport.Verdict(plate, model));
    }
}
