using System.CommandLine;
using System.Globalization;
using Blockade.Dosing;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Dynamics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Sbml;
using Blockade.Trials;
using Spectre.Console;

namespace Blockade.Cli;

/// <summary><c>blockade show WHAT</c>: what ships with Blockade, with its sources.</summary>
internal sealed class ShowCommand(CommandHost host)
{
    public Command Build()
    {
        var command = new Command("show", "Show what ships with Blockade.")
        {
            Parameters(), Published(), Mechanisms(), CellLines(), Network(), Regimen(), Files(),
        };
        return command;
    }

    private Command Parameters()
    {
        var filter = new Argument<string>("filter") { Description = "Only names that contain this.", DefaultValueFactory = _ => "", HelpName = "TEXT" };
        var command = new Command("parameters", "Every constant with value, unit, source and grade.") { filter };
        command.SetAction(parse =>
        {
            string text = parse.GetValue(filter) ?? "";
            Checked<ParameterTable> constants = Her2Evidence.Parameters();
            Checked<ParameterTable> fitted = EvidenceReader.ReadParameters(Her2Files.Read("calibrated.csv"));
            Spectre.Console.Table table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("id", "value", "unit", "varies", "grade", "source");
            foreach (SourcedParameter p in constants.Value!.With(fitted.Value!).Where(p => p.Id.Contains(text, StringComparison.OrdinalIgnoreCase)))
            {
                table.AddRow([.. new[] { p.Id, p.Value.ToString("g6", CultureInfo.InvariantCulture), p.Unit, p.Distribution == "fixed" ? "" : p.Distribution, p.Grade.ToString().ToLowerInvariant(), p.Source + (p.Note.Length > 0 ? $" ({p.Note})" : "") }.Select(Markup.Escape)]);
            }

            host.Results().Write(table);
            return ExitCode.Done;
        });
        return command;
    }

    private Command Published()
    {
        var command = new Command("published", "Published results with their role: calibrate or blind.");
        command.SetAction(_ =>
        {
            Spectre.Console.Table table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("id", "value", "unit", "n", "role", "grade", "source");
            foreach (PublishedResult r in Her2Evidence.Published().Value!.Rows)
            {
                string limits = double.IsNaN(r.Lower) ? "" : FormattableString.Invariant($" ({r.Lower} to {r.Upper})");
                table.AddRow([.. new[] { r.Id, r.Value.ToString("g6", CultureInfo.InvariantCulture) + limits, r.Unit, r.Patients.ToString(CultureInfo.InvariantCulture), r.Role.ToString().ToLowerInvariant(), r.Grade.ToString().ToLowerInvariant(), r.Source }.Select(Markup.Escape)]);
            }

            host.Results().Write(table);
            return ExitCode.Done;
        });
        return command;
    }

    private Command Mechanisms()
    {
        var command = new Command("mechanisms", "What can be switched off by itself, with --off KEY, and the constants that do it.");
        command.SetAction(_ =>
        {
            Spectre.Console.Table table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("key", "mechanism", "of", "off with");
            foreach (Mechanism m in Mechanism.All)
            {
                string[] constants = [.. m.Off.Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Name} = {o.Value:R}"))];
                table.AddRow([.. new[] { m.Key, m.Name, m.IsOfCell ? "a cell" : "patients", string.Join(", ", constants) }.Select(Markup.Escape)]);
            }

            host.Results().Write(table);
            return ExitCode.Done;
        });
        return command;
    }

    private Command CellLines()
    {
        var command = new Command("cell-lines", "Receptors per cell of cell lines, for --cell-line.");
        command.SetAction(_ =>
        {
            Spectre.Console.Table table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("cell line", "receptor", "per cell", "grade", "source");
            foreach (CellLine line in CellLine.All())
            {
                foreach ((string parameter, string receptor) in CellLine.Receptors)
                {
                    SourcedParameter? count = line.Count(parameter);
                    table.AddRow([.. (count is null
                        ? new[] { line.Name, receptor, "none found", "", "" }
                        : [line.Name, receptor, count.Value.ToString("g6", CultureInfo.InvariantCulture), count.Grade.ToString().ToLowerInvariant(), count.Source]).Select(Markup.Escape)]);
                }
            }

            host.Results().Write(table);
            return ExitCode.Done;
        });
        return command;
    }

