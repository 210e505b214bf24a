using System.Collections.Immutable;
using Blockade.Trials;

namespace Blockade.Files;

/// <summary>Reads a <c>[[sequential]]</c> table of a trial: an endpoint that is tested at several numbers of events.</summary>
internal static class SequentialTestReader
{
    private const string Gamma = "gamma", Rho = "rho", Delta = "delta", Limit = "limit";

    public static PlannedTest Read(TomlTable table, int patients)
    {
        string name = table.Text("name");
        Endpoint endpoint = TrialReader.ReadEndpoint(table);
        ImmutableArray<int> events = table.RisingIntegers("events", 1, patients);
        double alpha = table.Quantity("alpha", "1", 1e-6, 0.5);
        BoundarySides sides = table.Choice("sides", ("both", BoundarySides.Both), ("upper", BoundarySides.Upper));
        BoundaryShape shape = Shape(table, "boundary");
        PlannedTest test = PlannedTest.Of(name, endpoint, events, shape, alpha, sides);
        return table.OptionalTable("futility") is TomlTable futility ? test with { Futility = Futility(futility, test.Plan) } : test;
    }

    private static FutilityRule? Futility(TomlTable table, GroupSequentialPlan plan)
    {
        bool ratio = table.MayHave("hazard_ratio"), power = table.MayHave("conditional_power"), beta = table.MayHave("beta");
        if ((ratio ? 1 : 0) + (power ? 1 : 0) + (beta ? 1 : 0) != 1)
        {
            table.Error("STD1010", table.Span, "futility is judged by one rule", "write one of: hazard_ratio = 1.0, conditional_power = \"10 %\", beta = \"10 %\" with a boundary");
            return null;
        }

        if (ratio) return new FutilityRule.HazardRatio(table.Number("hazard_ratio", 0.1, 10));
        if (power) return new FutilityRule.ConditionalPower(table.Quantity("conditional_power", "1", 1e-6, 0.999));
        double error = table.Quantity("beta", "1", 1e-6, 0.5);
        BoundaryShape shape = Shape(table, "boundary");
        if (shape is not (BoundaryShape.WangTsiatis or BoundaryShape.HaybittlePeto)) return new FutilityRule.BelowLimits(plan.FutilityFor(shape, error).Lower);
        table.Error("STD1011", table.SpanOf("boundary"), "a boundary for futility must be one that spends an error", "one of: Lan-DeMets O'Brien-Fleming, Lan-DeMets Pocock, Hwang-Shih-DeCani, Kim-DeMets");
        return null;
    }

    private static BoundaryShape Shape(TomlTable table, string key)
    {
        BoundaryShape shape = table.Choice<BoundaryShape>(
            key,
            ("Lan-DeMets O'Brien-Fleming", new BoundaryShape.LanDeMetsOBrienFleming()),
            ("Lan-DeMets Pocock", new BoundaryShape.LanDeMetsPocock()),
            ("Hwang-Shih-DeCani", new BoundaryShape.HwangShihDeCani(0)),
            ("Kim-DeMets", new BoundaryShape.KimDeMets(1)),
            ("O'Brien-Fleming", BoundaryShape.OBrienFleming),
            ("Pocock", BoundaryShape.Pocock),
            ("Wang-Tsiatis", new BoundaryShape.WangTsiatis(0.25)),
            ("Haybittle-Peto", new BoundaryShape.HaybittlePeto()));
        return shape switch
        {
            BoundaryShape.HwangShihDeCani => new BoundaryShape.HwangShihDeCani(table.Number(Gamma, -40, 40)),
            BoundaryShape.KimDeMets => new BoundaryShape.KimDeMets(table.Number(Rho, 0.1, 20)),
            BoundaryShape.WangTsiatis when shape.Equals(new BoundaryShape.WangTsiatis(0.25)) => new BoundaryShape.WangTsiatis(table.Number(Delta, -5, 5)),
            BoundaryShape.HaybittlePeto => new BoundaryShape.HaybittlePeto(table.OptionalNumber(Limit, 0.5, 10) ?? 3),
            _ => shape,
        };
    }
}
