using System.Collections.Immutable;
using Blockade.Trials;

namespace Blockade.Files;

/// <summary>Reads the <c>[multiplicity]</c> table of a trial: which claims share one error, in a sequence or by a graph.</summary>
internal static class MultiplicityReader
{
    public static MultiplicityPlan? Read(TomlTable table, ImmutableArray<Analysis> looks, ImmutableArray<PlannedTest> sequential, ImmutableArray<Arm> arms)
    {
        double alpha = table.Quantity("alpha", "1", 1e-6, 0.5);
        string[] tests = [.. looks.Select(l => l.Name), .. sequential.Select(t => t.Name)];
        (string, int)[] known = [.. tests.Select((name, i) => (name, i)).Where(l => l.name.Length > 0).DistinctBy(l => l.name)];
        (string, int)[] treated = [.. arms.Select((a, i) => (a.Name, i)).Skip(1).Where(a => a.Name.Length > 0).DistinctBy(a => a.Name)];
        if (known.Length == 0 || treated.Length == 0) return null;   // what is wrong there has been said
        bool sequence = table.MayHave("sequence"), graph = table.MayHave("hypothesis");
        if (sequence == graph)
        {
            table.Error("STD1017", table.Span, "claims share an error either in a sequence or by a graph", "write one of: sequence = [\"primary PFS\", \"final OS\"], or [[multiplicity.hypothesis]] tables");
            return null;
        }

        if (sequence)
        {
            ImmutableArray<int> order = table.Choices("sequence", known.AsSpan());
            if (treated.Length == 1 && !order.IsEmpty && order.Distinct().Count() == order.Length)
                return Checked(new MultiplicityPlan(alpha, [.. order.Select(i => new Hypothesis(tests[i], i, 1))], GraphicalTest.FixedSequence(order.Length)));
            table.Error("STD1017", table.SpanOf("sequence"), "a sequence names each analysis or sequential test once, in a trial of two arms", "with more arms, write [[multiplicity.hypothesis]] tables, whose claims name an arm");
            return null;
        }

        ImmutableArray<TomlTable> tables = table.Tables("hypothesis");
        ImmutableArray<Hypothesis> hypotheses = [.. tables.Select(t => new Hypothesis(
            t.Text("name"), t.Choice("analysis", known.AsSpan()), treated.Length == 1 && !t.MayHave("arm") ? treated[0].Item2 : t.Choice("arm", treated.AsSpan())))];
        double[] weights = [.. tables.Select(t => t.Number("weight", 0, 1))];
        (string, int)[] names = [.. hypotheses.Select((h, i) => (h.Name, i)).Where(h => h.Name.Length > 0).DistinctBy(h => h.Name)];
        double[][] transitions = [.. tables.Select(_ => new double[tables.Length])];
        for (int i = 0; i < tables.Length && names.Length > 0; i++)
        {
            foreach (TomlTable pass in tables[i].OptionalTables("pass")) transitions[i][pass.Choice("to", names.AsSpan())] += pass.Number("share", 0, 1);
        }

        try
        {
            if (names.Length == tables.Length && !table.HasErrors) return Checked(new MultiplicityPlan(alpha, hypotheses, new GraphicalTest([.. weights], [.. transitions.Select(r => r.ToImmutableArray())])));
            if (names.Length < hypotheses.Count(h => h.Name.Length > 0)) table.Error("STD1017", table.Span, "two hypotheses have one name");
        }
        catch (ArgumentException e)
        {
            table.Error("STD1017", table.Span, e.Message.Split(" (Parameter")[0].TrimEnd('.'), "weights, and the shares of each [[multiplicity.hypothesis.pass]], add up to one at most");
        }

        return null;

        // limits that stand still while the error shrinks spend what a claim has not got
        MultiplicityPlan? Checked(MultiplicityPlan plan)
        {
            if (plan.Hypotheses.FirstOrDefault(h => h.Test >= looks.Length && sequential[h.Test - looks.Length].Plan.Shape is BoundaryShape.HaybittlePeto) is not Hypothesis fixedLimits) return plan;
            table.Error(
                "STD1019", table.Span, $"the claim '{fixedLimits.Name}' has Haybittle and Peto's limits, which do not follow the part of the error that it has",
                "give its [[sequential]] test a boundary that spends, such as \"Lan-DeMets O'Brien-Fleming\"");
            return null;
        }
    }
}
