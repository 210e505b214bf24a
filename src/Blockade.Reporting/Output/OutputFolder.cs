using System.Collections.Immutable;
using System.Runtime.ExceptionServices;

namespace Blockade.Reporting;

/// <summary>The folder a run writes to. A file in it is either whole or not there, and what is there is known by name, length and hash.</summary>
/// <remarks>
/// Each file is written as <c>NAME.partial</c> beside its place, flushed to the device, and renamed; on one file system the rename happens or does
/// not. A run that dies leaves at most <c>*.partial</c> files. A file may lie one folder deeper, <c>FOLDER/NAME</c>; that folder is made with its first
/// file, and is never a link, which could lead anywhere. Safe for use by several threads, one a file; <see cref="Files"/> is sorted by
/// name, so its order does not depend on who finished first.
/// </remarks>
public sealed class OutputFolder
{
    private const string PartialSuffix = ".partial";

    // a device takes as long for sixteen flushes that wait together as for one; those who wait take no processor
    private const int FilesAtOnce = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, OutputFile?> _files = new(StringComparer.OrdinalIgnoreCase);   // null while being written
    private readonly ExistingFiles _existing;
    private readonly SortedSet<string> _folders = new(StringComparer.Ordinal);   // those below this one that hold files of a run

    private OutputFolder(string path, ExistingFiles existing) => (Path, _existing) = (path, existing);

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>The files that are whole, sorted by name (ordinal); <c>run.json</c> is not among them.</summary>
    public ImmutableArray<OutputFile> Files
    {
        get
        {
            lock (_gate) return [.. _files.Values.OfType<OutputFile>().OrderBy(file => file.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>Opens the folder, creating it and its parents where missing, and proves by a trial file that it can be written.</summary>
    /// <param name="path">The folder; relative paths are taken from the current one.</param>
    /// <param name="existing">
    /// With <see cref="ExistingFiles.Replace"/> the files listed in the previous run's <c>run.json</c>, that file, and leftovers
    /// <c>*.partial</c> are removed; all other files stay, unless the new run writes one of the same name. Call this once the inputs are
    /// known to be good: what is removed is gone.
    /// </param>
    /// <exception cref="OutputException">The folder is not empty and must not be replaced, cannot be written, or is no folder.</exception>
    public static OutputFolder Create(string path, ExistingFiles existing = ExistingFiles.Refuse)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string full = System.IO.Path.GetFullPath(path);
        for (string? p = full; p is not null; p = System.IO.Path.GetDirectoryName(p))
        {
            // Asked beforehand because each system has its own exception for it.
            if (File.Exists(p))
            {
                throw new OutputException(
                    p, OutputFailure.NotAFolder, "there is a file of this name, and a folder is wanted", "Choose another folder with --out.");
            }
        }

        try
        {
            Directory.CreateDirectory(full);
            if (existing is ExistingFiles.Refuse && Directory.EnumerateFileSystemEntries(full).Any())
            {
                throw new OutputException(full, OutputFailure.NotEmpty, "the folder is not empty",
                    "Choose a new folder, or give --force to replace the results of the run before; other files stay.");
            }

            string trial = System.IO.Path.Combine(full, "write-test" + PartialSuffix);
            File.WriteAllBytes(trial, [0]);
            File.Delete(trial);
            var folder = new OutputFolder(full, existing);
            if (existing is ExistingFiles.Replace) folder.RemovePreviousRun();
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputException.From(full, e);
        }
    }

    /// <summary>Writes one file: all of it, or nothing.</summary>
    /// <param name="name">
    /// A plain file name such as <c>endpoints.csv</c>, or one in a plain folder, <c>points/00001.csv</c>; not <c>run.json</c>, not <c>*.partial</c>, and new in this run.
    /// </param>
    /// <param name="write">Writes the content; the stream can be read and seeked, and is closed by this method.</param>
    /// <returns>Name, length and hash of what is now on disk.</returns>
    /// <exception cref="ArgumentException">The name is not such a name.</exception>
    /// <exception cref="OutputException">The disk is full, no permission, or the like; no file of this name was left.</exception>
    /// <remarks>
    /// What <paramref name="write"/> itself throws comes through unchanged, unless it is an <see cref="IOException"/> or an
    /// <see cref="UnauthorizedAccessException"/>.
    /// </remarks>
    public OutputFile Write(string name, Action<Stream> write)
    {
        if (!IsName(name) || name.Equals(RunManifest.FileName, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"An output is a plain file name, or one in a plain folder, neither '{RunManifest.FileName}' nor '*{PartialSuffix}'; got '{name}'.", nameof(name));
        }

        lock (_gate)
        {
            if (!_files.TryAdd(name, null)) throw new ArgumentException($"This run has already written '{name}'.", nameof(name));
        }

        try
        {
            if (FolderIn(name) is string inner) MakeFolder(inner);
            OutputFile file = WriteWhole(name, write, overwrite: _existing is ExistingFiles.Replace);
            lock (_gate) _files[name] = file;
            return file;
        }
        catch
        {
            lock (_gate) _files.Remove(name);
            throw;
        }
    }

    /// <summary>
    /// Writes many files, several at once, each as by <see cref="Write"/>. A file waits for the device, mostly, and a device flushes many in the time of one: thousands of
    /// small files take a tenth of the time.
    /// </summary>
    /// <param name="files">Names, and what writes the content, which is called on threads of this method: each may read only what is its own or stays as it is.</param>
    /// <exception cref="ArgumentException">A name is not one for <see cref="Write"/>.</exception>
    /// <exception cref="OutputException">As for <see cref="Write"/>, of the first file in order that failed. No file is begun after one that failed; those that are there are whole.</exception>
    public void WriteAll(IReadOnlyList<(string Name, Action<Stream> Write)> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        int next = -1;
        var failures = new ExceptionDispatchInfo?[files.Count];
        bool failed = false;
        var threads = new Thread[Math.Clamp(files.Count - 1, 0, FilesAtOnce - 1)];   // not of the pool, which is slow to add any where all wait
        for (int k = 0; k < threads.Length; k++)
        {
            threads[k] = new Thread(WriteRest) { IsBackground = true };
            threads[k].Start();
        }

        WriteRest();
        foreach (Thread thread in threads) thread.Join();
        Array.Find(failures, f => f is not null)?.Throw();

        void WriteRest()
        {
            while (!Volatile.Read(ref failed) && Interlocked.Increment(ref next) is int i && i < files.Count)
            {
                try
                {
                    Write(files[i].Name, files[i].Write);
                }
                catch (Exception e)
                {
                    failures[i] = ExceptionDispatchInfo.Capture(e);
                    Volatile.Write(ref failed, true);
                }
            }
        }
    }

    /// <summary>Writes <c>run.json</c> with <see cref="Files"/> as its outputs. May be called again, first as partial and at the end as complete.</summary>
    /// <exception cref="OutputException">As for <see cref="Write"/>; an earlier manifest is then still there, whole.</exception>
    public void WriteManifest(RunManifest manifest)
    {
        RunManifest filled = manifest with { Outputs = Files };
        lock (_gate) WriteWhole(RunManifest.FileName, filled.Write, overwrite: true);
    }

    /// <summary>Ends the run: removes leftovers <c>*.partial</c>. Writes nothing.</summary>
    /// <exception cref="OutputException">A leftover could not be removed.</exception>
    public void Complete()
    {
        try
        {
            RemoveLeftovers(_folders);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputException.From(Path, e);
        }
    }

    private OutputFile WriteWhole(string name, Action<Stream> write, bool overwrite)
    {
        string final = System.IO.Path.Combine(Path, name);
        string partial = final + PartialSuffix;
        try
        {
            OutputFile file;
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 14))
            {
                write(stream);
                stream.Flush(flushToDisk: true);   // the content must be down before its name says so
                stream.Position = 0;
                file = new OutputFile(name, stream.Length, Sha256Sum.Of(stream));
            }

            File.Move(partial, final, overwrite);
            return file;
        }
        catch (Exception e)
        {
            TryDelete(partial);
            if (e is IOException or UnauthorizedAccessException) throw OutputException.From(final, e);
            throw;
        }
    }

    private void RemovePreviousRun()
    {
        string manifest = System.IO.Path.Combine(Path, RunManifest.FileName);
        if (File.Exists(manifest))
        {
            // The list is another's text: it may name only plain files here and in plain folders, or a forged one could delete anything.
            // run.json goes last, so that a removal cut short can be taken up again.
            string[] names = [.. PreviousOutputs(manifest).Where(name => IsName(name) && IsThere(FolderIn(name)))];
            foreach (string name in names) File.Delete(System.IO.Path.Combine(Path, name));
            RemoveLeftovers(names.Select(FolderIn).OfType<string>());
            File.Delete(manifest);
        }
        else
        {
            RemoveLeftovers([]);
        }
    }

    private void MakeFolder(string name)
    {
        string inner = System.IO.Path.Combine(Path, name);
        if (File.Exists(inner)) throw new OutputException(inner, OutputFailure.NotAFolder, "there is a file of this name, and a folder is wanted", "Choose another folder with --out.");
        if (new DirectoryInfo(inner).LinkTarget is not null)
        {
            throw new OutputException(inner, OutputFailure.NotAFolder, "this is a link to another folder, which nothing is written through", "Choose another folder with --out, or remove the link.");
        }

        try
        {
            Directory.CreateDirectory(inner);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputException.From(inner, e);
        }

        lock (_gate) _folders.Add(name);
    }

    private bool IsThere(string? folder)
    {
        if (folder is null) return true;
        var inner = new DirectoryInfo(System.IO.Path.Combine(Path, folder));
        return inner.Exists && inner.LinkTarget is null;
    }

    private static ImmutableArray<string> PreviousOutputs(string manifest)
    {
        try
        {
            using FileStream stream = File.OpenRead(manifest);
            return [.. RunManifest.Read(stream).Outputs.Select(file => file.Name)];
        }
        catch (InvalidDataException)
        {
            throw new OutputException(manifest, OutputFailure.NotEmpty, "this is not a manifest of Blockade, so it is unclear what may be replaced",
                "Choose another folder with --out, or remove the file yourself.");
        }
    }

    // of folders below only those that a run made, and they stay only while something is in them
    private void RemoveLeftovers(IEnumerable<string> folders)
    {
        foreach (string leftover in Directory.GetFiles(Path, "*" + PartialSuffix)) File.Delete(leftover);
        foreach (string folder in folders.Distinct().Where(IsThere))
        {
            string inner = System.IO.Path.Combine(Path, folder);
            foreach (string leftover in Directory.GetFiles(inner, "*" + PartialSuffix)) File.Delete(leftover);
            if (!Directory.EnumerateFileSystemEntries(inner).Any()) Directory.Delete(inner);
        }
    }

    private static string? FolderIn(string name) => name.IndexOf('/', StringComparison.Ordinal) is >= 0 and int slash ? name[..slash] : null;

    private static bool IsName(string name) => name.Split('/') is { Length: 1 or 2 } parts && parts.All(IsPlainName);

    private static bool IsPlainName(string name) =>
        !string.IsNullOrWhiteSpace(name) && name == System.IO.Path.GetFileName(name) && name.AsSpan().IndexOfAny('/', '\\', ':') < 0
        && !name.StartsWith('.') && !name.EndsWith(PartialSuffix, StringComparison.OrdinalIgnoreCase)
        && name.IndexOfAny(System.IO.Path.GetInvalidFileNameChars()) < 0;

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The failure that brought us here is the one worth telling; the suffix marks the rest as unfinished.
        }
    }
}
