using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Files;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Reporting;
using Blockade.Simulation;
using Blockade.Tumours;

namespace Blockade.Cli;

/// <summary>One patient's drugs and cells day by day, for <c>simulate patient</c>.</summary>
internal sealed class PatientCourse
{
    private readonly int _days;
    private readonly AntibodyCourse _antibodies;
    private readonly DocetaxelCourse _docetaxel;
    private readonly GrowthSignal _signal;
    private readonly ImmutableArray<string> _pair;
    private readonly double[] _observedTrastuzumab;
    private readonly double[] _observedPertuzumab;

    private PatientCourse(int days, AntibodyCourse antibodies, DocetaxelCourse docetaxel, GrowthSignal signal, ImmutableArray<string> pair, double[] observedTrastuzumab, double[] observedPertuzumab)
    {
        _days = days;
        _antibodies = antibodies;
        _docetaxel = docetaxel;
        _signal = signal;
        _pair = pair;
        _observedTrastuzumab = observedTrastuzumab;
        _observedPertuzumab = observedPertuzumab;
    }

    public SolveStatus Status => _antibodies.Status;

    public static PatientCourse Run(
        StudyInputs inputs, ReceptorSurface surface, VirtualPatient patient, Regimen regimen, RandomSource random, int days, CancellationToken cancellation)
    {
        TumourParameters tumour = TumourParameters.From(inputs.Parameters);
        var subjects = new SubjectSimulator(surface, InterstitiumParameters.From(inputs.Parameters), 1e-6);
        AntibodyCourse antibodies = subjects.Antibodies(patient, regimen, days, cancellation);
        RandomSequence observation = random.Sequence((ushort)DrawPurpose.Observation, patient.Address.Replicate, patient.Address.Subject);
        double[] Observed(ResidualError error, float[] values)
        {
            var observed = new double[days];
            for (int d = 0; d < days; d++) observed[d] = error.Observe(values[antibodies.IndexOf(d)], ref observation);
            return observed;
        }

        return new PatientCourse(
            days,
            antibodies,
            subjects.Docetaxel(
                patient, regimen, inputs.Design.DocetaxelRules, inputs.Design.DocetaxelPractice, tumour.DocetaxelEliminationPerDay,
                random.Sequence((ushort)DrawPurpose.Docetaxel, patient.Address.Replicate, patient.Address.Subject), cancellation),
            new GrowthSignal(tumour),
            inputs.Receptors.Pair,
            Observed(ResidualError.OfTrastuzumab(inputs.Parameters), antibodies.TrastuzumabMilligramsPerLitre),
            Observed(ResidualError.OfPertuzumab(inputs.Parameters), antibodies.PertuzumabMilligramsPerLitre));
    }

    public string Describe(VirtualPatient p) => FormattableString.Invariant(
        $"Patient {p.Address.Subject}: {p.AgeYears:0} years, {p.Region}, {p.WeightKilograms:0} kg, albumin {p.AlbuminGramsPerLitre:0} g/L; HER2 {p.Her2PerCell:0.0e0} and HER3 {p.Her3PerCell:0.0e0} per cell, heregulin {p.HeregulinNanomolar:0.###} nM, PIK3CA {(p.Pik3caMutated ? "mutated" : "wild type")}; {_docetaxel.Doses.Length} docetaxel cycles, {_docetaxel.Reductions} reductions.");

    public Table Table()
    {
        int[] days = [.. Enumerable.Range(0, _days)];
        ImmutableArray<double> Antibody(float[] values) => [.. days.Select(d => (double)values[_antibodies.IndexOf(d)])];
        ImmutableArray<double> Docetaxel(float[] values, double beyond) => [.. days.Select(d => d < values.Length ? (double)values[d] : beyond)];
        return new Table("patient", "One virtual patient, end of each day",
        [
            new Column.Integer("day", "days", "days since the first dose", [.. days.Select(d => (long)d + 1)]),
            new Column.Number(_pair[0], "mg/L", "plasma", Antibody(_antibodies.TrastuzumabMilligramsPerLitre)),
            new Column.Number(_pair[1], "mg/L", "plasma", Antibody(_antibodies.PertuzumabMilligramsPerLitre)),
            new Column.Number($"observed_{_pair[0]}", "mg/L", "plasma, with residual error", [.. _observedTrastuzumab]),
            new Column.Number($"observed_{_pair[1]}", "mg/L", "plasma, with residual error", [.. _observedPertuzumab]),
            new Column.Number($"free_{_pair[0]}", "nM", "tumour interstitium", Antibody(_antibodies.TrastuzumabNanomolar)),
            new Column.Number($"free_{_pair[1]}", "nM", "tumour interstitium", Antibody(_antibodies.PertuzumabNanomolar)),
            new Column.Number("bound_antibodies", "molecules", "both antibodies on a cell's surface", Antibody(_antibodies.BoundAntibodies)),
            new Column.Number("signal", "1", "growth signal relative to untreated", [.. days.Select(d =>
            {
                int i = _antibodies.IndexOf(d);
                return _signal.Relative(_antibodies.AktLogOdds[i], _antibodies.ErkLogOdds[i], _antibodies.UntreatedAktLogOdds, _antibodies.UntreatedErkLogOdds);
            })]),
            new Column.Number("docetaxel_effect", "mg*h/L", "docetaxel's effect compartment", Docetaxel(_docetaxel.EffectMilligramHoursPerLitre, 0)),
            new Column.Number("neutrophils", "1e9/L", "neutrophils while on docetaxel", Docetaxel(_docetaxel.NeutrophilsGigaPerLitre, double.NaN)),
        ]);
    }
}
