namespace Blockade.Tumours;

/// <summary>What a reader calls one scan.</summary>
/// <param name="Overall">The response at this time point.</param>
/// <param name="Target">That of the target lesions; null without any.</param>
/// <param name="NonTarget">That of the non-target lesions: complete, persisting, progression or not evaluable; null without any.</param>
/// <param name="NewLesion">Whether there is a new lesion.</param>
public readonly record struct ScanResponse(Response Overall, Response? Target, Response? NonTarget, bool NewLesion);
