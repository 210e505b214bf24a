namespace Blockade.Simulation;

/// <summary>
/// One patient's tumour as the days go by: two clones in every lesion, growing by the signal that is left and dying by
/// docetaxel and effector cells; the hazards of a new lesion and of death rise with the burden. A cursor: one thread, one patient.
/// </summary>
/// <remarks>
/// d ln S/dt = growth s - loss (1 - s) - kill E exp(-fade t) - adcc B/(half + B) for the sensitive clone, s the signal left and E
/// docetaxel's effect; d ln R/dt = growth - share kill E exp(-fade t) for the resistant one. A lesion's diameter goes with the
/// cube root of its cells. The clones do not compete, so the logarithms add up exactly day by day.
/// </remarks>
internal sealed class TumourState(TumourParameters parameters, TumourTraits traits)
{
    /// <summary>What a scan cannot see: a lesion below this has disappeared.</summary>
    private const double VisibleMillimetres = 3;

    /// <summary>Cells cannot grow past this factor of baseline (ten times the diameter).</summary>
    private const double MostLogGrowth = 6.9;

    private double _logSensitive;
    private double _logResistant;
    private double _deathHazard;
    private double _newLesionHazard;

    public int Day { get; private set; }

    public double SumOfDiameters { get; private set; } = traits.BaselineMillimetres;

    public bool HasDied => _deathHazard >= traits.DeathThreshold;

    public bool HasNewLesion => _newLesionHazard >= traits.NewLesionThreshold;

    /// <summary>One day on treatment.</summary>
    public void Advance(TreatmentDrive drive)
    {
        double signal = drive.Signal + ((1 - drive.Signal) * traits.Bypass);
        double kill = traits.DocetaxelKillPerDay * drive.Docetaxel * Math.Exp(-parameters.DocetaxelFadePerDay * Day);
        double adcc = parameters.AdccKillPerDay * drive.BoundAntibodies / (parameters.AdccHalfMolecules + drive.BoundAntibodies);
        Grow(
            (traits.GrowthPerDay * signal) - (parameters.LossPerDay * (1 - signal)) - kill - adcc,
            traits.GrowthPerDay - (parameters.ResistantDocetaxelShare * kill));
    }

    /// <summary>One day after progression, when later lines of therapy leave a share of the natural growth.</summary>
    public void AdvanceOnNextLine()
    {
        double growth = traits.GrowthPerDay * parameters.NextLineGrowthShare;
        Grow(growth, growth);
    }

    private void Grow(double sensitivePerDay, double resistantPerDay)
    {
        _logSensitive = Math.Min(_logSensitive + sensitivePerDay, MostLogGrowth);
        _logResistant = Math.Min(_logResistant + resistantPerDay, MostLogGrowth);
        double sensitive = Math.Exp(_logSensitive);
        double resistant = Math.Exp(_logResistant);
        double sum = 0;
        double seen = 0;
        foreach (Lesion lesion in traits.Lesions)
        {
            double diameter = lesion.DiameterMillimetres
                * Math.Cbrt(((1 - lesion.ResistantShare) * sensitive) + (lesion.ResistantShare * resistant));
            sum += diameter;
            if (diameter >= VisibleMillimetres) seen += diameter;
        }

        SumOfDiameters = seen;
        _deathHazard += parameters.DeathPerYear / 365.25 * Math.Pow(sum / 100, parameters.DeathBurdenExponent);
        _newLesionHazard += parameters.NewLesionsPerYear / 365.25 * sum / traits.BaselineMillimetres;
        Day++;
    }
}
