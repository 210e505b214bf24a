using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;
using Blockade.Populations;

namespace Blockade.Simulation;

/// <summary>
/// Docetaxel in three compartments (mg), the neutrophils' chain (1e9/L) and the exposure so far (mg h/L), hours. Drug slows
/// the proliferating pool in proportion to its plasma concentration; blood feeds back.
/// </summary>
/// <remarks>Friberg et al. (2002), J. Clin. Oncol. 20:4713-4721, doi:10.1200/JCO.2002.02.140.</remarks>
internal sealed class DocetaxelMarrow(DocetaxelKinetics kinetics, NeutrophilKinetics marrow) : OdeSystem
{
    public const int StateCount = 9;
    public const int Blood = 7;
    public const int Exposure = 8;

    private static readonly SparsityPattern Pattern = SparsityPattern.Dense(StateCount);

    /// <summary>Infusion that runs now, mg/h.</summary>
    public double Rate { get; set; }

    public override int Dimension => StateCount;

    public override SparsityPattern JacobianPattern => Pattern;

    public static void Start(NeutrophilKinetics marrow, Span<double> y)
    {
        y.Clear();
        y[3..8].Fill(marrow.BaselineGigaPerLitre);
    }

    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        double c = y[0] / kinetics.CentralLitres;
        double fast = kinetics.FastExchangeLitresPerHour * (c - (y[1] / kinetics.FastLitres));
        double slow = kinetics.SlowExchangeLitresPerHour * (c - (y[2] / kinetics.SlowLitres));
        derivative[0] = Rate - (kinetics.ClearanceLitresPerHour * c) - fast - slow;
        derivative[1] = fast;
        derivative[2] = slow;
        double ktr = 4 / marrow.TransitHours;
        double feedback = Math.Pow(marrow.BaselineGigaPerLitre / Math.Max(1e-6, y[Blood]), marrow.Feedback);
        derivative[3] = (ktr * y[3] * (1 - (marrow.SlopeLitresPerMilligram * c)) * feedback) - (ktr * y[3]);
        for (int k = 4; k <= Blood; k++) derivative[k] = ktr * (y[k - 1] - y[k]);
        derivative[Exposure] = c;
    }

    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values)
    {
        values.Clear();
        double v1 = kinetics.CentralLitres;
        double c = y[0] / v1;
        values[At(0, 0)] = -(kinetics.ClearanceLitresPerHour + kinetics.FastExchangeLitresPerHour + kinetics.SlowExchangeLitresPerHour) / v1;
        values[At(0, 1)] = kinetics.FastExchangeLitresPerHour / kinetics.FastLitres;
        values[At(0, 2)] = kinetics.SlowExchangeLitresPerHour / kinetics.SlowLitres;
        values[At(1, 0)] = kinetics.FastExchangeLitresPerHour / v1;
        values[At(1, 1)] = -kinetics.FastExchangeLitresPerHour / kinetics.FastLitres;
        values[At(2, 0)] = kinetics.SlowExchangeLitresPerHour / v1;
        values[At(2, 2)] = -kinetics.SlowExchangeLitresPerHour / kinetics.SlowLitres;
        double ktr = 4 / marrow.TransitHours;
        double blood = Math.Max(1e-6, y[Blood]);
        double feedback = Math.Pow(marrow.BaselineGigaPerLitre / blood, marrow.Feedback);
        double left = 1 - (marrow.SlopeLitresPerMilligram * c);
        values[At(3, 0)] = -ktr * y[3] * marrow.SlopeLitresPerMilligram / v1 * feedback;
        values[At(3, 3)] = (ktr * left * feedback) - ktr;
        values[At(3, Blood)] = -ktr * y[3] * left * feedback * marrow.Feedback / blood;
        for (int k = 4; k <= Blood; k++)
        {
            values[At(k, k - 1)] = ktr;
            values[At(k, k)] = -ktr;
        }

        values[At(Exposure, 0)] = 1 / v1;
    }

    private static int At(int row, int column) => (column * StateCount) + row;   // dense patterns are stored by columns
}
