using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Evidence;
using Blockade.Models.Diagnostics;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Trials;
using Blockade.Tumours;

namespace Blockade.Files;

/// <summary>Reads a trial with everything it names: regimens and the population, which ship inside the library or stand in the file.</summary>
public static class TrialReader
{
    /// <summary>
    /// Reads a trial file. A regimen is <c>regimen = "name"</c> of <c>models/her2/regimens</c> or [[arm.drug]] tables; a population is a name of
    /// <c>models/her2/populations</c>, or <paramref name="population"/> where the caller brings one. No other file is opened.
    /// </summary>
    /// <param name="source">The trial.</param>
    /// <param name="population">A population that replaces the one the file names, or null.</param>
    public static Checked<TrialFile> Read(SourceText source, PopulationDefinition? population = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return TomlDocument.Read(source, "a trial", root => Trial(root, population));
    }

    private static TrialFile? Trial(TomlTable root, PopulationDefinition? given)
    {
        string name = root.Text("name");
        string title = root.Text("title");
        int patients = root.Integer("patients", 2, 1_000_000);
        PopulationDefinition? population = given;
        string populationName = root.Text("population");
        if (given is null && populationName.Length > 0) population = Named("populations", populationName, PopulationReader.Read, root, "population");
        ImmutableArray<StratificationFactor> factors = root.Choices("stratify_by", StratificationFactors.All.AsSpan());
        double followUpDays = root.Quantity("follow_up", "days", 21, 365.25 * 30);
        double? surgery = root.OptionalQuantity("surgery_after", "days", 1, 3650);
        TomlTable accrual = root.Table("accrual");
        TomlTable scans = root.Table("scans");
        TomlTable docetaxel = root.Table("docetaxel");
        TomlTable? censoring = root.OptionalTable("censoring");
        ImmutableArray<TomlTable> armTables = root.Tables("arm");
        ImmutableArray<Arm> arms = [.. armTables.Select(ReadArm)];
        for (int i = 1; i < arms.Length; i++)
        {
            if (arms[i].Name.Length == 0 || arms.Take(i).All(a => a.Name != arms[i].Name)) continue;
            armTables[i].Error("STD1001", armTables[i].SpanOf("name"), $"there are two arms '{arms[i].Name}'");
        }

        ImmutableArray<TomlTable> analyses = root.Tables("analysis");
        Accrual entering = ReadAccrual(accrual);
        ImmutableArray<Analysis> looks = [.. analyses.Select(a => ReadAnalysis(a, entering.Months, patients))];
        ImmutableArray<PlannedTest> sequential = [.. root.OptionalTables("sequential").Select(t => SequentialTestReader.Read(t, patients))];
        var design = new TrialDesign
        {
            Name = name,
            Title = title,
            Patients = patients,
            Arms = arms,
            Eligibility = [.. root.OptionalTables("eligibility").Select(ReadRule).OfType<EligibilityRule>()],
            PriorRegimen = root.OptionalTable("prior_treatment") is TomlTable before ? ReadRegimen(before, "prior treatment") : null,
            Stratification = factors,
            Allocation = root.OptionalTable("allocation") is TomlTable allocation ? ReadAllocation(allocation, factors, arms) : new Allocation.Blocks(),
            Accrual = entering,
            DropoutPerYear = accrual.Quantity("dropout_per_year", "1", 0, 0.99),
            Analyses = looks,
            SequentialTests = sequential,
            Multiplicity = root.OptionalTable("multiplicity") is TomlTable claims ? MultiplicityReader.Read(claims, looks, sequential, arms) : null,
            Scans = new ScanSchedule(
                (int)scans.Quantity("every", "days", 7, 730),
                scans.Quantity("jitter_sd", "days", 0, 60),
                scans.Quantity("error_cv", "1", 0, 0.5),
                scans.Quantity("smallest_visible", "mm", 0, 20),
                scans.Quantity("smallest_measured", "mm", 0, 20),
                ReadCriteria(root, scans),
                scans.OptionalQuantity("missed", "1", 0, 0.9) ?? 0,
                scans.MayHave("treatment_ends") && scans.Choice("treatment_ends", ("independent progression", false), ("investigator progression", true))),
            Censoring = new CensoringRules(
                (int)scans.Quantity("death_window", "days", 1, 10000),
                censoring?.OptionalInteger("missed_scans", 1, 20),
                censoring is not null && censoring.MayHave("new_therapy") && censoring.Boolean("new_therapy")),
            DocetaxelRules = new DocetaxelRules(),
            DocetaxelPractice = new DocetaxelPractice(
                docetaxel.Integer("least_cycles", 1, 100),
                docetaxel.Number("mean_further_cycles", 0, 100),
                docetaxel.Quantity("escalated_asia", "1", 0, 1),
                docetaxel.Quantity("escalated_elsewhere", "1", 0, 1)),
            SurgeryDay = surgery is double day ? (int)day : null,
            FollowUpDays = (int)Math.Ceiling(followUpDays),
        };
        return population is null ? null : new TrialFile(design, population);
    }

