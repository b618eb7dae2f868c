namespace GreyActors.Migration.Databases;

/// <summary>One page of a Berkeley DB: a header, the offsets of its items, and these from its end on.</summary>
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

    /// <summary>Whether it holds keys and values, by turns.</summary>
    public bool HasEntries => Kind is UnsortedHash or TreeLeaf or Hash;

    /// <summary>How many items it has.</summary>
    public int Entries => _file.Short(_page, EntriesAt);

    private byte Kind => _page[KindAt];

    private int Header => _layout.HasChecksums ? HeaderLengthWithChecksum : HeaderLength;

    /// <summary>A page.</summary>
    public static BerkeleyPage Read(BinaryFile file, BerkeleyLayout layout, long number) =>
        new(file, layout, file.Read(number * layout.PageSize, layout.PageSize));

    /// <summary>An item; null when it is marked as deleted.</summary>
    public byte[]? Item(int entry)
    {
        var at = OffsetOf(entry);
        return Kind == TreeLeaf ? LeafItem(at) : HashItem(at, entry == 0 ? _layout.PageSize : OffsetOf(entry - 1));
    }

    // A leaf's item: length (2), kind (1), octets; or what lies elsewhere: 2 unused, kind (1), 1 unused, page (4), length (4).
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

    // A hash's item: kind (1), octets up to the item before; or what lies elsewhere: kind (1), 3 unused, page (4), length (4).
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
            throw Damaged($"an item of {length} octets");
        var (whole, visited) = (new MemoryStream(), new HashSet<uint>());
        while (whole.Length < length)
        {
            if (number == 0 || number > _layout.LastPage)
                throw Damaged("an item that goes on nowhere");
            if (!visited.Add(number))
                throw Damaged("an item whose pages form a circle");
            var next = Read(_file, _layout, number);
            if (next.Kind != Overflow || _file.Short(next._page, UsedAt) is not (> 0 and var used))
                throw Damaged("an item that goes on in another");
            whole.Write(next.Piece(Header, used));
            number = _file.Number(next._page, NextPageAt);
        }

        return whole.Length == length ? whole.ToArray() : throw Damaged("an item that is longer than it says");
    }

    private int OffsetOf(int entry) => _file.Short(Piece(Header + (entry * 2), 2), 0);

    private byte Octet(int at) => Piece(at, 1)[0];

    // Many entries of a page may refer to the same piece of it, so each copy counts.
    private byte[] Piece(int at, int length)
    {
        if (at < 0 || length < 0 || at > _page.Length - length)
            throw Damaged("an item that lies outside its page");
        _file.Charge(length);
        return _page.AsSpan(at, length).ToArray();
    }

    private static InvalidDataException Damaged(string how) => new($"it is damaged: {how}");
}
