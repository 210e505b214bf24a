using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>The messages of an object header, version 1 or 2, with their continuations.</summary>
internal static class Hdf5Header
{
    public const int Space = 0x01, LinkInfo = 0x02, Type = 0x03, Link = 0x06, Layout = 0x08, Filters = 0x0B, Attribute = 0x0C, SymbolTable = 0x11, AttributeInfo = 0x15;

    private const int Continuation = 0x10;

    /// <summary>Type, address and length of each message.</summary>
    public static ImmutableArray<(int Type, ulong At, ulong Length)> Read(Hdf5Bytes file, ulong address)
    {
        file.Visit(address);
        var messages = ImmutableArray.CreateBuilder<(int, ulong, ulong)>();
        var blocks = new Queue<(ulong At, ulong Length)>();
        if (file.Is(address, "OHDR"u8))
        {
            if (file.Number(address + 4, 1) != 2) throw Hdf5Bytes.Unread(address, "an object header of a later version");
            ulong flags = file.Number(address + 5, 1);
            ulong at = address + 6 + ((flags & 0x20) != 0 ? 16u : 0) + ((flags & 0x10) != 0 ? 4u : 0);
            int width = 1 << (int)(flags & 3);
            blocks.Enqueue((at + (ulong)width, file.Number(at, width)));
            while (blocks.TryDequeue(out var block)) Later(file, block.At, block.Length, (flags & 4) != 0, messages, blocks);
        }
        else
        {
            if (file.Number(address, 1) != 1) throw Hdf5Bytes.Unread(address, "what stands here is no object header; another form");
            blocks.Enqueue((address + 16, file.Number(address + 8, 4)));
            while (blocks.TryDequeue(out var block)) Early(file, block.At, block.Length, messages, blocks);
        }

        return messages.ToImmutable();
    }

    private static void Early(Hdf5Bytes file, ulong at, ulong length, ImmutableArray<(int, ulong, ulong)>.Builder messages, Queue<(ulong, ulong)> blocks)
    {
        file.Visit(at);
        file.At(at, length);
        for (ulong end = at + length; at + 8 <= end;)
        {
            Add(file, (int)file.Number(at, 2), at + 8, file.Number(at + 2, 2), file.Number(at + 4, 1), messages, blocks, 0);
            at += 8 + file.Number(at + 2, 2);
        }
    }

    private static void Later(Hdf5Bytes file, ulong at, ulong length, bool hasOrder, ImmutableArray<(int, ulong, ulong)>.Builder messages, Queue<(ulong, ulong)> blocks)
    {
        file.Visit(at);
        file.At(at, length);
        ulong head = hasOrder ? 6u : 4u;
        for (ulong end = at + length; at + head <= end;)
        {
            Add(file, (int)file.Number(at, 1), at + head, file.Number(at + 1, 2), file.Number(at + 3, 1), messages, blocks, 4);
            at += head + file.Number(at + 1, 2);
        }
    }

    // a block that goes on elsewhere begins with a signature and ends with a check sum in version 2
    private static void Add(Hdf5Bytes file, int type, ulong at, ulong length, ulong flags, ImmutableArray<(int, ulong, ulong)>.Builder messages, Queue<(ulong, ulong)> blocks, ulong frame)
    {
        file.At(at, length);
        file.Visit(at);
        if (type == Continuation)
        {
            (ulong next, ulong size) = (file.Number(at, 8), file.Number(at + 8, 8));
            if (size >= 2 * frame) blocks.Enqueue((next + frame, size - (2 * frame)));
            return;
        }

        if ((flags & 2) != 0 && type is Space or Type or Layout or Filters) throw Hdf5Bytes.Unread(at, "a type or a space that several data sets share");
        messages.Add((type, at, length));
    }
}
