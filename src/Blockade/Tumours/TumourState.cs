using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

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

    /// <summary>How many days are taken at once at most.</summary>
    public const int MostDays = 8;

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
    public void Diameters(Span<double> millimetres)
    {
        double sensitive = Math.Exp(_logSensitive);
        double resistant = Math.Exp(_logResistant);
        for (int i = 0; i < millimetres.Length; i++)
        {
            Lesion lesion = _traits.Lesions[i];
            double cells = ((1 - lesion.ResistantShare) * sensitive) + (lesion.ResistantShare * resistant);
            millimetres[i] = lesion.DiameterMillimetres * Math.Cbrt(lesion.ScarShare + ((1 - lesion.ScarShare) * cells));
        }
    }

    /// <summary>Cells left of the first lesion relative to baseline.</summary>
    public double CellsLeft =>
        ((1 - _traits.Lesions[0].ResistantShare) * Math.Exp(_logSensitive)) + (_traits.Lesions[0].ResistantShare * Math.Exp(_logResistant));

    /// <summary>One day on treatment. Cost: O(lesions).</summary>
    public void Advance(TreatmentDrive drive) => Advance([drive]);

    /// <summary>Days on treatment, a drive each, eight at most; none after the one of death. Returns how many. Cost: O(lesions), for eight days little more than for one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are none, or more than eight.</exception>
    public int Advance(ReadOnlySpan<TreatmentDrive> drives)
    {
        ArgumentOutOfRangeException.ThrowIfZero(drives.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(drives.Length, MostDays);
        Span<double> akt = stackalloc double[MostDays], erk = stackalloc double[MostDays], bound = stackalloc double[MostDays], docetaxel = stackalloc double[MostDays], days = stackalloc double[MostDays];
        for (int k = 0; k < MostDays; k++) ((akt[k], erk[k], bound[k], docetaxel[k]), days[k]) = (drives[Math.Min(k, drives.Length - 1)], Day + k);
        Vector512<double> one = Vector512.Create(1.0);
        Vector512<double> signal = Signal(Vector512.Create<double>(akt), Vector512.Create<double>(erk));
        Vector512<double> kill = Vector512.Create(_traits.DocetaxelKill) * Vector512.Create<double>(docetaxel) * LaneMath.Exp(Vector512.Create(-_parameters.DocetaxelFadePerDay) * Vector512.Create<double>(days));
        Vector512<double> antibodies = Vector512.Create<double>(bound), adcc = Vector512.Create(_parameters.AdccKillPerDay) * antibodies / (Vector512.Create(_parameters.AdccHalfMolecules) + antibodies);
        Vector512<double> growth = Vector512.Create(_traits.GrowthPerDay);
        return Grow(
            (growth * signal) - (Vector512.Create(_traits.LossPerDay) * (one - signal)) - kill - adcc,
            growth - (Vector512.Create(_parameters.ResistantDocetaxelShare) * kill),
            drives.Length);
    }

    /// <summary>Days, eight at most and none after the one of death, when later lines of therapy leave a share of the natural growth. Returns how many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one is asked for, or more than eight.</exception>
    public int AdvanceOnNextLine(int days = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, MostDays);
        Vector512<double> growth = Vector512.Create(_traits.GrowthPerDay * _parameters.NextLineGrowthShare);
        return Grow(growth, growth, days);
    }

    private Vector512<double> Signal(Vector512<double> akt, Vector512<double> erk)
    {
        Vector512<double> signal = _signal.Of(akt, erk) / Vector512.Create(_untreatedSignal);
        return signal + ((Vector512.Create(1.0) - signal) * Vector512.Create(_traits.Bypass));
    }

    // a day to a lane
    private int Grow(Vector512<double> sensitivePerDay, Vector512<double> resistantPerDay, int days)
    {
        Span<double> sensitive = stackalloc double[MostDays], resistant = stackalloc double[MostDays];
        sensitivePerDay.CopyTo(sensitive);
        resistantPerDay.CopyTo(resistant);
        double logSensitive = _logSensitive, logResistant = _logResistant;
        for (int k = 0; k < MostDays; k++)
        {
            sensitive[k] = logSensitive = Math.Min(logSensitive + sensitive[k], MostLogGrowth);
            resistant[k] = logResistant = Math.Min(logResistant + resistant[k], MostLogGrowth);
        }

        Vector512<double> s = LaneMath.Exp(Vector512.Create<double>(sensitive)), r = LaneMath.Exp(Vector512.Create<double>(resistant)), sum = default;
        foreach (Lesion lesion in _traits.Lesions)
        {
            Vector512<double> cells = (Vector512.Create(1 - lesion.ResistantShare) * s) + (Vector512.Create(lesion.ResistantShare) * r);
            sum += Vector512.Create(lesion.DiameterMillimetres) * LaneMath.CubeRoot(cells);
        }

        Span<double> sums = stackalloc double[MostDays], powers = stackalloc double[MostDays];
        sum.CopyTo(sums);
        LaneMath.Exp(Vector512.Create(_parameters.DeathExponent) * Vector512.Log(sum / Vector512.Create(100.0))).CopyTo(powers);
        for (int k = 0; k < days; k++)
        {
            (_logSensitive, _logResistant) = (sensitive[k], resistant[k]);
            _deathHazard += _parameters.DeathPerYear / 365.25 * powers[k];
            _newLesionHazard += _parameters.NewLesionsPerYear / 365.25 * sums[k] / _baseline;
            Day++;
            if (HasDied) return k + 1;
        }

        return days;
    }
}
