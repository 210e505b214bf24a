namespace Blockade.Cli.Tests.Trials;

/// <summary>A small trial, run once with two threads; the tests look at what it left.</summary>
public sealed class SmallTrial : IAsyncLifetime
{
    internal CommandLine Line { get; } = new();

    internal CommandResult Result { get; private set; } = new(-1, "", "");

    /// <summary>Its folder.</summary>
    public string Folder => Line["results"];

    /// <summary>A file of it.</summary>
    public string this[string name] => Path.Combine(Folder, name);

    public async ValueTask InitializeAsync() =>
        Result = await Line.RunAsync($"trial cleopatra {CommandLine.Small} --threads 2 --out results", TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync()
    {
        Line.Dispose();
        return ValueTask.CompletedTask;
    }
}
