using Blockade.Numerics.Random;
using Blockade.Simulation;
using Blockade.Testing;
using Blockade.Tests.Simulation;
using Blockade.Trials;

namespace Blockade.Tests.Trials;

public class CourseBandsTests
{
    [Fact]
    [Evidence(EvidenceKind.Published, "Hyndman and Fan (1996), Am. Stat. 50:361-365, definition 7: the p-quantile of n values lies at 1 + (n - 1) p")]
    public void Bands_are_quantiles_of_type_7_over_the_first_patients()
    {
        TrialResult trial = new TrialSimulator(
            OneCellStudy.Design with { Patients = 5 }, OneCellStudy.Population, OneCellStudy.Subjects, OneCellStudy.Tumour, new RandomSource(1), 2)
            .Run(0, cancellation: TestContext.Current.CancellationToken);

        CourseBands bands = CourseBands.Of(trial, OneCellStudy.Subjects, OneCellStudy.Tumour, TestContext.Current.CancellationToken)[1];

        // five values: the 5th percentile a fifth of the way from the first to the second, the median the third, the 95th four fifths from the fourth to the fifth
        AntibodyCourse[] courses = [.. trial.Subjects.Select(r => OneCellStudy.Antibodies(r.Patient, trial.Design.Arms[1].Regimen, 126))];
        Assert.Equal(5, bands.Patients);
        for (int day = 0; day < 126; day++)
        {
            double[] x = [.. courses.Select(c => (double)c.PertuzumabMilligramsPerLitre[day]).Order()];
            Band band = bands.PertuzumabMilligramsPerLitre[day];

            Assert.Equal(day + 1, band.Day);
            Assert.Equal(x[2], band.Median, 1e-12 * x[2]);
            Assert.Equal(x[0] + (0.2 * (x[1] - x[0])), band.Lower, 1e-12 * x[4]);
            Assert.Equal(x[3] + (0.8 * (x[4] - x[3])), band.Upper, 1e-12 * x[4]);
        }
    }
}
