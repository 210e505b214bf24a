using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Bngl;

/// <summary>The option <c>param</c> of a run without a network: words of NFsim's command line. Those that change what is run or printed are done, those that steer NFsim's search are passed over.</summary>
internal sealed class NfsimFlags
{
    private static readonly ImmutableHashSet<string> Steering = ["b", "bscb", "cb", "connect", "nocslf", "notf", "utl", "v"];

    private NfsimFlags()
    {
    }

    /// <summary><c>-ogf</c>: functions are printed.</summary>
    public bool PrintsFunctions { get; private set; }

    /// <summary><c>-gml N</c>: most molecules of a type, or null.</summary>
    public int? MaxMolecules { get; private set; }

    /// <summary><c>-eq T</c>: time before the start, or null.</summary>
    public double? Equilibration { get; private set; }

    /// <summary><c>-seed N</c>, or null.</summary>
    public ulong? Seed { get; private set; }

    /// <summary>Reads them; what is not known, or has no number where it needs one, is noted.</summary>
    public static NfsimFlags Read(BnglFile file, ActionOptions options)
    {
        var flags = new NfsimFlags();
        string[] words = (options.Text("param") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        for (int i = 0; i < words.Length; i++)
        {
            string? value = i + 1 < words.Length && !IsFlag(words[i + 1]) ? words[i + 1] : null;
            if (!flags.Take(words[i].TrimStart('-'), value)) file.Warn("BNG4008", options.Span("param"), $"'{words[i]}{(value is null ? "" : " " + value)}' of 'param' has no effect here");
            if (value is not null) i++;
        }

        return flags;
    }

    private static bool IsFlag(string word) => word.Length > 1 && word[0] == '-' && char.IsLetter(word[1]);

    private bool Take(string flag, string? value)
    {
        switch (flag)
        {
            case "ogf":
                PrintsFunctions = true;
                return value is null;
            case "gml" when int.TryParse(value, CultureInfo.InvariantCulture, out int most) && most > 0:
                MaxMolecules = most;
                return true;
            case "eq" when double.TryParse(value, CultureInfo.InvariantCulture, out double time) && time >= 0 && double.IsFinite(time):
                Equilibration = time;
                return true;
            case "seed" when ulong.TryParse(value, CultureInfo.InvariantCulture, out ulong seed):
                Seed = seed;
                return true;
            default:
                return Steering.Contains(flag);
        }
    }
}
