namespace Blockade.Tumours;

/// <summary>
/// One patient's tumour as the days go by: two clones in every lesion, growing by the signal that is left and dying by
/// docetaxel and effector cells; the hazards of a new lesion and of death rise with the burden. A cursor: one thread, one patient.
/// </summary>
/// <remarks>
/// d ln S/dt = growth s - loss (1 - s) - kill E exp(-fade t) - adcc B/(half + B) for the sensitive clone, s the signal left and E
/// docetaxel's effect; d ln R/dt = growth - share kill E exp(-fade t) for the resistant one. A lesion's diameter goes with the
/// cube root of its volume, of which a share is scar and the rest goes with its cells; the hazards go with the cells alone. The clones do not compete, so the logarithms add up exactly day by day.
/// </remarks>
public sealed class TumourState
{
    // Cells cannot grow past this factor of baseline (ten times the diameter): no patient lives to see it.
    private const double MostLogGrowth = 6.9;

    private readonly TumourParameters _parameters;
    private readonly TumourTraits _traits;
    private readonly GrowthSignal _signal;
    private readonly double _untreatedSignal;
    private readonly double _baseline;
    private double _logSensitive;
    private double _logResistant;
    private double _deathHazard;
    private double _newLesionHazard;
    private double _newLesionHazardBefore;

    /// <summary>Day zero. <paramref name="untreated"/> is the drive without any drug, against which signals are reckoned.</summary>
    public TumourState(TumourParameters parameters, TumourTraits traits, TreatmentDrive untreated)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(traits);
        _parameters = parameters;
        _traits = traits;
        _baseline = traits.BaselineMillimetres;
        _signal = new GrowthSignal(parameters);
        _untreatedSignal = Math.Max(1e-9, _signal.Of(untreated.AktLogOdds, untreated.ErkLogOdds));
    }

    /// <summary>Logarithm of the factor by which the sensitive clone has grown.</summary>
    public double LogSensitive => _logSensitive;

    /// <summary>Logarithm of the factor by which the resistant clone has grown.</summary>
    public double LogResistant => _logResistant;

    /// <summary>Days since the first dose.</summary>
    public int Day { get; private set; }

    /// <summary>Whether the hazard of death has been used up.</summary>
    public bool HasDied => _deathHazard >= _traits.DeathThreshold;

    /// <summary>Whether the hazard of a new lesion has been used up.</summary>
    public bool HasNewLesion => _newLesionHazard >= _traits.NewLesionThreshold;

    /// <summary>Begins another line of therapy: new lesions are counted from here on.</summary>
    public void BeginNextLine() => _newLesionHazardBefore = _newLesionHazard;

    /// <summary>Whether the hazard of a new lesion since the line began has used up a threshold, a unit exponential.</summary>
    public bool HasAnotherNewLesion(double threshold) => _newLesionHazard - _newLesionHazardBefore >= threshold;

    /// <summary>The growth signal of a drive relative to the untreated one, after any bypass downstream; 1 is untreated.</summary>
    public double Signal(TreatmentDrive drive)
    {
        double signal = _signal.Of(drive.AktLogOdds, drive.ErkLogOdds) / _untreatedSignal;
        return signal + ((1 - signal) * _traits.Bypass);
    }

    /// <summary>Diameters of the lesions as a scan without error shows them, scars included, mm.</summary>
    public void Diameters(Span<double> millimetres) => Diameters(millimetres, scars: true);

    // with what stays of a lesion without cells, or as far as there are cells in it
    private void Diameters(Span<double> millimetres, bool scars)
    {
        double sensitive = Math.Exp(_logSensitive);
        double resistant = Math.Exp(_logResistant);
        for (int i = 0; i < millimetres.Length; i++)
        {
            Lesion lesion = _traits.Lesions[i];
            double cells = ((1 - lesion.ResistantShare) * sensitive) + (lesion.ResistantShare * resistant);
            millimetres[i] = lesion.DiameterMillimetres * Math.Cbrt(scars ? lesion.ScarShare + ((1 - lesion.ScarShare) * cells) : cells);
        }
    }

    /// <summary>Cells left of the first lesion relative to baseline.</summary>
    public double CellsLeft =>
        ((1 - _traits.Lesions[0].ResistantShare) * Math.Exp(_logSensitive)) + (_traits.Lesions[0].ResistantShare * Math.Exp(_logResistant));

    /// <summary>One day on treatment. Cost: O(lesions).</summary>
    public void Advance(TreatmentDrive drive)
    {
        double signal = Signal(drive);
        double kill = drive.Docetaxel == 0 ? 0 : _traits.DocetaxelKill * drive.Docetaxel * Math.Exp(-_parameters.DocetaxelFadePerDay * Day);
        double adcc = _parameters.AdccKillPerDay * drive.BoundAntibodies / (_parameters.AdccHalfMolecules + drive.BoundAntibodies);
        Grow(
            (_traits.GrowthPerDay * signal) - (_traits.LossPerDay * (1 - signal)) - kill - adcc,
            _traits.GrowthPerDay - (_parameters.ResistantDocetaxelShare * kill));
    }

    /// <summary>One day when later lines of therapy leave a share of the natural growth.</summary>
    public void AdvanceOnNextLine()
    {
        double growth = _traits.GrowthPerDay * _parameters.NextLineGrowthShare;
        Grow(growth, growth);
    }

    private void Grow(double sensitivePerDay, double resistantPerDay)
    {
        _logSensitive = Math.Min(_logSensitive + sensitivePerDay, MostLogGrowth);
        _logResistant = Math.Min(_logResistant + resistantPerDay, MostLogGrowth);
        Span<double> diameters = stackalloc double[_traits.Lesions.Length];
        Diameters(diameters, scars: false);
        double sum = 0;
        foreach (double d in diameters) sum += d;
        _deathHazard += _parameters.DeathPerYear / 365.25 * Math.Pow(sum / 100, _parameters.DeathExponent);
        _newLesionHazard += _parameters.NewLesionsPerYear / 365.25 * sum / _baseline;
        Day++;
    }
}
