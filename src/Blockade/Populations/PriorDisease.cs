namespace Blockade.Populations;

/// <summary>What an earlier line of treatment has made of a patient's tumour, from its start to progression on it.</summary>
/// <param name="FirstMillimetres">Sum of the target lesions' diameters before that line, mm.</param>
/// <param name="LogSensitive">Logarithm of the factor by which cells that need the receptors have grown since.</param>
/// <param name="LogResistant">Logarithm of the factor by which the others have.</param>
/// <param name="DocetaxelDays">Days since docetaxel was begun, over which cells stop answering it; zero where none was given.</param>
public sealed record PriorDisease(double FirstMillimetres, double LogSensitive, double LogResistant, int DocetaxelDays);