    // the rules stand in the trial's file, or are called by the name of some that ship
    private static ResponseCriteria ReadCriteria(TomlTable root, TomlTable scans)
    {
        if (root.OptionalTable("criteria") is TomlTable own) return CriteriaReader.Criteria(own);
        string[] shipped = [.. Her2Files.Names.Where(n => n.StartsWith("criteria/", StringComparison.Ordinal))];
        return scans.Choice("criteria", [.. shipped.Select(n => CriteriaReader.Read(Her2Files.Read(n)).Value!).Select(c => (c.Name, c))]);
    }

    private static Accrual ReadAccrual(TomlTable accrual)
    {
        ImmutableArray<TomlTable> periods = accrual.OptionalTables("period");
        if (periods.IsEmpty) return new Accrual.Power(accrual.Quantity("duration", "months", 0, 600), accrual.Number("exponent", 0.1, 10));
        AccrualPeriod[] read = [.. periods.Select(p => new AccrualPeriod(p.Quantity("duration", "months", 0.01, 600), p.Number("patients_per_month", 0, 1e6)))];
        if (read.Any(p => p.PatientsPerMonth > 0)) return new Accrual.Piecewise([.. read]);
        accrual.Error("STD1015", accrual.Span, "nobody ever enters: every period has no patients", "give one of them patients_per_month above 0");
        return Accrual.Even(read.Sum(p => p.Months));
    }

    private static Allocation ReadAllocation(TomlTable table, ImmutableArray<StratificationFactor> factors, ImmutableArray<Arm> arms)
    {
        Allocation allocation = table.Choice<Allocation>("method", ("permuted blocks", new Allocation.Blocks()), ("minimisation", new Allocation.Minimisation([], 1)));
        if (allocation is not Allocation.Minimisation) return new Allocation.Blocks();
        double probability = table.Quantity("probability", "1", 0, 1);
        if (table.MayHave("factors")) factors = table.Choices("factors", StratificationFactors.All.AsSpan());
        if (factors.IsEmpty) table.Error("STD1016", table.Span, "minimisation has no factor to keep even", "name some: factors = [\"region\"], or stratify_by = [\"region\"]");
        int parts = Minimised.Parts(arms.Select(a => a.Ratio));
        if (probability <= 1.0 / parts) table.Error("STD1016", table.SpanOf("probability"), FormattableString.Invariant($"a probability of {probability:g6} favours no arm of {(parts == arms.Length ? $"{parts}" : $"{arms.Length}, which are {parts} parts of equal size")}"), "80 % is customary with two arms");
        return new Allocation.Minimisation(factors, probability);
    }

    private static Arm ReadArm(TomlTable arm)
    {
        string name = arm.Text("name");
        Regimen regimen = ReadRegimen(arm, name);
        TomlTable? offered = arm.OptionalTable("crossover");
        return new Arm(name, regimen, arm.OptionalInteger("ratio", 1, 20) ?? 1, offered is null ? null : ReadCrossover(offered, name));
    }

