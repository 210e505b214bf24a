using Blockade.Numerics.Ode;
using Blockade.Numerics.Tests.Cvode;

namespace Blockade.Bench;

/// <summary>A restart at every start and end of an infusion, and a sample a day: what restarts cost.</summary>
internal sealed class DosingBench(TextWriter output, AntibodyPatient[] patients)
{
    public void Run(double[] tolerances)
    {
        double[] reference = Ours(1e-12).Values;
        foreach (double tolerance in tolerances)
        {
            Report("ours, stiff", tolerance, reference, () => Ours(tolerance));
            Report("CVODE Dense", tolerance, reference, () => Cvode(tolerance));
        }
    }

    private void Report(string name, double tolerance, double[] reference, Func<(double[] Values, long Steps, long Derivatives)> run)
    {
        (double seconds, (double[] values, long steps, long derivatives)) = Measurement.Median(run);
        double worst = 0;
        for (int i = 0; i < values.Length; i++) worst = Math.Max(worst, Math.Abs(values[i] - reference[i]) / (Math.Abs(reference[i]) + 1));
        output.WriteLine(
            $"| {name} | {tolerance:0e-0} | {patients.Length / seconds:F0} | {worst:0.0e-0} | {steps / patients.Length} / {derivatives / patients.Length} |");
    }

    private (double[] Values, long Steps, long Derivatives) Ours(double tolerance)
    {
        var values = new double[patients.Length * AntibodyPatient.Days];
        long steps = 0, derivatives = 0;
        for (int k = 0; k < patients.Length; k++)
        {
            var solver = new OdeSolver(patients[k], new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance });
            Follow(
                patients[k], values.AsSpan(k * AntibodyPatient.Days, AntibodyPatient.Days), solver.Restart,
                (ref double t, Span<double> y, double sample, double limit) => solver.Sample(ref t, y, sample, limit));
            steps += solver.Statistics.AcceptedSteps;
            derivatives += solver.Statistics.Derivatives;
        }

        return (values, steps, derivatives);
    }

    private (double[] Values, long Steps, long Derivatives) Cvode(double tolerance)
    {
        var values = new double[patients.Length * AntibodyPatient.Days];
        long steps = 0, derivatives = 0;
        for (int k = 0; k < patients.Length; k++)
        {
            using var solver = new CvodeSolver(patients[k], tolerance, tolerance, CvodeMethod.Dense);
            Follow(
                patients[k], values.AsSpan(k * AntibodyPatient.Days, AntibodyPatient.Days), Restart,
                (ref double t, Span<double> y, double sample, double limit) => solver.Sample(ref t, y, sample, limit));

            // counters begin anew with each restart
            void Restart()
            {
                (steps, derivatives) = (steps + solver.Steps, derivatives + solver.Derivatives);
                solver.Restart();
            }

            (steps, derivatives) = (steps + solver.Steps, derivatives + solver.Derivatives);
        }

        return (values, steps, derivatives);
    }

    private delegate void Sampler(ref double t, Span<double> y, double sample, double limit);

    private static void Follow(AntibodyPatient patient, Span<double> days, Action restart, Sampler sample)
    {
        double t = 0;
        Span<double> y = stackalloc double[2];
        y.Clear();
        for (int dose = 0; dose < AntibodyPatient.Doses; dose++)
        {
            double start = 21 * dose, next = start + 21, stop = start + (1 / 24.0);
            patient.Rate = patient.Infusion(dose);
            restart();
            sample(ref t, y, stop, stop);
            patient.Rate = 0;
            restart();
            for (int day = 1; day <= 21; day++)
            {
                sample(ref t, y, start + day, next);
                days[(21 * dose) + day - 1] = y[0];
            }
        }
    }
}
