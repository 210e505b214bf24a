namespace Blockade.Populations;

/// <summary>A patient's lesions that cannot be measured, whatever their size: effusions, bone without soft tissue.</summary>
/// <param name="Count">How many.</param>
/// <param name="Millimetres">The sum of their diameters, mm; zero without any.</param>
/// <param name="Organs">Organs over which all the patient's lesions are spread, measurable ones included.</param>
public sealed record OtherLesions(int Count, double Millimetres, int Organs);
