using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Blockade.Files;
using Blockade.Simulation;
using Blockade.Synergy;
using Blockade.Trials;

namespace Blockade.Cli;

/// <summary>The options of <c>blockade synergy</c>, read into the library's words. What is wrong with one is told, and null returned.</summary>
internal sealed class SynergyOptions(CommandHost host)
{
    private static readonly ImmutableDictionary<string, LoeweBeyond> Beyonds = new Dictionary<string, LoeweBeyond>
    {
        ["hsa"] = LoeweBeyond.HighestSingleAgent, ["weakest"] = LoeweBeyond.WeakerMaximum, ["none"] = LoeweBeyond.Undefined, ["sum"] = LoeweBeyond.StrongerAtSum,
    }.ToImmutableDictionary();

    private static readonly ImmutableDictionary<string, SynergyLevel> Levels = new Dictionary<string, SynergyLevel>
    {
        ["molecular"] = SynergyLevel.Molecular, ["tumour"] = SynergyLevel.Tumour, ["trial"] = SynergyLevel.Trial,
    }.ToImmutableDictionary();

    private readonly Option<string?> _response = new("--response") { Description = "Plate: what the column 'response' measures, in percent. The file does not say.", HelpName = "viability|inhibition" };
    private readonly Option<string[]> _on = new("--on") { Description = "Model: an observable or function to score. May be repeated.", HelpName = "NAME" };
    private readonly Option<string?> _drugs = new("--drugs") { Description = "Model: the two parameters that hold the doses; NAME stands for NAME_nM, and trastuzumab and pertuzumab for T_nM and P_nM.", HelpName = "A,B" };
    private readonly Option<string[]> _doses = new("--doses") { Description = "Model: doses of both drugs, from 0; given twice, of the first and of the second.", HelpName = "0,D,..." };
    private readonly Option<double?> _at = new("--at") { Description = "Model: read this long after the doses, in the model's unit; by default at the steady state.", HelpName = "T" };
    private readonly Option<double> _rest = new("--rest") { Description = "Model, with --at: time without drugs before the doses.", HelpName = "T" };
    private readonly Option<string[]> _set = new("--set") { Description = "Model: replace a parameter. May be repeated.", HelpName = "NAME=VALUE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _loewe = new("--loewe") { Description = "Loewe's null where the weaker drug cannot follow: the stronger drug alone (hsa), the weaker one's maximum (weakest), no value (none), the stronger at both doses together (sum).", DefaultValueFactory = _ => "hsa", HelpName = "hsa|weakest|none|sum" };
    private readonly Option<bool> _gamma = new("--gamma") { Description = "Let MuSyC's slopes change too: two numbers more to fit." };
    private readonly Option<string> _level = new("--level") { Description = "What is looked at: cells of a plate or a model (molecular), or virtual patients of a study: their tumours' size (tumour), or their progression and death (trial).", DefaultValueFactory = _ => "molecular", HelpName = "molecular|tumour|trial" };
    private readonly Option<string?> _model = CommonOptions.File("--model", "Study: a receptor model in BNGL that replaces the flagship.");
    private readonly Option<string?> _posterior = CommonOptions.File("--posterior", "Study: draws of the tumour's constants instead of the frozen ones, as 'blockade calibrate --posterior' writes them.");
    private readonly Option<int> _patients = new("--patients") { Description = "Study: virtual patients, each under every treatment.", DefaultValueFactory = _ => 200, HelpName = "N" };
    private readonly Option<int> _draws = new("--draws") { Description = "Study: draws of the tumour's constants for the intervals; 0 for the frozen fit alone.", DefaultValueFactory = _ => 20, HelpName = "N" };
    private readonly Option<string> _weeks = new("--weeks") { Description = "Tumour level: when tumours are measured, weeks.", DefaultValueFactory = _ => "9,18", HelpName = "W,..." };
    private readonly Option<double> _correlation = new("--response-correlation") { Description = "Trial level: rank correlation of a patient's times on the two parts, beside that of the virtual patients themselves.", DefaultValueFactory = _ => NullForecast.DefaultCorrelation, HelpName = "R" };
    private readonly Option<int> _plates = new("--bootstrap") { Description = "Plate: plates drawn for the intervals, 40 or more; 0 for no intervals.", DefaultValueFactory = _ => 200, HelpName = "N" };

    private readonly MechanismOptions _mechanisms = new(host);
    private readonly CellLineOptions _cells = new(host);

    public void AddTo(Command command)
    {
        foreach (Option option in All) command.Add(option);
    }

    /// <summary>The options that were given, of those that decide the result.</summary>
    public IEnumerable<string> Decisive(ParseResult parse) => All
        .Select(o => parse.GetResult(o)).OfType<System.CommandLine.Parsing.OptionResult>().Where(r => !r.Implicit)
        .SelectMany(r => r.Tokens.Count == 0 ? [r.Option.Name] : r.Tokens.Select(t => $"{r.Option.Name} {t.Value}"));

    private Option[] All => [_response, _on, _drugs, _doses, _at, _rest, _set, _cells.Line, _mechanisms.Off, _loewe, _gamma, _plates, _level, _model, _posterior, _patients, _draws, _weeks, _correlation];

    /// <summary>The file of a model that replaces the flagship in a study, or null.</summary>
    public string? Model(ParseResult parse) => parse.GetValue(_model);

    /// <summary>The file of draws that replaces the frozen posterior, or null.</summary>
    public string? Posterior(ParseResult parse) => parse.GetValue(_posterior);

    /// <summary>The level, or null.</summary>
    public SynergyLevel? Level(ParseResult parse)
    {
        if (Levels.TryGetValue(parse.GetValue(_level)!, out SynergyLevel level)) return level;
        host.Errors.WriteLine("blockade: --level is molecular, tumour or trial.");
        return null;
    }

    /// <summary>How a study is looked at, or null.</summary>
    public (int Patients, int Draws, ImmutableArray<int> Days, ResponseCorrelation Correlation)? Study(ParseResult parse)
    {
        (int patients, int draws, double correlation) = (parse.GetValue(_patients), parse.GetValue(_draws), parse.GetValue(_correlation));
        double[] weeks = [.. Doses(parse.GetValue(_weeks)!)];
        string? problem = patients is < 2 or > 100_000 ? "--patients is from 2 to 100000"
            : draws is < 0 or > 10_000 ? "--draws is from 0 to 10000"
            : !(correlation is >= -1 and <= 1) ? "--response-correlation is from -1 to 1"
            : weeks.Length > 6 || weeks.Any(w => !(w is > 0 and <= 520)) || weeks.Zip(weeks.Skip(1)).Any(p => !(p.First < p.Second)) ? "--weeks takes one to six numbers that ascend, up to 520, such as 9,18"
            : null;
        if (problem is null) return (patients, draws, [.. weeks.Select(w => (int)Math.Round(7 * w))], new ResponseCorrelation(correlation));
        host.Errors.WriteLine($"blockade: {problem}.");
        return null;
    }

    public Cooperativity Cooperativity(ParseResult parse) => parse.GetValue(_gamma) ? Blockade.Synergy.Cooperativity.Fitted : Blockade.Synergy.Cooperativity.Held;

    /// <summary>What a study does without, or null.</summary>
    public ImmutableArray<Mechanism>? Off(ParseResult parse) => _mechanisms.Patients(parse);

    /// <summary>What a model's parameters are set to, a cell line's counts first, then mechanisms that are off; or null.</summary>
    public string[]? Settings(ParseResult parse, ImmutableArray<string> parameters, bool quiet) => _cells.Settings(parse, parameters, quiet) is string[] counts && (parse.GetValue(_at) is null ? _mechanisms.CellAtRest(parse) : _mechanisms.CellOverTime(parse)) is string[] off ? [.. counts, .. off, .. parse.GetValue(_set) ?? []] : null;

    public LoeweBeyond? Beyond(ParseResult parse)
    {
        if (Beyonds.TryGetValue(parse.GetValue(_loewe)!, out LoeweBeyond beyond)) return beyond;
        host.Errors.WriteLine("blockade: --loewe is hsa, weakest, none or sum.");
        return null;
    }

    public int? Plates(ParseResult parse)
    {
        int plates = parse.GetValue(_plates);
        if (plates == 0 || plates is >= 40 and <= 100_000) return plates;
        host.Errors.WriteLine("blockade: --bootstrap is 0, or from 40 to 100000: an interval of 95 % needs forty plates.");
        return null;
    }

    public PlateResponse? Response(ParseResult parse)
    {
        switch (parse.GetValue(_response))
        {
            case "viability": return PlateResponse.Viability;
            case "inhibition": return PlateResponse.Inhibition;
            default:
                host.Errors.WriteLine("blockade: a plate needs --response viability (100 without drug) or --response inhibition (0 without drug): the file does not say, and the wrong one turns every score round.");
                return null;
        }
    }

    /// <summary>The names of <c>--on</c>, which are outputs of the model.</summary>
    public ImmutableArray<string>? Outputs(ParseResult parse, ImmutableArray<string> outputs)
    {
        string[] names = parse.GetValue(_on) ?? [];
        if (names.Length == 0)
        {
            host.Errors.WriteLine("blockade: a model needs --on NAME, an observable or a function.");
            return null;
        }

        string[] unknown = [.. names.Where(n => !outputs.Contains(n))];
        foreach (string name in unknown)
            host.Errors.WriteLine($"blockade: the model has no observable or function '{name}'{(Models.Diagnostics.NearestName.Hint(name, outputs) is string hint ? "; " + hint : ".")}");
        return unknown.Length > 0 ? null : [.. names.Distinct()];
    }

    /// <summary>The two drugs with their doses.</summary>
    public (DoseAxis Drug1, DoseAxis Drug2)? Axes(ParseResult parse, ImmutableArray<string> parameters, ImmutableDictionary<string, string> aliases)
    {
        string[] drugs = (parse.GetValue(_drugs) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] lists = parse.GetValue(_doses) ?? [];
        if (drugs.Length != 2 || drugs[0] == drugs[1] || lists.Length is < 1 or > 2)
        {
            host.Errors.WriteLine("blockade: a model needs --drugs A,B, two different parameters, and --doses 0,D,... once for both or once for each.");
            return null;
        }

        string[] names = [.. drugs.Select(d => aliases.GetValueOrDefault(d, d))];
        foreach (string name in names.Where(n => !parameters.Contains(n)))
        {
            host.Errors.WriteLine($"blockade: the model has no parameter '{name}' for a dose{(Models.Diagnostics.NearestName.Hint(name, [.. parameters, .. aliases.Keys]) is string hint ? "; " + hint : ".")}");
            return null;
        }

        ImmutableArray<double>[] doses = [.. lists.Select(Doses)];
        if (doses.Any(d => d.Length < 3 || d[0] != 0 || d.Length > 100 || d.Any(v => !double.IsFinite(v)) || d.Zip(d.Skip(1)).Any(p => !(p.First < p.Second))))
        {
            host.Errors.WriteLine("blockade: --doses takes from 3 to 100 numbers that ascend from 0, such as 0,0.3,1,3,10.");
            return null;
        }

        return (new DoseAxis(names[0], doses[0]), new DoseAxis(names[1], doses[^1]));
    }

    public DoseReading? Reading(ParseResult parse)
    {
        double rest = parse.GetValue(_rest);
        if (parse.GetValue(_at) is not double after) return new DoseReading.SteadyState();
        if (after > 0 && rest >= 0 && double.IsFinite(after + rest)) return new DoseReading.AtTime(after, rest);
        host.Errors.WriteLine("blockade: --at is positive and --rest 0 or more.");
        return null;
    }

    private static ImmutableArray<double> Doses(string text) =>
        [.. text.Split(',').Select(t => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) ? v : double.NaN)];
}
