using System.Reflection;
using System.Reflection.Emit;

namespace Blockade.Tests.Calibration;

/// <summary>
/// Every method that code can come to, read from the instructions: calls, constructors, delegates that are made, and for a virtual method
/// every override there is. It sees more than ever runs, never less, short of reflection, which no src uses to call.
/// </summary>
internal sealed class CallGraph
{
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    private const BindingFlags Own =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private readonly Type[] _types;

    public CallGraph(params Assembly[] assemblies) => _types = [.. assemblies.SelectMany(a => a.GetTypes())];

    public IEnumerable<MethodBase> MethodsOf(Func<Type, bool> which) =>
        _types.Where(which).SelectMany(t => t.GetMethods(Own).Cast<MethodBase>().Concat(t.GetConstructors(Own)));

    public HashSet<MethodBase> ReachableFrom(IEnumerable<MethodBase> start)
    {
        var seen = new HashSet<MethodBase>();
        var open = new Stack<MethodBase>(start);
        while (open.TryPop(out MethodBase? method))
        {
            if (method.DeclaringType is { IsGenericType: true, IsGenericTypeDefinition: false } type)
            {
                method = type.Module.ResolveMethod(method.MetadataToken)!;
            }
            else if (method is MethodInfo { IsGenericMethod: true } generic)
            {
                method = generic.GetGenericMethodDefinition();
            }

            if (!_types.Contains(method.DeclaringType!) || !seen.Add(method)) continue;
            foreach (MethodBase called in Called(method)) open.Push(called);
            if (method is MethodInfo { IsVirtual: true } inherited)
            {
                foreach (MethodInfo other in _types.Where(t => inherited.DeclaringType!.IsAssignableFrom(t)).SelectMany(t => t.GetMethods(Own)))
                {
                    if (other.IsVirtual && other.Name == inherited.Name) open.Push(other);
                }
            }

            // a type that is touched runs its static constructor
            if (method.DeclaringType?.TypeInitializer is { } initializer) open.Push(initializer);
        }

        return seen;
    }

    private static IEnumerable<MethodBase> Called(MethodBase method)
    {
        byte[]? il = method.GetMethodBody()?.GetILAsByteArray();
        if (il is null) yield break;
        Type[] typeArguments = method.DeclaringType!.GetGenericArguments();
        Type[] methodArguments = method is MethodInfo info ? info.GetGenericArguments() : [];
        for (int i = 0; i < il.Length;)
        {
            OpCode code = il[i] == 0xFE ? Codes[(short)(0xFE00 | il[i + 1])] : Codes[il[i]];
            i += code.Size;
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineTok
                && method.Module.ResolveMember(BitConverter.ToInt32(il, i), typeArguments, methodArguments) is MethodBase called)
            {
                yield return called;
            }

            i += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, i)),
                _ => 4,
            };
        }
    }
}
