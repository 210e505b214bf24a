using Blockade.Models.Actions;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>Checks the options of <c>LinearParameterSensitivity</c>.</summary>
internal static class SensitivityReader
{
    public static SensitivityRequest? Read(BnglFile file, ModelAction action, string modelName)
    {
        var options = new ActionOptions(file, action);
        options.CheckNames(["net_file", "t_end", "bump", "inp_ppert", "inp_cpert", "stochast", "sparse", "atol", "rtol", "init_equil", "t_equil", "re_equil", "n_steps", "suffix"]);
        if (options.Flag("stochast")) file.Warn("BNG4008", options.Span("stochast"), "'stochast' has no effect; courses are those of the differential equation, as in BioNetGen");
        double? end = options.Number("t_end");
        if (end is null) file.Error("BNG4004", action.Span, $"'{action.Name}' needs the option 't_end'");
        string? stem = options.Has("net_file") ? options.PlainName("net_file") : modelName;
        double bump = options.Number("bump") ?? 5;
        if (bump == 0) file.Error("BNG4003", options.Span("bump"), "'bump' is not 0");
        if (end is null || stem is null || bump == 0) return null;
        return new SensitivityRequest(stem, options.PlainName("suffix") ?? "", new SimulationRequest(SimulationMethod.Ode, OutputName.Default)
        {
            End = new Expression.Number(end.Value), Steps = (int)(options.Whole("n_steps", 1, int.MaxValue) ?? 50), Absolute = options.Number("atol") ?? 1e-8, Relative = options.Number("rtol") ?? 1e-8,
        })
        {
            Rise = bump / 100, EquilibratesFirst = options.Flag("init_equil", otherwise: true), EquilibratesAgain = options.Flag("re_equil", otherwise: true),
            LongestEquilibration = options.Number("t_equil") ?? 1e6,
        };
    }
}
