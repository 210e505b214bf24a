using System.Reflection;
using Blockade.Calibration;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Testing;

namespace Blockade.Tests.Calibration;

/// <summary>The wall between fitting and prediction: whatever fits cannot read a blind row of published.csv.</summary>
public class CalibrationWallTests
{
    private static readonly PublishedResults Published = Her2Evidence.Published().Value!;

    private static readonly CallGraph Graph = new(typeof(TumourFit).Assembly, typeof(Blockade.Numerics.Ode.OdeSolver).Assembly, typeof(Blockade.Models.Compilation.CompiledModel).Assembly);

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the rows whose role is calibrate, all of them and no other")]
    public void Targets_are_the_rows_to_calibrate_against()
    {
        Assert.Equal(Published.Rows.Where(r => r.Role == ResultRole.Calibrate), Published.Targets.Rows);
        Assert.True(Published.Rows.Count(r => r.Role == ResultRole.Blind) > 20, "without blind rows the wall guards nothing");
        Assert.All(
            Published.Rows.Where(r => r.Role == ResultRole.Blind),
            r => Assert.Throws<ArgumentException>(() => Published.Targets[r.Id]));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "every blind number changed, the targets stay the same; one number to calibrate against changed, they do not")]
    public void A_change_of_blind_rows_leaves_the_targets_as_they_were()
    {
        var blind = new PublishedResults([.. Published.Rows.Select(r => r.Role == ResultRole.Blind
            ? r with { Value = (7 * r.Value) + 1, Lower = 0.1, Upper = 99, Patients = 3, Unit = "1", Arm = "other" } : r)]);
        var seen = new PublishedResults([.. Published.Rows.Select((r, i) => i == 0 ? r with { Value = r.Value + 1e-9 } : r)]);

        Assert.NotEqual(Published.Rows, blind.Rows);
        Assert.Equal(Published.Targets.Rows, blind.Targets.Rows);
        Assert.Equal(Published.Targets.Sha256, blind.Targets.Sha256);
        Assert.NotEqual(Published.Targets.Sha256, seen.Targets.Sha256);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the instructions of all that Blockade.Calibration can come to: no method there returns or holds published results, or opens a file of them")]
    public void No_code_that_fitting_can_reach_touches_published_results()
    {
        HashSet<MethodBase> reachable = Graph.ReachableFrom(Graph.MethodsOf(t => t.Namespace == "Blockade.Calibration"));
        string[] breaches = [.. reachable.Where(Touches).Select(m => $"{m.DeclaringType}.{m.Name}")];

        Assert.True(reachable.Count > 300, $"only {reachable.Count} methods were seen");
        Assert.Contains(reachable, m => m.DeclaringType == typeof(CalibrationTargets));
        Assert.Contains(reachable, m => m.DeclaringType?.Name == "DocetaxelMarrow");   // through virtual calls
        Assert.True(breaches.Length == 0, "Fitting code can come to:\n" + string.Join('\n', breaches));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the same walk from code that does open the file: the walk can see it")]
    public void The_walk_sees_code_that_opens_the_file()
    {
        HashSet<MethodBase> reachable = Graph.ReachableFrom(Graph.MethodsOf(t => t == typeof(StudyInputs)));

        Assert.Contains(reachable, m => m.DeclaringType == typeof(Her2Files));
        Assert.Contains(reachable, m => m.DeclaringType == typeof(EvidenceReader) && m.Name == nameof(EvidenceReader.ReadPublished));
        Assert.Contains(reachable, Touches);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "what a fit is handed: no member, private ones included, leads to published results")]
    public void What_a_fit_is_made_from_holds_no_published_results()
    {
        var seen = new HashSet<Type>();
        var open = new Stack<Type>([typeof(CalibrationInputs), typeof(TumourFit), typeof(CalibrationTargets), typeof(Misfit), typeof(FreeParameter)]);
        while (open.TryPop(out Type? type))
        {
            if (type.IsGenericType || type.IsArray)
            {
                foreach (Type inner in type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments()) open.Push(inner);
            }

            if (type.Namespace?.StartsWith("Blockade", StringComparison.Ordinal) != true || !seen.Add(type)) continue;
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)) open.Push(field.FieldType);
        }

        Assert.Contains(typeof(PublishedResult), seen);   // one row that it may see
        Assert.DoesNotContain(typeof(PublishedResults), seen);
    }

    private static bool Touches(MethodBase method) =>
        method.DeclaringType == typeof(PublishedResults) || method.DeclaringType == typeof(Her2Files) || method.DeclaringType == typeof(Her2Evidence)
        || (method.DeclaringType == typeof(EvidenceReader) && method.Name == nameof(EvidenceReader.ReadPublished));
}
