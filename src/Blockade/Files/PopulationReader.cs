using Blockade.Models.Diagnostics;
using Blockade.Populations;

namespace Blockade.Files;

/// <summary>Reads a population: what its patients are like.</summary>
public static class PopulationReader
{
    /// <summary>Reads a population file; every problem is reported at once.</summary>
    public static Checked<PopulationDefinition> Read(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return TomlDocument.Read(source, "a population", Definition);
    }

    private static PopulationDefinition Definition(TomlTable root)
    {
        string name = root.Text("name");
        int lesions = root.Integer("most_target_lesions", 1, 10);
        TomlTable age = root.Table("age");
        TomlTable regions = root.Table("regions");
        TomlTable body = root.Table("body");
        TomlTable laboratory = root.Table("laboratory");
        TomlTable disease = root.Table("disease");
        TomlTable receptors = root.Table("receptors");
        TomlTable? others = root.OptionalTable("non_target");

        double asia = regions.Quantity("asia", "1", 0, 1);
        double europe = regions.Quantity("europe", "1", 0, 1);
        double north = regions.Quantity("north_america", "1", 0, 1);
        double south = regions.Quantity("south_america", "1", 0, 1);
        if (!regions.HasErrors && Math.Abs(asia + europe + north + south - 1) > 1e-6)
        {
            regions.Error("STD1003", regions.Span, FormattableString.Invariant($"the regions' shares add up to {100 * (asia + europe + north + south):g6} %, not 100 %"));
        }

        var definition = new PopulationDefinition
        {
            Name = name,
            MostLesions = lesions,
            MeanAgeYears = age.Quantity("mean", "years", 18, 110),
            AgeSpreadYears = age.Quantity("sd", "years", 0, 50),
            AgeLimitsYears = (age.Quantity("youngest", "years", 18, 110), age.Quantity("oldest", "years", 18, 110)),
            Regions = (asia, europe, north, south),
            AsianWeightKilograms = body.Quantity("weight_asia", "kg", 20, 300),
            OtherWeightKilograms = body.Quantity("weight_elsewhere", "kg", 20, 300),
            WeightCv = body.Quantity("weight_cv", "1", 0, 2),
            HeightCentimetres = body.Quantity("height", "cm", 100, 220),
            AsianHeightDifferenceCentimetres = body.Quantity("asian_height_difference", "cm", -50, 50),
            HeightSpreadCentimetres = body.Quantity("height_sd", "cm", 0, 30),
            AlbuminGramsPerLitre = laboratory.Quantity("albumin", "g/L", 20, 60),
            AlbuminSpreadGramsPerLitre = laboratory.Quantity("albumin_sd", "g/L", 0, 20),
            AstUnitsPerLitre = laboratory.Quantity("ast", "IU/L", 1, 1000),
            AstCv = laboratory.Quantity("ast_cv", "1", 0, 5),
            AagGramsPerLitre = laboratory.Quantity("aag", "g/L", 0.1, 10),
            AagCv = laboratory.Quantity("aag_cv", "1", 0, 5),
            EcogZeroShare = disease.Quantity("ecog_0", "1", 0, 1),
            PriorChemotherapyShare = disease.Quantity("prior_chemotherapy", "1", 0, 1),
            HormoneReceptorShare = disease.Quantity("hormone_receptor", "1", 0, 1),
            LiverMetastasesShare = disease.Quantity("liver_metastases", "1", 0, 1),
            Pik3caShare = disease.Quantity("pik3ca_mutated", "1", 0, 1),
            BaselineMillimetres = disease.Quantity("target_lesions_sum", "mm", 10, 1000),
            BaselineCv = disease.Quantity("target_lesions_cv", "1", 0, 5),
            OtherLesions = others is null ? null : new OtherLesionsDefinition(
                others.Quantity("share", "1", 0, 1),
                others.Quantity("no_measurable_disease", "1", 0, 1),
                others.Integer("most_lesions", 1, 20),
                others.Quantity("sum", "mm", 3, 1000),
                others.Quantity("sum_cv", "1", 0, 5),
                others.Integer("organs", 1, 20)),
            Her2PerCell = receptors.Quantity("her2", "molecules", 1, 1e9),
            Her2Cv = receptors.Quantity("her2_cv", "1", 0, 5),
            Her3PerCell = receptors.Quantity("her3", "molecules", 1, 1e9),
            Her3Cv = receptors.Quantity("her3_cv", "1", 0, 5),
            HeregulinNanomolar = receptors.Quantity("heregulin", "nM", 0, 1e6),
            HeregulinCv = receptors.Quantity("heregulin_cv", "1", 0, 5),
            NoHeregulinShare = receptors.Quantity("no_heregulin", "1", 0, 1),
        };
        if (!age.HasErrors && definition.AgeLimitsYears.Low >= definition.AgeLimitsYears.High)
        {
            age.Error("STD1004", age.SpanOf("oldest"), "'oldest' must be above 'youngest'");
        }

        return definition;
    }
}
