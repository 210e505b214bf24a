using System.Collections.Immutable;
using Blockade.Models.Expressions;

namespace Blockade.Models.Rules;

/// <summary>An order of parameters in which every definition comes before its uses.</summary>
public static class ParameterOrder
{
    /// <summary>
    /// The numbers of the parameters, definitions before uses, else as declared; the reader has made sure that there are no circles. Cost: linear.
    /// </summary>
    public static int[] Of(ImmutableArray<Parameter> parameters)
    {
        var index = new Dictionary<string, int>();
        for (int i = 0; i < parameters.Length; i++) index.Add(parameters[i].Name, i);
        var order = new List<int>(parameters.Length);
        var entered = new bool[parameters.Length];
        var stack = new Stack<(int Parameter, bool Leaving)>();
        for (int i = 0; i < parameters.Length; i++)
        {
            stack.Push((i, false));
            while (stack.TryPop(out (int Parameter, bool Leaving) top))
            {
                if (top.Leaving)
                {
                    order.Add(top.Parameter);
                    continue;
                }

                if (entered[top.Parameter]) continue;
                entered[top.Parameter] = true;
                stack.Push((top.Parameter, true));
                foreach (Expression.Symbol symbol in parameters[top.Parameter].Value.Symbols())
                {
                    if (index.TryGetValue(symbol.Name, out int other) && !entered[other]) stack.Push((other, false));
                }
            }
        }

        return [.. order];
    }
}
