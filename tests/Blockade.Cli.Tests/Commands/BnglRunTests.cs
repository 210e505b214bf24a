using Blockade.Testing;

namespace Blockade.Cli.Tests.Commands;

/// <summary><c>blockade bngl run</c>: files, refusals, exit codes.</summary>
public sealed class BnglRunTests : IDisposable
{
    private const string Decay = """
        begin parameters
          k 0.1
          A0 100
        end parameters
        begin seed species
          A() A0
        end seed species
        begin observables
          Molecules Atot A()
        end observables
        begin reaction rules
          A() -> 0 k
        end reaction rules

        """;

    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    [Evidence(EvidenceKind.Analytic, "A0 exp(-k t), in the columns that run_network 2.9.3 prints")]
    public async Task A_run_writes_the_files_of_its_actions_and_names_them()
    {
        CommandResult result = await RunAsync("""generate_network({overwrite=>1}); simulate({method=>"ode",t_end=>10,n_steps=>2})""".Replace("; ", "\n", StringComparison.Ordinal));

        Assert.Equal((ExitCode.Done, "decay.net\ndecay.gdat\ndecay.cdat\n"), (result.Code, result.Out));
        string[] lines = await File.ReadAllLinesAsync(_line["out/decay.gdat"], TestContext.Current.CancellationToken);
        Assert.Equal("#              time                Atot", lines[0]);
        Assert.Equal(" 0.000000000000e+00  1.000000000000e+02", lines[1]);
        double end = double.Parse(lines[3].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(1, end / (100 * Math.Exp(-1)), 1e-6);   // a hundred steps of 1e-8
        Assert.Equal("#              time                  S1", File.ReadLines(_line["out/decay.cdat"]).First());
        Assert.Equal(["decay.bngl", "decay.cdat", "decay.gdat", "decay.net", "run.json"], new[] { "decay.bngl" }.Concat(Directory.GetFiles(_line["out"]).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)));
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BNG2.pl 2.9.3: the files of each point in a folder of the scan's name")]
    public async Task The_points_of_a_scan_lie_in_its_folder_unless_they_are_left_out()
    {
        const string actions = """parameter_scan({method=>"ode",parameter=>"k",par_scan_vals=>[0.1,0.2],t_end=>1,n_steps=>1})""";
        CommandResult with = await RunAsync(actions);
        string[] points = [.. Directory.GetFiles(_line["out/decay_k"]).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

        Assert.Equal((ExitCode.Done, "decay.net\ndecay_k/\ndecay_k.scan\n"), (with.Code, with.Out));
        Assert.Equal(["decay_k_00001.cdat", "decay_k_00001.gdat", "decay_k_00001.net", "decay_k_00002.cdat", "decay_k_00002.gdat", "decay_k_00002.net"], points);
        string scan = await File.ReadAllTextAsync(_line["out/decay_k.scan"], TestContext.Current.CancellationToken);

        CommandResult without = await RunAsync(actions, "--force --no-points");

        Assert.Equal((ExitCode.Done, "decay.net\ndecay_k.scan\n"), (without.Code, without.Out));
        Assert.False(Directory.Exists(_line["out/decay_k"]));   // it was the run's before
        Assert.Equal(scan, await File.ReadAllTextAsync(_line["out/decay_k.scan"], TestContext.Current.CancellationToken));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "docs/run-bngl-actions.md: a seed is 1 where none is given")]
    public async Task Random_courses_are_the_same_each_time_and_the_seed_is_recorded()
    {
        const string actions = """simulate({method=>"ssa",t_end=>10,n_steps=>5})""";
        await RunAsync(actions);
        string first = await File.ReadAllTextAsync(_line["out/decay.gdat"], TestContext.Current.CancellationToken);

        await RunAsync(actions, "--force");
        string second = await File.ReadAllTextAsync(_line["out/decay.gdat"], TestContext.Current.CancellationToken);
        await RunAsync(actions, "--force --seed 2");
        string other = await File.ReadAllTextAsync(_line["out/decay.gdat"], TestContext.Current.CancellationToken);

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.Contains("\"seed\": 2", await File.ReadAllTextAsync(_line["out/run.json"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""simulate({method=>"ode",t_end=>1,prefix=>"../x"})""", ExitCode.InvalidInput, "BNG4007")]
    [InlineData("""readFile({file=>"/etc/passwd.net"})""", ExitCode.InvalidInput, "BNG4007")]
    [InlineData("""simulate({method=>"ode",t_end=>1,n_steps=>2000000})""", ExitCode.LimitReached, "--max-rows")]
    [InlineData("""parameter_scan({method=>"ode",t_end=>1,parameter=>"k",par_min=>1,par_max=>2,n_scan_pts=>200000})""", ExitCode.LimitReached, "--max-points")]
    [InlineData("""simulate({method=>"ode",t_end=>1,steady_state=>1,atol=>1e-8})""", ExitCode.NumericalFailure, "ACT1007")]
    [InlineData("""setConcentration("A()","1/0"); simulate({method=>"ode",t_end=>1})""", ExitCode.InvalidInput, "ACT1003")]
    [InlineData("# nothing", ExitCode.Usage, "asks for nothing")]
    [Evidence(EvidenceKind.Analytic, "docs/exit-codes.md and docs/diagnostics.md")]
    public async Task What_cannot_be_done_has_its_exit_code_and_says_why(string actions, int code, string said)
    {
        CommandResult result = await RunAsync(actions.Replace("; ", "\n", StringComparison.Ordinal));

        Assert.Equal(code, result.Code);
        Assert.Contains(said, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "every problem of every action, and nothing written")]
    public async Task Nothing_runs_while_an_action_is_wrong()
    {
        CommandResult result = await RunAsync("simulate({method=>\"ode\",t_end=>1})\nsetParameter(\"kk\",1)\nsimulat({})");

        Assert.Equal(ExitCode.InvalidInput, result.Code);
        Assert.Contains("BNG4006", result.Errors, StringComparison.Ordinal);
        Assert.Contains("BNG4001", result.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_line["out"]));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a run that is cancelled keeps what is done")]
    public async Task An_interrupted_run_keeps_the_files_of_the_actions_that_were_done()
    {
        using var stop = new CancellationTokenSource();
        await File.WriteAllTextAsync(_line["decay.bngl"], Decay + "generate_network({overwrite=>1})\nsimulate({method=>\"ssa\",suffix=>\"long\",t_end=>1e9,n_steps=>900000})\n", TestContext.Current.CancellationToken);

        // not after some seconds: a machine under load may have done nothing by then
        Task<CommandResult> run = Task.Run(() => _line.RunAsync("bngl run decay.bngl --out out --max-rows 1000000", stop.Token), TestContext.Current.CancellationToken);
        while (!run.IsCompleted && !File.Exists(_line["out/decay.net"])) await Task.Delay(5, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        CommandResult result = await run;

        // a fast machine may have done all of it
        Assert.True(result.Code is ExitCode.Interrupted or ExitCode.Done, result.Errors);
        if (result.Code == ExitCode.Interrupted) Assert.Equal(["decay.net", "run.json"], Directory.GetFiles(_line["out"]).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the network of a model simulates as the model does")]
    public async Task A_network_that_was_written_is_a_model_to_every_command()
    {
        await RunAsync("generate_network({overwrite=>1})");
        string net = "out/decay.net";
        File.Copy(_line[net], _line["decay.net"]);

        CommandResult fromModel = await _line.RunAsync("simulate decay.bngl --end 5 --points 2 --quiet", TestContext.Current.CancellationToken);
        CommandResult fromNetwork = await _line.RunAsync("simulate decay.net --end 5 --points 2 --quiet", TestContext.Current.CancellationToken);
        CommandResult check = await _line.RunAsync("check decay.net", TestContext.Current.CancellationToken);
        CommandResult show = await _line.RunAsync("show network decay.net", TestContext.Current.CancellationToken);

        Assert.Equal(fromModel.Out, fromNetwork.Out);
        Assert.Equal((ExitCode.Done, "decay.net: a model of 1 species and 1 reaction\n"), (check.Code, check.Out));
        Assert.Contains("reactions            1", show.Out, StringComparison.Ordinal);
    }

    private async Task<CommandResult> RunAsync(string actions, string options = "")
    {
        await File.WriteAllTextAsync(_line["decay.bngl"], Decay + actions + "\n", TestContext.Current.CancellationToken);
        return await _line.RunAsync($"bngl run decay.bngl --out out {options}", TestContext.Current.CancellationToken);
    }
}
