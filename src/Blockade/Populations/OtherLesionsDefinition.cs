namespace Blockade.Populations;

/// <summary>Lesions that cannot be measured, as a population file states them under <c>[non_target]</c>.</summary>
/// <param name="Share">Share of the patients with measurable disease who have some as well.</param>
/// <param name="NothingElseShare">Share of all patients who have nothing else: no measurable disease.</param>
/// <param name="MostLesions">Most of them; their number is uniform from one to this.</param>
/// <param name="Millimetres">Median of the sum of their diameters, mm.</param>
/// <param name="Cv">CV of that sum.</param>
/// <param name="Organs">Organs over which a patient's lesions are spread.</param>
public sealed record OtherLesionsDefinition(double Share, double NothingElseShare, int MostLesions, double Millimetres, double Cv, int Organs);
