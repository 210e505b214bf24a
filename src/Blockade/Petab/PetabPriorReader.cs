namespace Blockade.Petab;

/// <summary>The prior of a row of the parameter table.</summary>
internal static class PetabPriorReader
{
    /// <summary>What start points are drawn from, of version 1; null where that is even on the scale between the bounds.</summary>
    public static PetabPrior? ReadStart(PetabTable.Row row, int version, ParameterScale scale, double lower, double upper)
    {
        const string type = "initializationPriorType", parameters = "initializationPriorParameters";
        if (version != 1 || (row[type].IsEmpty && row[parameters].IsEmpty)) return null;
        (PriorShape shape, ParameterScale of, bool onScale) = Law(row, type, scale);
        if (!row[parameters].IsEmpty) return Values(row, parameters, 2) is { } v ? Sampled(row, shape, v, of, onScale) : null;
        if (shape == PriorShape.Uniform) return onScale ? null : new PetabPrior(shape, lower, upper, of, onScale, double.NegativeInfinity, double.PositiveInfinity);
        row.Error("PET1004", row[type].Span, $"this prior wants 2 numbers in '{parameters}', with semicolons between", "only a uniform one is that between the bounds without them");
        return null;
    }

    // draws want a width
    private static PetabPrior? Sampled(PetabTable.Row row, PriorShape shape, double[] v, ParameterScale of, bool onScale)
    {
        if (shape == PriorShape.Uniform ? v[0] <= v[1] : v[1] > 0) return new PetabPrior(shape, v[0], v[1], of, onScale, double.NegativeInfinity, double.PositiveInfinity);
        row.Error("PET1004", row["initializationPriorParameters"].Span, shape == PriorShape.Uniform ? "the first number of a uniform prior is at most the second" : "the second number of this prior, its width, is above 0");
        return null;
    }

    // the laws of version 1, by what they are laws of
    private static (PriorShape Shape, ParameterScale Of, bool OnScale) Law(PetabTable.Row row, string column, ParameterScale scale) => row.Choice(
        column,
        ("parameterScaleUniform", (PriorShape.Uniform, scale, true)), ("parameterScaleNormal", (PriorShape.Normal, scale, true)), ("parameterScaleLaplace", (PriorShape.Laplace, scale, true)),
        ("uniform", (PriorShape.Uniform, ParameterScale.Linear, false)), ("normal", (PriorShape.Normal, ParameterScale.Linear, false)), ("laplace", (PriorShape.Laplace, ParameterScale.Linear, false)),
        ("logNormal", (PriorShape.Normal, ParameterScale.Log, false)), ("logLaplace", (PriorShape.Laplace, ParameterScale.Log, false)));

    public static PetabPrior? Read(PetabTable.Row row, int version, ParameterScale scale, double lower, double upper)
    {
        if (version == 1)
        {
            if (row["objectivePriorType"].IsEmpty) return null;   // flat on the scale: it adds a constant
            (PriorShape shape, ParameterScale of, bool onScale) = Law(row, "objectivePriorType", scale);
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
