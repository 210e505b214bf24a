namespace Blockade.Files;

/// <summary>What a TOML file of a study can be, told by its keys.</summary>
internal enum StudyFileKind
{
    Regimen,
    Population,
    Criteria,
    Indications,
    Trial,
}
