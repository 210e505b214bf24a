using Blockade.Testing;

namespace Blockade.Cli.Tests.BadInput;

/// <summary>
/// What a user sees who gives Blockade something it cannot use: each input is a file in <c>samples</c>, and beside it stands the command line,
/// what was said, and the exit code.
/// </summary>
[Evidence(EvidenceKind.Analytic, "the transcript beside the sample, read by a person when it changes (BLOCKADE_ACCEPT=1 rewrites it); exit codes: docs/exit-codes.md")]
public sealed class BadInputTests : IDisposable
{
    private static readonly string Samples = Path.Combine(Repository.Root, "tests", "Blockade.Cli.Tests", "BadInput", "samples");

    private readonly CommandLine _line = new();

    public BadInputTests()
    {
        foreach (string file in Directory.GetFiles(Samples).Where(f => !f.EndsWith(".expected", StringComparison.Ordinal))) File.Copy(file, _line[Path.GetFileName(file)]);
    }

    public void Dispose() => _line.Dispose();

    [Theory]
    [InlineData("wrong-unit", ExitCode.InvalidInput, "check wrong-unit.toml")]
    [InlineData("wrong-unit-patient", ExitCode.InvalidInput, "simulate patient --regimen wrong-unit.toml")]
    [InlineData("unknown-parameter", ExitCode.InvalidInput, "trial cleopatra --parameters unknown-parameter.csv --out results")]
    [InlineData("unknown-parameter-set", ExitCode.Usage, "simulate her2 --set T_mN=100 --set kTon=fast")]
    [InlineData("no-such-drug", ExitCode.InvalidInput, "show regimen no-such-drug.toml")]
    [InlineData("negative-weight", ExitCode.InvalidInput, "trial cleopatra --population negative-weight.toml --out results")]
    [InlineData("negative-weight-option", ExitCode.Usage, "show regimen trastuzumab --weight -70")]
    [InlineData("cut-before-accrual", ExitCode.InvalidInput, "trial cut-before-accrual.toml --out results")]
    [InlineData("never-fires", ExitCode.Done, "check never-fires.bngl")]
    [InlineData("infinite-network", ExitCode.LimitReached, "check infinite-network.bngl --max-species 200")]
    [InlineData("infinite-network-simulate", ExitCode.LimitReached, "simulate infinite-network.bngl --max-molecules 20")]
    [InlineData("infinite-network-trial", ExitCode.LimitReached, "trial cleopatra --model infinite-chain.bngl --out results")]
    [InlineData("not-a-number", ExitCode.NumericalFailure, "simulate not-a-number.bngl --end 1 --points 4")]
    [InlineData("all-at-once", ExitCode.LimitReached, "check wrong-unit.toml no-such-drug.toml unknown-parameter.csv infinite-network.bngl --max-species 100")]
    [InlineData("missing-file", ExitCode.Usage, "check no-such-file.toml wrong-unit.toml")]
    [InlineData("unknown-command", ExitCode.Usage, "tria cleopatra")]
    [InlineData("unknown-option", ExitCode.Usage, "trial cleopatra --sed 3")]
    [InlineData("unknown-trial", ExitCode.Usage, "trial cleoptra")]
    [InlineData("unknown-regimen", ExitCode.Usage, "show regimen trastuzumap")]
    [InlineData("no-command", ExitCode.Usage, "")]
    [InlineData("no-trial", ExitCode.Usage, "trial")]
    [InlineData("seed-in-words", ExitCode.Usage, "trial cleopatra --seed one")]
    [InlineData("no-threads", ExitCode.Usage, "trial cleopatra --threads 0")]
    [InlineData("wrong-posterior", ExitCode.InvalidInput, "predict --posterior wrong-posterior.csv --out results")]
    [InlineData("empty-posterior", ExitCode.InvalidInput, "predict --posterior empty-posterior.csv --out results")]
    [InlineData("unknown-prediction", ExitCode.Usage, "predict cleoptra neosphere --out results")]
    [InlineData("plate-unstated", ExitCode.Usage, "synergy bad-plate.csv --out results")]
    [InlineData("plate-bad", ExitCode.InvalidInput, "synergy bad-plate.csv --response viability --out results")]
    [InlineData("synergy-model", ExitCode.Usage, "synergy her2 --on pAKt --drugs trastuzumab,pertuzumab --doses 0,1,10 --out results")]
    [InlineData("synergy-doses", ExitCode.Usage, "synergy her2 --on pAKT --drugs trastuzumab,pertuzumab --doses 1,10 --out results")]
    [InlineData("no-patients", ExitCode.Usage, "trial cleopatra --patients 1")]
    public async Task What_is_wrong_is_said_with_its_place_and_an_exit_code(string sample, int code, string line)
    {
        CommandResult result = await _line.RunAsync(line, TestContext.Current.CancellationToken);

        Transcript.Check(Path.Combine(Samples, sample + ".expected"), [$"$ blockade {line}".TrimEnd(), .. Text(result)]);
        Assert.Equal(code, result.Code);
        Assert.False(Path.Exists(_line["results"]), "bad input must not leave a folder");
    }

    private static IEnumerable<string> Text(CommandResult result)
    {
        if (result.Out.Length > 0) yield return $"--- output\n{result.Out.TrimEnd('\n')}";
        if (result.Errors.Length > 0) yield return $"--- errors\n{result.Errors.TrimEnd('\n')}";
        yield return $"--- exit code {result.Code}";
    }
}