    private Command Network()
    {
        var file = new Argument<string>("model") { Description = "A BNGL or SBML file, or her2.", DefaultValueFactory = _ => "her2", HelpName = "FILE|her2" };
        var limits = new LimitOptions();
        var command = new Command("network", "Size of a model's reaction network.") { file };
        limits.AddBoundedTo(command);
        var sbml = new SbmlOptions();
        sbml.AddTo(command);
        command.SetAction((parse, cancellation) =>
        {
            SourceText? source = Inputs.OpenOrNamed(host, parse.GetValue(file)!, "", ".bngl");
            if (source is null) return Task.FromResult(ExitCode.Usage);
            if (SbmlReader.IsSbml(source.Name)) return Task.FromResult(ShowSbml(source, sbml, parse));
            Checked<ReactionNetwork> network = Inputs.Network(host, source, limits, parse, quiet: false, cancellation);
            Inputs.Report(host, network.Diagnostics);
            if (network.Value is null) return Task.FromResult(Inputs.Code(network.Diagnostics));
            RuleModel rules = network.Value.Model;
            CompiledModel model = CompiledModel.Compile(network.Value);
            NetworkOde ode = model.Ode(model.Parameters());
            host.Out.WriteLine($"molecule types       {rules.MoleculeTypes.Length}");
            host.Out.WriteLine($"rules                {rules.Rules.Length}");
            host.Out.WriteLine($"species              {network.Value.Species.Length}");
            host.Out.WriteLine($"reactions            {network.Value.Reactions.Length}");
            host.Out.WriteLine($"largest species      {network.Value.Species.Select(s => s.MoleculeCount).DefaultIfEmpty().Max()} molecules");
            host.Out.WriteLine($"Jacobian entries     {ode.JacobianPattern.EntryCount} of {(long)ode.Dimension * ode.Dimension}");
            host.Out.WriteLine($"conservation laws    {model.ConservationLaws().Length}");
            int needed = model.Lump(model.ObservableNames, cancellation).SpeciesNames.Length;
            host.Out.WriteLine($"states needed        {needed}{(needed < ode.Dimension ? " by the observables: sums of species that depend on each other alone" : "")}");
            if (!ActionProgramReader.IsNetwork(source.Name) && NetworkForecast.Of(rules) is { IsFinite: true } forecast) host.Out.WriteLine(FormattableString.Invariant($"forecast             finite, {forecast.MostSpecies:0} species at most"));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private int ShowSbml(SourceText source, SbmlOptions options, ParseResult parse)
    {
        (SbmlDocument? document, int code) = options.Read(host, source, parse, quiet: false);
        if (document is null) return code;
        DynamicModel model = document.Compiled;
        host.Out.WriteLine($"edition              SBML Level {document.Edition.Level} Version {document.Edition.Version}");
        host.Out.WriteLine($"species              {document.Size.Species}");
        host.Out.WriteLine($"reactions            {document.Size.Reactions}");
        host.Out.WriteLine($"rules                {document.Size.Rules}");
        host.Out.WriteLine($"events               {document.Size.Events}");
        host.Out.WriteLine($"states               {model.StateNames.Length}");
        host.Out.WriteLine($"Jacobian entries     {model.JacobianEntries} of {(long)model.StateNames.Length * model.StateNames.Length}");
        host.Out.WriteLine($"reaction by reaction {DynamicJumps.Objection(document.System) ?? "yes"}");
        return ExitCode.Done;
    }

    private Command Regimen()
    {
        var name = new Argument<string>("regimen") { Description = "A regimen that ships with Blockade, or a TOML file.", HelpName = "NAME|FILE" };
        var days = new Option<int>("--days") { Description = "Doses within this many days.", DefaultValueFactory = _ => 126, HelpName = "N" };
        var weight = new Option<double>("--weight") { Description = "Body weight, kg.", DefaultValueFactory = _ => 66, HelpName = "KG" };
        var height = new Option<double>("--height") { Description = "Height, cm.", DefaultValueFactory = _ => 162, HelpName = "CM" };
        var command = new Command("regimen", "A regimen's planned doses as NONMEM rows (TIME in h, AMT in mg, RATE in mg/h).") { name, days, weight, height };
        command.SetAction(parse =>
        {
            double kilograms = parse.GetValue(weight);
            double centimetres = parse.GetValue(height);
            if (!(kilograms is > 0 and < 500) || !(centimetres is > 0 and < 260) || parse.GetValue(days) is < 1 or > 36600)
            {
                host.Errors.WriteLine("blockade: --weight is above 0 and below 500 kg, --height above 0 and below 260 cm, --days from 1 to 36600.");
                return ExitCode.Usage;
            }

            SourceText? source = Inputs.OpenOrNamed(host, parse.GetRequiredValue(name), "regimens/", ".toml");
            if (source is null) return ExitCode.Usage;
            Checked<Regimen> regimen = RegimenReader.Read(source);
            Inputs.Report(host, regimen.Diagnostics);
            if (regimen.Value is null) return Inputs.Code(regimen.Diagnostics);
            double surface = Populations.BodySize.DuBoisSurface(kilograms, centimetres);
            host.Out.Write(NonmemRows.Write(regimen.Value.Schedules.SelectMany(s => regimen.Value.Doses(s.Drug, kilograms, surface, parse.GetValue(days)))));
            return ExitCode.Done;
        });
        return command;
    }

    private Command Files()
    {
        var name = new Argument<string>("file") { Description = "Print this file.", DefaultValueFactory = _ => "", HelpName = "NAME" };
        var command = new Command("files", "The flagship's files, or one of them: a starting point for your own.") { name };
        command.SetAction(parse =>
        {
            string file = parse.GetValue(name) ?? "";
            if (file.Length == 0)
            {
                foreach (string n in Her2Files.Names) host.Out.WriteLine(n);
                return ExitCode.Done;
            }

            if (!Her2Files.Names.Contains(file))
            {
                host.Errors.WriteLine($"blockade: there is no file '{file}'; {NearestName.Hint(file, Her2Files.Names) ?? "'show files' lists them"}");
                return ExitCode.Usage;
            }

            host.Out.Write(Her2Files.Read(file).Text);
            return ExitCode.Done;
        });
        return command;
    }
}
