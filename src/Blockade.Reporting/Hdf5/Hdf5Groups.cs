namespace Blockade.Reporting;

/// <summary>The links of a group: in its header, or in the tree of a symbol table.</summary>
internal static class Hdf5Groups
{
    /// <summary>Name and header address of each member; soft and external links are passed over. Null where the object is no group.</summary>
    public static List<(string Name, ulong Address)>? Members(Hdf5Bytes file, IEnumerable<(int Type, ulong At, ulong Length)> messages)
    {
        List<(string, ulong)>? members = null;
        foreach ((int type, ulong at, ulong _) in messages)
        {
            if (type == Hdf5Header.LinkInfo)
            {
                members ??= [];
                ulong heap = file.Number(at + 2 + ((file.Number(at + 1, 1) & 1) != 0 ? 8u : 0), 8);
                if (heap != Hdf5Bytes.Undefined) throw Hdf5Bytes.Unread(at, "a group with its links in a fractal heap");
            }
            else if (type == Hdf5Header.Link)
            {
                members ??= [];
                if (Link(file, at) is { } link) members.Add(link);
            }
            else if (type == Hdf5Header.SymbolTable)
            {
                members ??= [];
                ulong heap = file.Number(at + 8, 8);
                if (!file.Is(heap, "HEAP"u8)) throw Hdf5Bytes.Unread(heap, "what stands here is no heap of names; another form");
                Tree(file, file.Number(at, 8), file.Number(heap + 24, 8), file.Number(heap + 8, 8), members);
            }
        }

        return members;
    }

    private static (string, ulong)? Link(Hdf5Bytes file, ulong at)
    {
        ulong flags = file.Number(at + 1, 1), next = at + 2;
        ulong kind = (flags & 8) != 0 ? file.Number(next++, 1) : 0;
        if ((flags & 4) != 0) next += 8;
        if ((flags & 16) != 0) next++;
        int width = 1 << (int)(flags & 3);
        ulong length = file.Number(next, width);
        next += (ulong)width;
        string name = file.Name(next, length);
        return kind == 0 ? (name, file.Number(next + length, 8)) : null;
    }

    private static void Tree(Hdf5Bytes file, ulong node, ulong names, ulong size, List<(string, ulong)> members)
    {
        var open = new Stack<ulong>([node]);
        while (open.TryPop(out ulong at))
        {
            file.Visit(at);
            if (file.Is(at, "SNOD"u8))
            {
                ulong count = file.Number(at + 6, 2);
                for (ulong k = 0; k < count; k++)
                {
                    ulong entry = at + 8 + (40 * k);
                    file.Visit(entry);
                    if (file.Number(entry + 16, 4) != 2) members.Add((Name(file, names, size, file.Number(entry, 8)), file.Number(entry + 8, 8)));
                }
            }
            else if (file.Is(at, "TREE"u8) && file.Number(at + 4, 1) == 0)
            {
                ulong count = file.Number(at + 6, 2);
                for (ulong k = 0; k < count; k++)
                {
                    file.Visit(at);
                    open.Push(file.Number(at + 24 + 8 + (16 * k), 8));
                }
            }
            else
            {
                throw Hdf5Bytes.Unread(at, "what stands here is no part of a group; another form");
            }
        }
    }

    private static string Name(Hdf5Bytes file, ulong names, ulong size, ulong offset)
    {
        if (offset >= size) throw new Hdf5Bytes.Damage((long)Math.Min(names, long.MaxValue), "a name lies beyond its heap");
        ReadOnlySpan<byte> rest = file.At(names, size)[(int)offset..];
        int end = rest.IndexOf((byte)0);
        return file.Name(names + offset, (ulong)(end < 0 ? rest.Length : end));
    }
}
