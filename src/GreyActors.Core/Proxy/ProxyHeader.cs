using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Proxy;

/// <summary>Writes the PROXY header, which passes the client's address to the backend (the PROXY protocol of HAProxy, sections 2.1 and 2.2).</summary>
public static class ProxyHeader
{
    // Version 2, command PROXY.
    private const byte VersionAndCommand = 0x21;
    private const byte TcpOverIpv4 = 0x11;
    private const byte TcpOverIpv6 = 0x21;

    internal static ReadOnlySpan<byte> Signature => [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    /// <summary>Version 1 for a connection without a client, a probe. It has loopback addresses, because Postfix (3.7) closes the connection at UNKNOWN.</summary>
    public static ReadOnlyMemory<byte> Version1Local { get; } = "PROXY TCP4 127.0.0.1 127.0.0.1 25 25\r\n"u8.ToArray();

    /// <summary>Version 2 for a connection without a client: command LOCAL, no addresses.</summary>
    public static ReadOnlyMemory<byte> Version2Local { get; } = (byte[])[.. Signature, 0x20, 0x00, 0x00, 0x00];

    /// <summary>The line of version 1, CRLF included.</summary>
    /// <param name="client">The client's end of the connection.</param>
    /// <param name="local">Our end.</param>
    public static byte[] Version1(IPEndPoint client, IPEndPoint local)
    {
        var (source, target) = Addresses(client, local);
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"PROXY {(IsIpv6(source) ? "TCP6" : "TCP4")} {source} {target} {client.Port} {local.Port}\r\n"));
    }

    /// <summary>The block of version 2.</summary>
    /// <param name="client">The client's end of the connection.</param>
    /// <param name="local">Our end.</param>
    public static byte[] Version2(IPEndPoint client, IPEndPoint local)
    {
        var (from, to) = Addresses(client, local);
        var (source, target) = (from.GetAddressBytes(), to.GetAddressBytes());
        var length = source.Length + target.Length + 4;
        var header = new byte[16 + length];
        Signature.CopyTo(header);
        header[12] = VersionAndCommand;
        header[13] = IsIpv6(from) ? TcpOverIpv6 : TcpOverIpv4;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(14), (ushort)length);
        source.CopyTo(header, 16);
        target.CopyTo(header, 16 + source.Length);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(header.Length - 4), (ushort)client.Port);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(header.Length - 2), (ushort)local.Port);
        return header;
    }

    // Both addresses must be of one family; a dual-stack socket reports mapped addresses at both ends for an IPv4 client.
    private static (IPAddress Source, IPAddress Target) Addresses(IPEndPoint client, IPEndPoint local)
    {
        var (source, target) = (ClientAddress.Unmapped(client.Address), ClientAddress.Unmapped(local.Address));
        return (source, target.AddressFamily == source.AddressFamily ? target : IsIpv6(source) ? IPAddress.IPv6Any : IPAddress.Any);
    }

    private static bool IsIpv6(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6;
}
