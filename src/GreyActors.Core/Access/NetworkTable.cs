using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Access;

/// <summary>Addresses and networks, of which the narrowest around an address is found. What that costs does not grow with their number.</summary>
/// <remarks>One table for each prefix length that occurs, the longest first: at most 33 or 129 looks, in practice a handful.</remarks>
internal sealed class NetworkTable
{
    private const int KeyBits = 128;

    private readonly ImmutableArray<AccessEntry> _entries;
    private readonly ImmutableArray<OneLength> _ipv4;
    private readonly ImmutableArray<OneLength> _ipv6;

    private NetworkTable(ImmutableArray<AccessEntry> entries)
    {
        _entries = entries;
        var ipv4 = new SortedDictionary<int, Dictionary<UInt128, int>>();
        var ipv6 = new SortedDictionary<int, Dictionary<UInt128, int>>();
        for (var i = 0; i < entries.Length; i++)
        {
            var text = entries[i].Text;
            var network = AddressPattern.Parse(text)
                ?? throw new ArgumentException($"Not an address, a network or the beginning of an address: \"{text}\"");
            var tables = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? ipv4 : ipv6;
            if (!tables.TryGetValue(network.PrefixLength, out var table))
                tables.Add(network.PrefixLength, table = []);
            table.TryAdd(KeyOf(network.BaseAddress), i);
        }

        _ipv4 = LongestFirst(ipv4);
        _ipv6 = LongestFirst(ipv6);
    }

    /// <summary>Reads the entries.</summary>
    /// <exception cref="ArgumentException">An entry is no address, no network and no beginning of an address; the message holds it.</exception>
    public static NetworkTable Compile(ImmutableArray<AccessEntry> entries) => new(entries);

    /// <summary>The entry of the narrowest network around an address, in canonical form; of two that are the same, the first.</summary>
    public AccessEntry? Find(IPAddress canonical)
    {
        var key = KeyOf(canonical);
        foreach (var (mask, networks) in canonical.AddressFamily == AddressFamily.InterNetwork ? _ipv4 : _ipv6)
        {
            if (networks.TryGetValue(key & mask, out var index))
                return _entries[index];
        }

        return null;
    }

    // An address of either family from the left, so that a prefix is the same operation for both.
    private static UInt128 KeyOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[KeyBits / 8];
        bytes.Clear();
        address.TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static ImmutableArray<OneLength> LongestFirst(SortedDictionary<int, Dictionary<UInt128, int>> tables) =>
        [.. tables.Reverse().Select(table => new OneLength(MaskOf(table.Key), table.Value))];

    // A shift by all 128 bits is none.
    private static UInt128 MaskOf(int bits) => bits == 0 ? UInt128.Zero : UInt128.MaxValue << (KeyBits - bits);

    private readonly record struct OneLength(UInt128 Mask, Dictionary<UInt128, int> Networks);
}
