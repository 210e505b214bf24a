using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Blockade.Testing;

/// <summary>What holds for every assembly of src; each test project checks its own.</summary>
public class AssemblyRulesTests
{
    private const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Fact]
    [Evidence(EvidenceKind.Analytic, "what two runs share must not change: a static is a constant, or readonly and immutable")]
    public void No_static_field_can_change()
    {
        // Blockade.X.Tests looks at Blockade.X
        string name = typeof(AssemblyRulesTests).Assembly.GetName().Name![..^".Tests".Length];
        Type[] types = [.. Assembly.Load(name).GetTypes().Where(t => !IsGenerated(t))];

        string[] mutable = [.. types.SelectMany(t => t.GetFields(Statics)).Where(f => !f.IsLiteral && Why(f) is not null)
            .Select(f => $"{f.DeclaringType!.FullName}.{f.Name} {Why(f)}")];

        Assert.NotEmpty(types);
        Assert.True(mutable.Length == 0, "A static must not change:\n" + string.Join('\n', mutable));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "fields made to break the rule, and to keep it")]
    public void The_rule_tells_mutable_from_immutable()
    {
        string[] found = [.. typeof(Samples).GetFields(Statics).Where(f => !f.IsLiteral && Why(f) is not null).Select(f => f.Name)];

        Assert.Equal(["Plain", "<Property>k__BackingField", "Array", "Listed", "Mapped", "Builder"], found);
    }

    private static string? Why(FieldInfo field) => field switch
    {
        { IsInitOnly: false } => "is not readonly",
        { FieldType.IsArray: true } => "is an array: its elements can be replaced (use ImmutableArray)",
        _ when field.FieldType == typeof(StringBuilder) => "is a StringBuilder",
        _ when IsMutableCollection(field.FieldType) => $"is a {field.FieldType.Name}, which can be changed (use an immutable collection)",
        _ => null,
    };

    // Collections of the framework that have Add, Clear or a setter; frozen and immutable ones say so in their namespace's types.
    private static bool IsMutableCollection(Type type) =>
        typeof(IEnumerable).IsAssignableFrom(type)
        && type.Namespace is "System.Collections" or "System.Collections.Generic" or "System.Collections.Concurrent" or "System.Collections.ObjectModel"
        && !type.Name.StartsWith("IReadOnly", StringComparison.Ordinal) && !type.Name.StartsWith("IEnumerable", StringComparison.Ordinal);

    // lambdas are cached in static fields of types that the compiler makes; source generators mark theirs
    private static bool IsGenerated(Type type)
    {
        for (Type? t = type; t is not null; t = t.DeclaringType)
        {
            if (t.IsDefined(typeof(CompilerGeneratedAttribute)) || t.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute)) || t.Name.StartsWith('<')) return true;
        }

        return false;
    }

#pragma warning disable CS0169, CS0414, CA1823, IDE0044, IDE0051 // never read: they are looked at by reflection
    private static class Samples
    {
        private const int Constant = 1;
        private static int Plain = 1;
        private static int Property { get; set; }
        private static readonly int[] Array = [1];
        private static readonly List<int> Listed = [1];
        private static readonly Dictionary<int, int> Mapped = [];
        private static readonly StringBuilder Builder = new();
        private static readonly System.Collections.Immutable.ImmutableArray<int> Fixed = [1];
        private static readonly string Word = "word";
        private static string Computed => Word;
        private static object Kept { get; } = new();
    }
#pragma warning restore CS0169, CS0414, CA1823, IDE0044, IDE0051
}
