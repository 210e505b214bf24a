using Blockade.Numerics.Random;

namespace Blockade.Tumours;

/// <summary>How a patient's lesions that cannot be measured are drawn, and where all her lesions are.</summary>
/// <param name="Count">Lesions that cannot be measured.</param>
/// <param name="Millimetres">The sum of their diameters, mm.</param>
/// <param name="Organs">Organs over which all lesions are spread, each as likely.</param>
/// <param name="Random">Random numbers.</param>
public readonly record struct OtherLesionDraws(int Count, double Millimetres, int Organs, RandomSequence Random);
