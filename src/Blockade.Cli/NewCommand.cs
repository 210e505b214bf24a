using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using Blockade.Antibodies;
using Blockade.Evidence;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Units;
using Blockade.Reporting;

namespace Blockade.Cli;

/// <summary><c>blockade new antibody NAME</c>: writes an antibody of the user's own into a model, with its constants, a regimen and a trial.</summary>
internal sealed class NewCommand(CommandHost host)
{
    private readonly Argument<string> _name = new("name") { Description = "The antibody's name: letters, digits and _, a letter first.", HelpName = "NAME" };
    private readonly Option<string> _like = new("--like") { Description = "Whose rate of binding, doses and pharmacokinetics it has, and whose place in the patient it takes.", HelpName = string.Join('|', AntibodyDesign.Known), Required = true };
    private readonly Option<string[]> _epitopes = new("--epitope") { Description = "Where it binds, from which follows what it does; a biparatopic has two, on one receptor.", HelpName = string.Join('|', Epitope.All.Select(e => e.Name)), Required = true };
    private readonly Option<string[]> _kds = new("--kd") { Description = "Its dissociation constant on cells with unit, one for each epitope, such as \"0.4 nM\".", HelpName = "QUANTITY", Required = true };
    private readonly Option<string> _source = new("--source") { Description = "Where the dissociation constant comes from.", DefaultValueFactory = _ => "user", HelpName = "TEXT" };
    private readonly Option<string> _grade = new("--grade") { Description = "How well it is known.", DefaultValueFactory = _ => "assumption", HelpName = string.Join('|', EvidenceReader.GradeWords.Keys.Order(StringComparer.Ordinal)) };
    private readonly Option<string> _from = new("--from") { Description = "The model to put it into: her2, or a BNGL file of the same build.", DefaultValueFactory = _ => "her2", HelpName = "her2|FILE" };
    private readonly Option<string> _out = new("--out") { Description = "A new folder for the files.", HelpName = "FOLDER", Required = true };
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public Command Build()
    {
        var antibody = new Command("antibody", "Write an antibody of your own into a model: rules, constants, a regimen and a trial, ready for every command.")
        {
            _name, _like, _epitopes, _kds, _source, _grade, _from, _out, _quiet,
        };
        antibody.SetAction((parse, cancellation) => Task.FromResult(Run(parse, cancellation)));
        return new Command("new", "Begin something of your own.") { antibody };
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        if (Design(parse) is not AntibodyDesign design) return ExitCode.Usage;
        if (Inputs.OpenOrNamed(host, parse.GetValue(_from)!, "", ".bngl") is not SourceText from) return ExitCode.Usage;
        bool quiet = parse.GetValue(_quiet);
        Checked<AntibodyModule> written = AntibodyModule.Write(design, from);
        Inputs.Report(host, written.Diagnostics, quiet);
        if (written.Value is not AntibodyModule module) return ExitCode.InvalidInput;

        // what is written is what can be run: the model is read again, and its network expanded, before a file is
        Checked<Models.Rules.RuleModel> rules = BnglReader.Read(module.Model);
        Checked<ReactionNetwork> network = rules.Value is null ? new(null, rules.Diagnostics) : ReactionNetwork.Expand(rules.Value, ExpansionLimits.Default, null, cancellation);
        Diagnostic[] problems = [.. rules.Diagnostics.Concat(network.Diagnostics).Distinct()];
        Inputs.Report(host, problems, quiet);
        if (rules.Value is null || (network.Value is null && problems.All(d => d.Code != "NET1101"))) return ExitCode.InvalidInput;
        string path = Path.Combine(host.WorkingFolder, parse.GetRequiredValue(_out));
        try
        {
            OutputFolder folder = OutputFolder.Create(path);
            foreach (SourceText file in module.Files) folder.Write(file.Name, s => s.Write(Encoding.UTF8.GetBytes(file.Text)));
            folder.Complete();
        }
        catch (OutputException e)
        {
            return Outputs.Failed(host, e);
        }

        string shown = Path.GetRelativePath(host.WorkingFolder, path).Replace('\\', '/');
        host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{design.Name}, like {design.Like}: {string.Join(" and ", design.Arms.Select(a => $"{a.Epitope.Name} at KD {a.KdNanomolar:R} nM"))}."));
        foreach (SourceText file in module.Files) host.Out.WriteLine($"  {shown}/{file.Name}");
        host.Out.WriteLine(network.Value is { } n ? $"The model has {n.Species.Length} species and {n.Reactions.Length} reactions." : "The model has no finite network; 'simulate --method nf' runs it.");
        if (quiet) return ExitCode.Done;
        foreach (string next in new[]
        {
            $"check {shown}/{module.Model.Name} {shown}/{module.Regimen.Name} {shown}/{module.Trial.Name}",
            $"synergy {shown}/{module.Model.Name} --on pAKT --drugs {design.Partner},{design.Name} --doses 0,1,10,100 --set N_nM=1",
            $"synergy {shown}/{module.Trial.Name} --model {shown}/{module.Model.Name} --level tumour",
            $"trial {shown}/{module.Trial.Name} --model {shown}/{module.Model.Name}",
        }) host.Errors.WriteLine($"blockade: next: {host.Invocation} {next}");
        return ExitCode.Done;
    }

