namespace Blockade.Cli.Tests.Trials;

/// <summary>A small trial with its analysis datasets in every form, run once.</summary>
public sealed class AdamTrial : IAsyncLifetime
{
    internal static readonly string Arguments = $"trial cleopatra --model {CommandLine.SmallModel} --patients 40 --adam csv,parquet,json --events";

    internal CommandLine Line { get; } = new();

    public async ValueTask InitializeAsync()
    {
        CommandResult run = await Line.RunAsync($"{Arguments} --threads 2 --out results", TestContext.Current.CancellationToken);
        Assert.True(run.Code == ExitCode.Done, run.Errors);
    }

    public ValueTask DisposeAsync()
    {
        Line.Dispose();
        return ValueTask.CompletedTask;
    }
}
