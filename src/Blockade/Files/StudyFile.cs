namespace Blockade.Files;

/// <summary>Says what a study file is.</summary>
internal static class StudyFile
{
    /// <summary>Told by its keys: a trial has arms and analyses, a regimen has drugs, a population neither.</summary>
    public static StudyFileKind KindOf(TomlDocument document) =>
        document.Has("arm") || document.Has("analysis") ? StudyFileKind.Trial
        : document.Has("drug") ? StudyFileKind.Regimen
        : document.Has("indication") ? StudyFileKind.Indications
        : document.Has("response") ? StudyFileKind.Criteria
        : StudyFileKind.Population;
}
