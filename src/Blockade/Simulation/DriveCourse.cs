namespace Blockade.Simulation;

/// <summary>
/// The drive of one patient on one treatment, day by day. Days beyond the computed ones repeat the last cycle, which is exact
/// once the antibodies are at steady state; docetaxel's effect, which is finite, is computed for its own length and zero beyond.
/// </summary>
public sealed class DriveCourse
{
    private readonly float[] _signal;
    private readonly float[] _bound;
    private readonly float[] _docetaxel;
    private readonly int _cycleDays;

    /// <summary>Wraps the daily values; <paramref name="cycleDays"/> is the period in which the first two repeat.</summary>
    public DriveCourse(float[] signal, float[] boundAntibodies, float[] docetaxel, int cycleDays)
    {
        ArgumentNullException.ThrowIfNull(signal);
        ArgumentNullException.ThrowIfNull(boundAntibodies);
        ArgumentNullException.ThrowIfNull(docetaxel);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cycleDays);
        ArgumentOutOfRangeException.ThrowIfLessThan(signal.Length, cycleDays);
        _signal = signal;
        _bound = boundAntibodies;
        _docetaxel = docetaxel;
        _cycleDays = cycleDays;
    }

    /// <summary>The drive on a day, 0 being the first dose.</summary>
    public TreatmentDrive On(int day)
    {
        int antibodyDay = day < _signal.Length ? day : _signal.Length - _cycleDays + ((day - _signal.Length) % _cycleDays);
        return new TreatmentDrive(_signal[antibodyDay], _bound[antibodyDay], day < _docetaxel.Length ? _docetaxel[day] : 0);
    }
}
