using Blockade.Evidence;

namespace Blockade.Simulation;

/// <summary>How antibody reaches the tumour's interstitium and how many cells drain it.</summary>
/// <param name="ExchangePerDay">2 P Rc / Rk^2 of a Krogh cylinder: vessel permeability, capillary and Krogh radius, 1/day.</param>
/// <param name="VoidFraction">Interstitial volume per tumour volume, 0 to 1.</param>
/// <param name="CellFraction">Volume of tumour cells per tumour volume, 0 to 1.</param>
/// <param name="CellPicolitres">Volume of one tumour cell, pL.</param>
/// <param name="AntibodyKilodaltons">Molar mass of either antibody, kDa.</param>
/// <remarks>Thurber, Schmidt and Wittrup (2008), Trends Pharmacol. Sci. 29:57-61, PMC2820301.</remarks>
public sealed record InterstitiumParameters(
    double ExchangePerDay, double VoidFraction, double CellFraction, double CellPicolitres, double AntibodyKilodaltons)
{
    /// <summary>1 nM in 1 pL is this many molecules (Avogadro's constant times 1e-21 mol).</summary>
    public const double MoleculesPerNanomolarPicolitre = 602.214076;

    /// <summary>Turns molecules per cell and second into nM of tumour volume per day.</summary>
    public double NanomolarPerDayPerMoleculePerSecond => ReceptorModel.SecondsPerDay * CellFraction / (CellPicolitres * MoleculesPerNanomolarPicolitre);

    /// <summary>Turns mg/L into nM.</summary>
    public double NanomolarPerMilligramPerLitre => 1000 / AntibodyKilodaltons;

    /// <summary>Reads <c>tumour.*</c> and the antibodies' molar mass of a table.</summary>
    public static InterstitiumParameters From(ParameterTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new InterstitiumParameters(
            table.Value("tumour.exchange"), table.Value("tumour.voidFraction"), table.Value("tumour.cellFraction"),
            table.Value("tumour.cellVolume"), table.Value("pk.antibody.molarMass"));
    }
}
