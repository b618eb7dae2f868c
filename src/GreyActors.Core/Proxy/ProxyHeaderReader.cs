using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Proxy;

/// <summary>Parses the PROXY header before a session, independently of packets (the PROXY protocol of HAProxy, sections 2.1 and 2.2).</summary>
/// <remarks>
/// Stricter than required where trusted proxies do not notice and an attacker could gain: numbers have one spelling, and impossible client addresses
/// are refused. Data after the addresses of version 2 (TLVs) is skipped and never stored. Never throws.
/// </remarks>
public sealed class ProxyHeaderReader
{
    /// <summary>The longest header of version 1, CRLF included (section 2.1).</summary>
    public const int MaxVersion1 = 107;

    /// <summary>The maximum size after the first 16 bytes of version 2. Proxies send one packet, and names of certificates need a few hundred bytes.</summary>
    public const int MaxVersion2Rest = 4096;

    private const int FixedPart = 16;

    private readonly byte[] _head = new byte[MaxVersion1];
    private int _length;

    /// <summary>Reads input; <paramref name="taken"/> bytes belong to the header, the bytes after them to the session.</summary>
    /// <remarks>The reader cannot be used after any result but <see cref="ProxyHeaderRead.Unfinished"/>.</remarks>
    public ProxyHeaderRead Read(ReadOnlySpan<byte> input, out int taken)
    {
        ProxyHeaderRead read = ProxyHeaderRead.Unfinished.Instance;
        for (taken = 0; taken < input.Length && read is ProxyHeaderRead.Unfinished; taken++)
            read = Take(input[taken]);
        return read;
    }

    private ProxyHeaderRead Take(byte next)
    {
        if (_length < _head.Length)
            _head[_length] = next;
        _length++;
        var head = _head.AsSpan(0, Math.Min(_length, _head.Length));
        return Begins(head, ProxyHeader.Signature) ? Version2(head)
            : Begins(head, "PROXY "u8) ? Version1(head)
            : Malformed("no PROXY header");
    }

    private static ProxyHeaderRead Version1(ReadOnlySpan<byte> head) => head switch
    {
        [.., (byte)'\r', (byte)'\n'] => ReadLine(Encoding.Latin1.GetString(head[..^2])),
        [.., (byte)'\n'] or [.., (byte)'\r', _] => Malformed("line end"),
        _ => head.Length < MaxVersion1 ? ProxyHeaderRead.Unfinished.Instance : Malformed("too long"),
    };

    private static ProxyHeaderRead ReadLine(string line)
    {
        var words = line.Split(' ');
        // The rest must be ignored.
        if (words[1] == "UNKNOWN")
            return ProxyHeaderRead.Local.Instance;
        var family = words[1] switch
        {
            "TCP4" => AddressFamily.InterNetwork,
            "TCP6" => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unspecified,
        };
        return family != AddressFamily.Unspecified && words is [_, _, var from, var to, var fromPort, var toPort]
            && Address(from, family) is { } source && Address(to, family) is { } target
            && Port(fromPort) is { } sourcePort && Port(toPort) is { } targetPort
            ? Announced(source, sourcePort, target, targetPort)
            : Malformed("unreadable");
    }

    // Leading zeros, brackets and zones are not permitted: the address must have the same text after parsing.
    private static IPAddress? Address(string text, AddressFamily family) =>
        AddressParser.Parse(text, family == AddressFamily.InterNetworkV6 ? AddressNotations.Ipv6 : AddressNotations.Ipv4);

    private static int? Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
        && port.ToString(CultureInfo.InvariantCulture) == text
            ? port
            : null;

    private ProxyHeaderRead Version2(ReadOnlySpan<byte> head)
    {
        if (_length < FixedPart)
            return ProxyHeaderRead.Unfinished.Instance;
        var rest = BinaryPrimitives.ReadUInt16BigEndian(head[14..]);
        if (rest > MaxVersion2Rest)
            return Malformed("too long");
        // The command is checked before the rest has arrived.
        return head[12] switch
        {
            0x20 => Complete(rest) ? ProxyHeaderRead.Local.Instance : ProxyHeaderRead.Unfinished.Instance,
            0x21 => Proxied(head, rest),
            _ => Malformed("unknown version or command"),
        };
    }

    private ProxyHeaderRead Proxied(ReadOnlySpan<byte> head, int rest)
    {
        var octets = head[13] switch
        {
            0x00 => 0,
            0x11 => 4,
            0x21 => 16,
            _ => -1,
        };
        if (octets < 0)
            return Malformed("neither TCP over IPv4 nor over IPv6");
        if (rest < (octets == 0 ? 0 : (2 * octets) + 4))
            return Malformed("too short");
        if (!Complete(rest))
            return ProxyHeaderRead.Unfinished.Instance;
        if (octets == 0)
            return ProxyHeaderRead.Local.Instance;
        var addresses = head[FixedPart..];
        var ports = addresses[(2 * octets)..];
        return Announced(
            new IPAddress(addresses[..octets]), BinaryPrimitives.ReadUInt16BigEndian(ports),
            new IPAddress(addresses.Slice(octets, octets)), BinaryPrimitives.ReadUInt16BigEndian(ports[2..]));
    }

    private bool Complete(int rest) => _length == FixedPart + rest;

    private static ProxyHeaderRead Announced(IPAddress source, int sourcePort, IPAddress target, int targetPort)
    {
        source = ClientAddress.Unmapped(source);
        return IsSomebody(source)
            ? new ProxyHeaderRead.Client(new IPEndPoint(source, sourcePort), new IPEndPoint(ClientAddress.Unmapped(target), targetPort))
            : Malformed("an address that no client has");
    }

    // No client has such an address. Rules and limits could not distinguish the clients announced with it.
    private static bool IsSomebody(IPAddress source) => source.AddressFamily == AddressFamily.InterNetworkV6
        ? !source.IsIPv6Multicast && !source.Equals(IPAddress.IPv6Any)
        : source.GetAddressBytes()[0] is > 0 and < 224;

    private static bool Begins(ReadOnlySpan<byte> head, ReadOnlySpan<byte> beginning)
    {
        var common = Math.Min(head.Length, beginning.Length);
        return head[..common].SequenceEqual(beginning[..common]);
    }

    private static ProxyHeaderRead.Malformed Malformed(string why) => new(why);
}

/// <summary>The result of reading a PROXY header.</summary>
public abstract record ProxyHeaderRead
{
    private ProxyHeaderRead()
    {
    }

    /// <summary>The header is incomplete.</summary>
    public sealed record Unfinished : ProxyHeaderRead
    {
        /// <summary>The one instance.</summary>
        public static readonly Unfinished Instance = new();
    }

    /// <summary>The proxy itself is the client, or does not know the client: the addresses of the connection are used.</summary>
    public sealed record Local : ProxyHeaderRead
    {
        /// <summary>The one instance.</summary>
        public static readonly Local Instance = new();
    }

    /// <summary>The header has the client's addresses.</summary>
    /// <param name="Remote">The client's address, never IPv4-mapped. The port may be 0.</param>
    /// <param name="Target">The address at which the proxy accepted the client.</param>
    public sealed record Client(IPEndPoint Remote, IPEndPoint Target) : ProxyHeaderRead;

    /// <summary>The header is invalid; the connection must be closed without a reply (section 2).</summary>
    /// <param name="Why">The reason for the log.</param>
    public sealed record Malformed(string Why) : ProxyHeaderRead;
}