    // every fault of the command line at once
    private AntibodyDesign? Design(ParseResult parse)
    {
        bool good = true;
        void Problem(string message)
        {
            host.Errors.WriteLine($"blockade: {message}");
            good = false;
        }

        string name = parse.GetRequiredValue(_name), like = parse.GetRequiredValue(_like);
        if (!AntibodyDesign.IsName(name)) Problem($"'{name}' cannot be a name: letters, digits and _, a letter first.");
        if (!AntibodyDesign.Known.Contains(like)) Problem($"--like '{like}': {NearestName.Hint(like, AntibodyDesign.Known) ?? $"one of {string.Join(", ", AntibodyDesign.Known)}."}");
        if (!EvidenceReader.GradeWords.TryGetValue(parse.GetValue(_grade)!, out Grade grade)) Problem($"--grade is one of {string.Join(", ", EvidenceReader.GradeWords.Keys.Order(StringComparer.Ordinal))}.");
        string[] epitopes = parse.GetRequiredValue(_epitopes), kds = parse.GetRequiredValue(_kds);
        if (epitopes.Length is < 1 or > 2) Problem("an antibody has one --epitope, and a biparatopic two.");
        if (epitopes.Length != kds.Length) Problem($"there is one --kd for each --epitope; here are {epitopes.Length} and {kds.Length}.");
        var arms = ImmutableArray.CreateBuilder<AntibodyArm>();
        for (int i = 0; i < Math.Min(epitopes.Length, kds.Length); i++)
        {
            Epitope? epitope = Epitope.Named(epitopes[i]);
            if (epitope is null)
            {
                string[] names = [.. Epitope.All.Select(e => e.Name)];
                Problem($"there is no epitope '{epitopes[i]}'; {(NearestName.Hint(epitopes[i], names) is { } hint ? $"{hint} " : "")}there are: {string.Join(", ", names)}.");
            }

            double kd = double.NaN;
            if (!Quantity.TryParse(kds[i], QuantityKind.MolarConcentration, out Quantity quantity, out string? problem)) Problem($"--kd '{kds[i]}': {problem}.");
            else if (!((kd = quantity.In("nM")) is >= 1e-6 and <= 1e6)) Problem($"--kd '{kds[i]}': from 1e-6 to 1e6 nM.");
            if (epitope is not null) arms.Add(new AntibodyArm(epitope, kd));
        }

        if (arms.Count == 2 && arms[0].Epitope == arms[1].Epitope) Problem($"both arms are on {arms[0].Epitope.Name}; an antibody with two equal arms has one --epitope, its avidity in --kd.");
        else if (arms.Count == 2 && arms[0].Epitope.Receptor != arms[1].Epitope.Receptor) Problem($"{arms[0].Epitope.Name} and {arms[1].Epitope.Name} are on two receptors: an antibody between receptors makes chains without end, which these models leave out.");
        return good ? new AntibodyDesign(name, like, arms.ToImmutable(), parse.GetValue(_source)!, grade) : null;
    }
}
