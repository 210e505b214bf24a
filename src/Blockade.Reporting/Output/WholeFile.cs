namespace Blockade.Reporting;

/// <summary>Writes one file so that it is either whole or absent.</summary>
public static class WholeFile
{
    /// <summary>Writes to a temporary name beside the file, flushes to disk and renames; replaces what was there.</summary>
    /// <exception cref="OutputException">The file cannot be written; nothing is left behind.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string partial = path + ".partial";
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            try
            {
                File.Delete(partial);
            }
            catch (Exception inner) when (inner is IOException or UnauthorizedAccessException)
            {
                // nothing more can be done; the name says that it is partial
            }

            throw OutputException.From(path, e);
        }
    }
}
