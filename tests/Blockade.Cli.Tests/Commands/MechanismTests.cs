using Blockade.Reporting;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Commands;

public sealed class MechanismTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Theory]
    [InlineData("simulate her2 --off heregulim", "there is no mechanism 'heregulim'; did you mean 'heregulin'?")]
    [InlineData("simulate her2 --off docetaxel", "'docetaxel' (docetaxel kills) is of patients, and a cell has none.")]
    [InlineData("simulate patient --off internalisation", "'internalisation': a cell of which this is off has no steady state of its own")]
    [InlineData("synergy her2 --off internalisation --on pAKT --drugs trastuzumab,pertuzumab --doses 0,1,10", "'internalisation': a cell of which this is off has no steady state of its own")]
    [InlineData("simulate plain-receptor.bngl --off shedding", "the model has no parameter 'kshed'")]
    [Evidence(EvidenceKind.Analytic, "what cannot be switched off here is told")]
    public async Task A_switch_that_cannot_be_is_told(string line, string message)
    {
        CommandResult result = await RunAsync(line);

        Assert.Equal((ExitCode.Usage, ""), (result.Code, result.Out));
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a mechanism off is its constants set")]
    public async Task A_mechanism_off_is_its_constants_set()
    {
        CommandResult off = await RunAsync("simulate her2 --off t-unliganded --set T_nM=10 --end 3600 --points 5 --quiet");
        CommandResult set = await RunAsync("simulate her2 --set f22=1 --set fT=1 --set epsT=1 --set T_nM=10 --end 3600 --points 5 --quiet");
        CommandResult on = await RunAsync("simulate her2 --set T_nM=10 --end 3600 --points 5 --quiet");

        Assert.Equal(ExitCode.Done, off.Code);
        Assert.Equal(set.Out, off.Out);
        Assert.NotEqual(on.Out, off.Out);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a run without effector cells and trastuzumab's binding says so wherever it is read")]
    public async Task A_trial_says_what_it_did_without()
    {
        CommandResult result = await RunAsync($"trial cleopatra {CommandLine.Small} --off new-lesions --off p-binds --out out");

        Assert.True(result.Code is ExitCode.Done or ExitCode.CheckFailed, result.Errors);
        Assert.Contains("Switched off: pertuzumab binds; new lesions appear.", result.Out, StringComparison.Ordinal);
        using FileStream stream = File.OpenRead(_line["out/run.json"]);
        Assert.Equal(["--off p-binds", "--off new-lesions"], RunManifest.Read(stream).Arguments[^2..]);
    }

    private Task<CommandResult> RunAsync(string line) => _line.RunAsync(line, TestContext.Current.CancellationToken);
}
