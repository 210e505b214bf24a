namespace Blockade.Cli;

/// <summary>What the process returns; documented in docs/exit-codes.md.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Bug = 1;
    public const int Usage = 2;
    public const int InvalidInput = 3;
    public const int NumericalFailure = 4;
    public const int CheckFailed = 5;
    public const int LimitReached = 6;
    public const int Interrupted = 130;
}
