using System.Diagnostics;

namespace Blockade.Dosing;

/// <summary>How much of a drug a dose is, before a patient is known.</summary>
public abstract record DoseAmount
{
    private DoseAmount() { }

    /// <summary>The same for everyone, mg.</summary>
    public sealed record Fixed(double Milligrams) : DoseAmount;

    /// <summary>By body weight, mg/kg.</summary>
    public sealed record PerKilogram(double MilligramsPerKilogram) : DoseAmount;

    /// <summary>By body surface, mg/m2.</summary>
    public sealed record PerSquareMetre(double MilligramsPerSquareMetre) : DoseAmount;

    /// <summary>Milligrams for a body. Cost: O(1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Weight or surface is not positive and finite.</exception>
    public double For(double weightKilograms, double bodySurfaceSquareMetres)
    {
        Positive(weightKilograms, nameof(weightKilograms));
        Positive(bodySurfaceSquareMetres, nameof(bodySurfaceSquareMetres));
        return this switch
        {
            Fixed f => f.Milligrams,
            PerKilogram k => k.MilligramsPerKilogram * weightKilograms,
            PerSquareMetre s => s.MilligramsPerSquareMetre * bodySurfaceSquareMetres,
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>This amount times a factor: 0.75 is a reduction by 25 %.</summary>
    public DoseAmount Times(double factor) => this switch
    {
        Fixed f => new Fixed(f.Milligrams * factor),
        PerKilogram k => new PerKilogram(k.MilligramsPerKilogram * factor),
        PerSquareMetre s => new PerSquareMetre(s.MilligramsPerSquareMetre * factor),
        _ => throw new UnreachableException(),
    };

    private static void Positive(double value, string name)
    {
        if (!double.IsFinite(value) || value <= 0) throw new ArgumentOutOfRangeException(name, value, "A body's weight and surface are positive.");
    }
}