    // limits where the property is a number, yes or no where it is none
    private static EligibilityRule? ReadRule(TomlTable table)
    {
        PatientProperty property = table.Choice("property", [.. PatientProperty.All.Select(p => (p.Name, p))]);
        if (table.HasErrors)
        {
            foreach (string key in new[] { "at_least", "at_most", "is" }) table.MayHave(key);   // which of them belong here nobody can tell
            return null;
        }

        if (property.Unit is null)
        {
            double wanted = table.Boolean("is") ? 1 : 0;
            return new EligibilityRule(property, wanted, wanted);
        }

        double? Limit(string key) => property.Unit == "1" ? table.OptionalNumber(key, 0, 1e6) : table.OptionalQuantity(key, property.Unit, 0, 1e12);
        (double? least, double? most) = (Limit("at_least"), Limit("at_most"));
        if (least is null && most is null) table.Error("STD1031", table.Span, $"nothing is asked of the {property.Name}", $"write at_least or at_most, such as at_least = {(property.Unit == "1" ? "1" : $"\"1 {property.Unit}\"")}");
        if (least > most) table.Error("STD1031", table.SpanOf("at_most"), $"no patient has a {property.Name} between these limits", "at_most is no smaller than at_least");
        return new EligibilityRule(property, least ?? double.NegativeInfinity, most ?? double.PositiveInfinity);
    }

    private static Crossover ReadCrossover(TomlTable table, string arm)
    {
        Regimen regimen = ReadRegimen(table, arm);
        if (regimen.Of("docetaxel") is not null)
        {
            table.Error("STD1030", table.Span, "docetaxel is not followed after a crossover", "name a regimen of antibodies, such as \"pertuzumab-trastuzumab\"");
        }

        return new Crossover(regimen, table.Quantity("share", "1", 0, 1), new StudyTime(table.OptionalQuantity("from", "months", 0, 600) ?? 0),
            table.Choice("at", ("progression", true), ("date", false)));
    }

    private static Regimen ReadRegimen(TomlTable table, string name)
    {
        if (table.MayHave("drug")) return new Regimen(name, RegimenReader.Drugs(table));
        string regimenName = table.Text("regimen");
        return (regimenName.Length == 0 ? null : Named("regimens", regimenName, RegimenReader.Read, table, "regimen")) ?? new Regimen(name, []);
    }

    private static Analysis ReadAnalysis(TomlTable table, double accrualMonths, int patients)
    {
        string name = table.Text("name");
        Endpoint endpoint = ReadEndpoint(table);
        Cutoff cutoff = new Cutoff.ByEvents(1);
        bool byEvents = table.MayHave("events");
        bool byDate = table.MayHave("date");
        if (byEvents == byDate)
        {
            table.Error("STD1005", table.Span, "an analysis is cut either by events or by date", "write one of: events = 381, date = \"72 months\"");
        }

        if (byEvents)
        {
            cutoff = new Cutoff.ByEvents(table.Integer("events", 1, patients));
        }

        if (byDate)
        {
            double months = table.Quantity("date", "months", 0, 600);
            if (months < accrualMonths)
            {
                table.Error("STD1006", table.SpanOf("date"), FormattableString.Invariant($"the data are cut at {months:g6} months, before accrual ends at {accrualMonths:g6}"), "cut later, or shorten [accrual] duration");
            }

            cutoff = new Cutoff.ByDate(new StudyTime(months));
        }

        return new Analysis(name, endpoint, cutoff);
    }

    internal static Endpoint ReadEndpoint(TomlTable table) => table.Choice(
        "endpoint",
        ("PFS", Endpoint.ProgressionFreeSurvival),
        ("investigator PFS", Endpoint.InvestigatorProgressionFreeSurvival),
        ("OS", Endpoint.OverallSurvival),
        ("TTP", Endpoint.TimeToProgression),
        ("PFS2", Endpoint.SecondProgression));

    private static T? Named<T>(string folder, string name, Func<SourceText, Checked<T>> read, TomlTable table, string key)
        where T : class
    {
        string file = $"{folder}/{name}.toml";
        string[] known = [.. Her2Files.Names.Where(n => n.StartsWith(folder + "/", StringComparison.Ordinal)).Select(n => n[(folder.Length + 1)..^5])];
        if (!known.Contains(name))
        {
            table.Error("STD1007", table.SpanOf(key), $"there is no {key} '{name}'", NearestName.Hint(name, known) ?? $"there are: {string.Join(", ", known)}");
            return null;
        }

        Checked<T> inner = read(Her2Files.Read(file));
        table.Include(inner.Diagnostics);
        return inner.Value;
    }
}
