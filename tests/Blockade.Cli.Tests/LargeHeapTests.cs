using System.Globalization;
using Blockade.Testing;

namespace Blockade.Cli.Tests;

/// <summary>What is asked of Linux for the garbage collector.</summary>
public class LargeHeapTests
{
    // regions of 4 MB as a runtime of 64 bits lays them out: large objects, three generations, large objects again, and the rest of the reserve
    private const string Reserve = """
        00400000-00404000 r--p 00000000 fe:00 11716581 /usr/bin/blockade
        7ff4322b8000-7ff432400000 ---p 00000000 00:00 0
        7ff432400000-7ff432441000 rw-p 00000000 00:00 0
        7ff432441000-7ff434400000 ---p 00000000 00:00 0
        7ff434400000-7ff434401000 rw-p 00000000 00:00 0
        7ff434401000-7ff434800000 ---p 00000000 00:00 0
        7ff434800000-7ff434801000 rw-p 00000000 00:00 0
        7ff434801000-7ff434c00000 ---p 00000000 00:00 0
        7ff434c00000-7ff434c43000 rw-p 00000000 00:00 0
        7ff434c43000-7ffff74b8000 ---p 00000000 00:00 0
        7ffff74eb000-7ffff74ec000 ---p 00000000 00:00 0
        7ffff74ec000-7ffff7ceb000 rw-p 00000000 00:00 0
        """;

    private const long Young = 0x7ff434c01008;

    [Fact]
    [Evidence(EvidenceKind.Analytic, "two regions of 4 MB lie before that of the object, 1 GB is asked for")]
    public void Memory_is_asked_for_from_the_oldest_generation_on()
    {
        Assert.Equal((0x7ff434400000, 0x7ff434400000 + (1L << 30)), LargeHeap.Find(Young, Reserve.Split('\n')));
    }

    [Theory]
    [InlineData("7ff434c43000-7ffff74b8000 ---p", "7ff434c43000-7ff435000000 ---p")]   // no reserve worth the name behind it
    [InlineData("7ff434800000-7ff434801000 rw-p 00000000 00:00 0", "7ff434800000-7ff434801000 rw-p 00000000 fe:00 7 /usr/lib/some.so")]   // a file's memory within
    [InlineData("7ff434801000-7ff434c00000 ---p", "7ff434802000-7ff434c00000 ---p")]   // a hole within
    [Evidence(EvidenceKind.Analytic, "what is not one reserve of addresses is left alone")]
    public void Other_memory_is_left_alone(string line, string other)
    {
        Assert.Null(LargeHeap.Find(Young, Reserve.Replace(line, other, StringComparison.Ordinal).Split('\n')));
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "the kernel's own account of this process: VmFlags of what was asked for have 'hg'")]
    public void The_kernel_has_the_wish_on_record()
    {
        var before = new byte[20_000];
        new Random(1).NextBytes(before);
        byte[] copy = [.. before];
        (long Begin, long End)? asked = LargeHeap.Ask();
        GC.Collect();
        Assert.SkipWhen(asked is null, "this kernel lends no large pages, or this runtime lays out its memory otherwise");

        // other tests run beside this one: the collector may have given some of it back by now, and taken its next objects elsewhere
        Assert.Equal(copy, before);   // a collection later everything is as it was
        Assert.Contains(Flags(asked!.Value.Begin, asked.Value.End), f => f.Contains("hg", StringComparison.Ordinal));
    }

    // of the mappings that lie between two addresses
    private static List<string> Flags(long from, long to)
    {
        var flags = new List<string>();
        bool isWithin = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0].Contains('-', StringComparison.Ordinal) && words.Length >= 5)
            {
                string[] ends = words[0].Split('-');
                isWithin = Number(ends[0]) < to && from < Number(ends[1]);
            }
            else if (isWithin && words[0] == "VmFlags:")
            {
                flags.Add(line);
            }
        }

        return flags;

        static long Number(string text) => long.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
