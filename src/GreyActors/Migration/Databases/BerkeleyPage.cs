namespace GreyActors.Migration.Databases;

/// <summary>One page of a Berkeley DB: a header, the offsets of the items, and the items, stored from the end of the page.</summary>
internal readonly struct BerkeleyPage
{
    private const int NextPageAt = 16;
    private const int EntriesAt = 20;
    private const int UsedAt = 22;
    private const int KindAt = 25;
    private const int HeaderLength = 26;
    private const int HeaderLengthWithChecksum = 32;

    private const byte UnsortedHash = 2;
    private const byte TreeLeaf = 5;
    private const byte Overflow = 7;
    private const byte Hash = 13;

    private readonly BinaryFile _file;
    private readonly BerkeleyLayout _layout;
    private readonly byte[] _page;

    private BerkeleyPage(BinaryFile file, BerkeleyLayout layout, byte[] page)
    {
        _file = file;
        _layout = layout;
        _page = page;
    }

    /// <summary>Whether the items are alternating keys and values.</summary>
    public bool HasEntries => Kind is UnsortedHash or TreeLeaf or Hash;

    /// <summary>The number of items.</summary>
    public int Entries => _file.Short(_page, EntriesAt);

    private byte Kind => _page[KindAt];

    private int Header => _layout.HasChecksums ? HeaderLengthWithChecksum : HeaderLength;

    /// <summary>Reads a page.</summary>
    public static BerkeleyPage Read(BinaryFile file, BerkeleyLayout layout, long number) =>
        new(file, layout, file.Read(number * layout.PageSize, layout.PageSize));

    /// <summary>An item; null for a deleted one.</summary>
    public byte[]? Item(int entry)
    {
        var at = OffsetOf(entry);
        return Kind == TreeLeaf ? LeafItem(at) : HashItem(at, entry == 0 ? _layout.PageSize : OffsetOf(entry - 1));
    }

    // An item of a leaf: length (2), kind (1), bytes; or a reference to other pages: 2 unused, kind (1), 1 unused, page (4), length (4).
    private byte[]? LeafItem(int at)
    {
        const byte KeyData = 1, Elsewhere = 3, Deleted = 0x80;
        var kind = Octet(at + 2);
        return (kind & Deleted) != 0
            ? null
            : kind switch
            {
                KeyData => Piece(at + 3, _file.Short(_page, at)),
                Elsewhere => Chain(at + 4),
                _ => throw Damaged($"an item of the unknown kind {kind}"),
            };
    }

    // An item of a hash: kind (1), bytes up to the previous item; or a reference to other pages: kind (1), 3 unused, page (4), length (4).
    private byte[] HashItem(int at, int end)
    {
        const byte KeyData = 1, Elsewhere = 3;
        return Octet(at) switch
        {
            KeyData => Piece(at + 1, end - at - 1),
            Elsewhere => Chain(at + 4),
            var kind => throw Damaged($"an item of the unknown kind {kind}"),
        };
    }

    private byte[] Chain(int at)
    {
        var reference = Piece(at, 8);
        var (number, length) = (_file.Number(reference, 0), _file.Number(reference, 4));
        if (length > BinaryFile.LongestPiece)
            throw Damaged($"an item of {length} bytes");
        var (whole, visited) = (new MemoryStream(), new HashSet<uint>());
        while (whole.Length < length)
        {
            if (number == 0 || number > _layout.LastPage)
                throw Damaged("an item without its continuation");
            if (!visited.Add(number))
                throw Damaged("an item whose pages form a circle");
            var next = Read(_file, _layout, number);
            if (next.Kind != Overflow || _file.Short(next._page, UsedAt) is not (> 0 and var used))
                throw Damaged("an item that continues in another");
            whole.Write(next.Piece(Header, used));
            number = _file.Number(next._page, NextPageAt);
        }

        return whole.Length == length ? whole.ToArray() : throw Damaged("an item that is longer than its length");
    }

    private int OffsetOf(int entry) => _file.Short(Piece(Header + (entry * 2), 2), 0);

    private byte Octet(int at) => Piece(at, 1)[0];

    // Many entries of a page may refer to the same bytes, so each copy counts.
    private byte[] Piece(int at, int length)
    {
        if (at < 0 || length < 0 || at > _page.Length - length)
            throw Damaged("an item outside of its page");
        _file.Charge(length);
        return _page.AsSpan(at, length).ToArray();
    }

    private static InvalidDataException Damaged(string how) => new($"it is damaged: {how}");
}
