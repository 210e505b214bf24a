namespace Blockade.Reporting;

/// <summary>A file in an output folder that grows while a run goes on, and that a later run may take up. It is in no manifest: <c>--force</c> begins it anew.</summary>
public static class JournalFile
{
    /// <summary>Opens it for reading and writing, for this process alone; creates it, and the folder, where it is missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="anew">Whether what is there is dropped.</param>
    /// <exception cref="OutputException">It cannot be opened.</exception>
    public static FileStream Open(string path, bool anew)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return new FileStream(path, anew ? FileMode.Create : FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputException.From(path, e);
        }
    }

    /// <summary>Runs what writes to such a file, and says where and why it could not.</summary>
    /// <exception cref="OutputException">The device is full or gone.</exception>
    public static T Guard<T>(string path, Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            return work();
        }
        catch (IOException e)
        {
            throw OutputException.From(path, e);
        }
    }
}
