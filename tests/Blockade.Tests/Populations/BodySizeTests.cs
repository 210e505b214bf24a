using Blockade.Populations;
using Blockade.Testing;

namespace Blockade.Tests.Populations;

public class BodySizeTests
{
    [Fact]
    [Evidence(EvidenceKind.Published, "Du Bois 1916, Arch Intern Med 17:863, in its other usual form: 0.20247 x height in metres^0.725 x weight^0.425")]
    public void Body_surface_is_that_of_Du_Bois()
    {
        for (double w = 40; w <= 120; w += 10)
        {
            double published = 0.20247 * Math.Pow(1.62, 0.725) * Math.Pow(w, 0.425);

            Assert.Equal(1, BodySize.DuBoisSurface(w, 162) / published, 1e-4);   // four digits of 0.007184
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Nyman 2016, Radiology 278:956: James' formula for women reaches its plateau at a BMI of about 37 kg/m2")]
    public void Lean_weight_reaches_its_plateau_at_the_published_body_mass_index()
    {
        double bmi = 1e4 * Enumerable.Range(400, 1600).Select(tenths => tenths / 10.0).MaxBy(w => BodySize.JamesLeanWeight(w, 162)) / (162.0 * 162);

        Assert.Equal(37, bmi, 1.0);   // "about": 36.1 by the formula
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Garg 2014: median weight 72 kg with median lean weight 48 kg")]
    public void The_median_woman_of_Garg_has_the_published_lean_weight() =>
        Assert.Equal(48, BodySize.JamesLeanWeight(72, 162), 0.5);   // half the last digit; the height is the population's median

    [Fact]
    [Evidence(EvidenceKind.Analytic, "1.07 W - 148 (W/H)^2 has its maximum 1.07^2 H^2 / 592 at W = 1.07 H^2 / 296")]
    public void Lean_weight_never_falls_as_weight_rises()
    {
        const double height = 162;
        double peak = 1.07 * height * height / 296;
        double most = 1.07 * 1.07 * height * height / 592;

        Assert.Equal(most, BodySize.JamesLeanWeight(peak, height), 1e-10);
        Assert.Equal(most, BodySize.JamesLeanWeight(2 * peak, height), 1e-10);
        double last = 0;
        for (double w = 30; w < 250; w += 5)
        {
            double lean = BodySize.JamesLeanWeight(w, height);
            Assert.InRange(lean, last, w);
            last = lean;
        }
    }
}
