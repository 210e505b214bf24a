using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;

namespace Blockade.Cli;

/// <summary>Parameters that a command line replaces: <c>--set NAME=VALUE</c>.</summary>
internal static class ParameterSettings
{
    /// <summary>Reads the settings; false with a line on each that is wrong.</summary>
    public static bool TryRead(CommandHost host, string[] settings, ImmutableArray<string> names, out (string, double)[] replaced)
    {
        var list = new List<(string, double)>();
        bool good = true;
        foreach (string setting in settings)
        {
            string[] parts = setting.Split('=', 2);
            if (parts.Length != 2 || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            {
                host.Errors.WriteLine($"blockade: --set takes NAME=VALUE with a number, not '{setting}'.");
                good = false;
            }
            else if (!names.Contains(parts[0]))
            {
                host.Errors.WriteLine($"blockade: the model has no parameter '{parts[0]}'{(NearestName.Hint(parts[0], names) is string hint ? "; " + hint : ".")}");
                good = false;
            }
            else
            {
                list.Add((parts[0], value));
            }
        }

        replaced = [.. list];
        return good;
    }
}
