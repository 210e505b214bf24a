using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Blockade.Cli;

/// <summary>
/// Asks Linux for the memory of the garbage collector in pages of 2 MB. The collector reserves addresses once and opens them 64 kB at a time, which no large page fits: so what it will open first
/// is opened at once, and large pages are wished for. It stays the collector's: nothing here writes to it, and memory is used where it is touched.
/// </summary>
/// <remarks>See docs/decisions/0017-large-pages.md. Where any of it is refused, or the memory looks otherwise than expected, nothing is changed.</remarks>
internal static partial class LargeHeap
{
    private const int RegionBytes = 4 << 20;             // the collector's own, aligned to as much
    private const int RegionsBefore = 2;                 // of the older generations, which are reserved before the first
    private const long Span = 1L << 30;                   // asked for: what lies beyond is for runs so long that a trap counts for nothing
    private const long LeastReserve = Span;              // less is none of the collector's, or one in a small container
    private const int LargePage = 2 << 20;
    private const int ReadWrite = 3, Dump = 17, WantLarge = 14, Collapse = 25;   // PROT_READ | PROT_WRITE, MADV_DODUMP, MADV_HUGEPAGE, MADV_COLLAPSE

    /// <summary>Asks; the addresses that it was for, or null where nothing was asked. Cost: reading a small file of the kernel's, and a large page for what is in use already.</summary>
    public static (long Begin, long End)? Ask()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess) return null;
        try
        {
            if (File.ReadAllText("/sys/kernel/mm/transparent_hugepage/enabled").Contains("[never]", StringComparison.Ordinal)) return null;
            var young = new object();
            long address = Unsafe.As<object, nint>(ref young);
            if (Find(address, File.ReadLines("/proc/self/maps")) is not { } heap) return null;

            // one mapping is one wish: what differs in protection or in being dumped gets no page across the border
            nint begin = (nint)heap.Begin, length = (nint)(heap.End - heap.Begin);
            if (Protect(begin, length, ReadWrite) != 0 || Advise(begin, length, Dump) != 0 || Advise(begin, length, WantLarge) != 0) return null;
            _ = Advise(begin + (RegionsBefore * RegionBytes), LargePage, Collapse);   // what the start has touched in small pages
            return heap;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException or DllNotFoundException or EntryPointNotFoundException)
        {
            return null;   // another kernel, or another C library
        }
    }

    /// <summary>What to ask for: from the older generations' first regions on, all of it within one reserve of addresses. Null where the memory around an object does not look like that.</summary>
    /// <param name="address">Of an object of the youngest generation.</param>
    /// <param name="mappings">The lines of /proc/self/maps.</param>
    internal static (long Begin, long End)? Find(long address, IEnumerable<string> mappings)
    {
        long runStart = 0, runEnd = 0;   // adjacent mappings that are no file's
        foreach (string line in mappings)
        {
            // 7ff434c00000-7ff434c13000 rw-p 00000000 00:00 0
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            int dash = words[0].IndexOf('-', StringComparison.Ordinal);
            long begin = long.Parse(words[0].AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            long end = long.Parse(words[0].AsSpan(dash + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            bool isOurs = words.Length == 5 && words[1] is "rw-p" or "---p";
            if (!isOurs || begin != runEnd) runStart = begin;
            runEnd = isOurs ? end : 0;

            // the rest of the reserve is the first large mapping that nothing may touch, behind the object
            if (!isOurs || begin < address || words[1] != "---p" || end - begin < LeastReserve) continue;
            long first = (address / RegionBytes * RegionBytes) - (RegionsBefore * RegionBytes);
            return first >= runStart ? (first, first + Span) : null;
        }

        return null;
    }

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint start, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nint length, int advice);
}
