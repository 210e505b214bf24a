namespace Blockade.Petab;

/// <summary>The prior of a row of the parameter table.</summary>
internal static class PetabPriorReader
{
    public static PetabPrior? Read(PetabTable.Row row, int version, ParameterScale scale, double lower, double upper)
    {
        if (version == 1)
        {
            if (row["objectivePriorType"].IsEmpty) return null;   // flat on the scale: it adds a constant
            (PriorShape shape, ParameterScale of, bool onScale) = row.Choice(
                "objectivePriorType",
                ("parameterScaleUniform", (PriorShape.Uniform, scale, true)), ("parameterScaleNormal", (PriorShape.Normal, scale, true)), ("parameterScaleLaplace", (PriorShape.Laplace, scale, true)),
                ("uniform", (PriorShape.Uniform, ParameterScale.Linear, false)), ("normal", (PriorShape.Normal, ParameterScale.Linear, false)), ("laplace", (PriorShape.Laplace, ParameterScale.Linear, false)),
                ("logNormal", (PriorShape.Normal, ParameterScale.Log, false)), ("logLaplace", (PriorShape.Laplace, ParameterScale.Log, false)));
            return Values(row, "objectivePriorParameters", 2) is { } v ? new PetabPrior(shape, v[0], v[1], of, onScale, double.NegativeInfinity, double.PositiveInfinity) : null;
        }

        if (row["priorDistribution"].IsEmpty)
        {
            return double.IsFinite(lower) && double.IsFinite(upper) ? new PetabPrior(PriorShape.Uniform, lower, upper, ParameterScale.Linear, false, double.NegativeInfinity, double.PositiveInfinity) : null;
        }

        (PriorShape Shape, bool IsLog) choice = row.Choice(
            "priorDistribution",
            ("uniform", (PriorShape.Uniform, false)), ("normal", (PriorShape.Normal, false)), ("laplace", (PriorShape.Laplace, false)), ("cauchy", (PriorShape.Cauchy, false)),
            ("chisquare", (PriorShape.ChiSquare, false)), ("exponential", (PriorShape.Exponential, false)), ("gamma", (PriorShape.Gamma, false)), ("rayleigh", (PriorShape.Rayleigh, false)),
            ("log-normal", (PriorShape.Normal, true)), ("log-laplace", (PriorShape.Laplace, true)), ("log-uniform", (PriorShape.Uniform, true)));
        int count = choice.Shape is PriorShape.ChiSquare or PriorShape.Exponential or PriorShape.Rayleigh ? 1 : 2;
        if (Values(row, "priorParameters", count) is not { } values) return null;
        if (choice is (PriorShape.Uniform, true)) values = [Math.Log(values[0]), Math.Log(values[1])];   // its ends are values, not logarithms
        return new PetabPrior(choice.Shape, values[0], count == 2 ? values[1] : 0, choice.IsLog ? ParameterScale.Log : ParameterScale.Linear, false, lower, upper);
    }

    private static double[]? Values(PetabTable.Row row, string column, int count)
    {
        var values = new List<double>();
        foreach (PetabTable.Cell cell in row.List(column))
        {
            if (PetabTable.TryNumber(cell.Text, out double value)) values.Add(value);
        }

        if (values.Count == count && values.TrueForAll(double.IsFinite)) return [.. values];
        row.Error("PET1004", row[column].Span, FormattableString.Invariant($"this prior wants {count} numbers in '{column}', with semicolons between"));
        return null;
    }
}
