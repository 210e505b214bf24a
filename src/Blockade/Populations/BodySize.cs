namespace Blockade.Populations;

/// <summary>Body surface and lean weight of adult women.</summary>
public static class BodySize
{
    /// <summary>Body surface, m2: 0.007184 W^0.425 H^0.725.</summary>
    /// <remarks>Du Bois and Du Bois (1916), Arch. Intern. Med. 17:863-871.</remarks>
    public static double DuBoisSurface(double weightKilograms, double heightCentimetres) =>
        0.007184 * Math.Pow(weightKilograms, 0.425) * Math.Pow(heightCentimetres, 0.725);

    /// <summary>Lean body weight of a woman, kg: 1.07 W - 148 (W/H)^2. Falls for very heavy women, so it is taken at its maximum there.</summary>
    /// <remarks>James (1976), Research on Obesity; the fall beyond W = 1.07 H^2 / 296 is a known artefact of the formula.</remarks>
    public static double JamesLeanWeight(double weightKilograms, double heightCentimetres)
    {
        double peak = 1.07 * heightCentimetres * heightCentimetres / (2 * 148);
        double w = Math.Min(weightKilograms, peak);
        double ratio = w / heightCentimetres;
        return (1.07 * w) - (148 * ratio * ratio);
    }
}
