using System.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>Rate laws as BNGL text: <c>k*f</c>, <c>Sat(k,K)</c>, <c>Arrhenius(phi,E)</c>.</summary>
public static class RateLawText
{
    /// <summary>The law of a rule or a reaction. A total rate is its rate: the rule's word <c>TotalRate</c> says the rest.</summary>
    public static string Write(RateLaw law) => Write(law, e => e.Write());

    internal static string Write(RateLaw law, Func<Expression, string> formula) => law switch
    {
        RateLaw.MassAction m => formula(m.Constant),
        RateLaw.Total t => formula(t.Rate),
        RateLaw.Saturation s => $"Sat({string.Join(",", s.HalfPoints.Prepend(s.Constant).Select(formula))})",
        RateLaw.MichaelisMenten m => $"MM({formula(m.Kcat)},{formula(m.Km)})",
        RateLaw.Hill h => $"Hill({formula(h.Constant)},{formula(h.HalfPoint)},{formula(h.Exponent)})",
        RateLaw.Arrhenius a => $"Arrhenius({formula(a.Phi)},{formula(a.ActivationEnergy)})",
        RateLaw.FunctionProduct p => $"FunctionProduct(\"{formula(p.First)}\",\"{formula(p.Second)}\")",
        _ => throw new UnreachableException(),
    };
}
