using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Blockade.Cli;

/// <summary>The help of a command, with examples that work when pasted.</summary>
internal sealed class HelpExamples(HelpAction help, CommandHost host) : SynchronousCommandLineAction
{
    private static readonly ImmutableDictionary<string, ImmutableArray<string>> Examples = new Dictionary<string, ImmutableArray<string>>
    {
        [""] = ["trial cleopatra", "doctor"],
        ["trial"] = ["trial cleopatra --seed 7 --out my-run", "trial my-trial.toml --patients 200 --json --quiet", "trial cleopatra --adam csv,json", "trial cleopatra --replicates 20 --patients 100"],
        ["design"] = ["design --hazard-ratio 0.75 --power 0.8", "design --hazard-ratio 0.65 --control-median 12 --delay 3 --looks 0.5 --replicates 100"],
        ["simulate"] = ["simulate her2 --set T_nM=100 --set N_nM=1 --end 7200", "simulate patient --number 3 --regimen pertuzumab-trastuzumab", "simulate my-model.bngl --end 10 --method ssa --runs 20 --out my-model.csv", "simulate my-kinetics.bngl --events my-doses.csv --lag plasma=0.5"],
        ["bngl"] = ["bngl run my-actions.bngl"],
        ["bngl run"] = ["bngl run my-actions.bngl --out my-actions", "bngl run my-actions.bngl --seed 7 --quiet"],
        ["new"] = ["new antibody zumab --like pertuzumab --epitope HER2.II --kd \"0.4 nM\" --out zumab"],
        ["new antibody"] = ["new antibody zumab --like pertuzumab --epitope HER2.II --kd \"0.4 nM\" --out zumab", "new antibody bimab --like pertuzumab --epitope HER2.II --kd \"1 nM\" --epitope HER2.IV --kd \"3 nM\" --out bimab"],
        ["check"] = ["check my-trial.toml my-model.bngl", "check --balance my-model.bngl"],
        ["show"] = ["show parameters pk.", "show regimen pertuzumab --days 63"],
        ["show parameters"] = ["show parameters receptor."],
        ["show published"] = ["show published"],
        ["show mechanisms"] = ["show mechanisms"],
        ["show cell-lines"] = ["show cell-lines"],
        ["show network"] = ["show network her2", "show network my-model.bngl --max-species 50000"],
        ["show regimen"] = ["show regimen trastuzumab --weight 70 --days 63"],
        ["show files"] = ["show files", "show files trials/cleopatra.toml"],
        ["draw"] = ["draw contact her2 --out her2.svg"],
        ["draw contact"] = ["draw contact her2 --out her2.svg"],
        ["draw rules"] = ["draw rules my-model.bngl --out rules.svg", "draw rules her2 --out rules.graphml"],
        ["draw regulatory"] = ["draw regulatory my-model.bngl --out regulatory.svg"],
        ["draw reactions"] = ["draw reactions my-model.bngl --out reactions.svg", "draw reactions her2 --out reactions.dot"],
        ["explain"] = ["explain rule onT"],
        ["explain rule"] = ["explain rule onT", "explain rule onT --model my-model.bngl --json"],
        ["explain molecule"] = ["explain molecule H2"],
        ["explain observable"] = ["explain observable H2TP"],
        ["export"] = ["export her2 --to sbml --out her2.xml", "export my-model.bngl --to table --out my-model"],
        ["fit"] = ["fit my-problem.yaml --starts 5 --out my-fit", "fit my-problem.yaml --starts 10 --resume --out my-fit"],
        ["pack"] = ["pack her2 --set T_nM=100 --set P_nM=100 --out my-her2.omex", "pack my-model.bngl --end 10 --creator \"A. Person\" --out my-model.omex"],
        ["verify"] = ["verify my-archive.omex"],
        ["omex"] = ["omex -i my-archive.omex -o my-results"],
        ["calibrate"] = ["calibrate --out calibrated.csv --posterior posterior.csv"],
        ["predict"] = ["predict", "predict neosphere --draws 20 --replicates 4"],
        ["synergy"] = ["synergy my-plate.csv --response viability --out my-plate", "synergy her2 --on pAKT --on pERK --drugs trastuzumab,pertuzumab --doses 0,0.1,0.3,1,10 --set N_nM=1", "synergy cleopatra --level tumour --weeks 9,18", "synergy cleopatra --level trial --patients 400"],
        ["sense"] = ["sense cleopatra --on hr,median_pfs --patients 100", "sense cleopatra --on gain_pfs --vary receptor.aT=1:30:log --vary tumour.growth=0.015:0.03 --method sobol --samples 16", "sense cleopatra --on gain_pfs --method shapley"],
        ["doctor"] = ["doctor"],
    }.ToImmutableDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        string command = string.Join(' ', UsageErrors.Path(parseResult.CommandResult));
        if (command == "omex")
        {
            host.Out.WriteLine("Variables of the environment:");
            foreach ((string name, string otherwise, string meaning) in OmexSettings.Variables) host.Out.WriteLine($"  {name} ({otherwise}): {meaning}");
            host.Out.WriteLine();
        }

        host.Out.WriteLine("Examples:");
        foreach (string example in Examples[command]) host.Out.WriteLine($"  {host.Invocation} {example}");
        return code;
    }
}
