using System.Text;

namespace Blockade.Actions;

/// <summary>A file that the actions ask to be written.</summary>
/// <param name="Name">A plain name; of a point of a scan <c>FOLDER/NAME</c>.</param>
/// <param name="Content">Its text.</param>
public sealed record ActionFile(string Name, StringBuilder Content);
