using Blockade.Testing;

namespace Blockade.Cli.Tests.Commands;

public sealed class CellLineTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Theory]
    [InlineData("SK-BR-3", "--set H2_0=1.12e6 --set H3_0=4e4")]
    [InlineData("bt-474", "--set H2_0=499795")]
    [Evidence(EvidenceKind.Metamorphic, "a cell line is its counts set; what is set by hand comes after")]
    public async Task A_cell_line_is_its_counts_set(string line, string settings)
    {
        CommandResult named = await RunAsync($"simulate her2 --cell-line {line} --end 3600 --points 3"), set = await RunAsync($"simulate her2 {settings} --end 3600 --points 3");
        CommandResult own = await RunAsync($"simulate her2 --cell-line {line} --set H2_0=1e6 --set H3_0=2e4 --end 3600 --points 3"), plain = await RunAsync("simulate her2 --end 3600 --points 3");

        Assert.Equal((ExitCode.Done, set.Out), (named.Code, named.Out));
        Assert.Equal(plain.Out, own.Out);
        Assert.NotEqual(plain.Out, named.Out);
    }

    [Theory]
    [InlineData("simulate her2 --cell-line SKBR3 --end 1", ExitCode.Usage, "there is no cell line 'SKBR3'; did you mean 'SK-BR-3'? there are: SK-BR-3, BT-474, BT-474-M3, N87, KPL-4, MCF-7.")]
    [InlineData("simulate her2 --cell-line N87 --end 1", ExitCode.Done, "no count of HER3 on N87 was found: H3_0 stays as the model has it; --set H3_0=N brings yours.")]
    [InlineData("simulate her2 --cell-line KPL-4 --end 1 --quiet", ExitCode.Done, "HER2 on KPL-4: 7.1e+05 a cell (none found; 0.5e6 to 1e6 and its geometric middle; from memory, unverified).")]
    [InlineData("simulate docs/two.bngl --cell-line N87 --end 1", ExitCode.Usage, "the model has none of the parameters that a cell line sets: H2_0, H3_0, E1_0, H4_0.")]
    [Evidence(EvidenceKind.Analytic, "an unknown line gets the list, a missing count is told, memory is called memory")]
    public async Task What_is_not_known_of_a_line_is_told(string command, int code, string message)
    {
        Directory.CreateDirectory(_line["docs"]);
        File.Copy(Path.Combine(Repository.Root, "docs", "examples", "two-compartments.bngl"), _line["docs/two.bngl"]);

        CommandResult result = await RunAsync(command);

        Assert.Equal(code, result.Code);
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "models/her2/cell-lines.csv: six lines, four receptors each")]
    public async Task The_lines_are_shown_with_what_was_not_found()
    {
        CommandResult shown = await RunAsync("show cell-lines");

        Assert.Equal(ExitCode.Done, shown.Code);
        Assert.Equal(24, shown.Out.Split('\n').Count(l => l.Contains("HER", StringComparison.Ordinal) || l.Contains("EGFR", StringComparison.Ordinal)));
        Assert.Equal(13, shown.Out.Split('\n').Count(l => l.Contains("none found", StringComparison.Ordinal) && !l.Contains("recall", StringComparison.Ordinal)));
    }

    private Task<CommandResult> RunAsync(string line) => _line.RunAsync(line, TestContext.Current.CancellationToken);
}
