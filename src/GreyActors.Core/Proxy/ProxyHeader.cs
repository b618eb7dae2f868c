using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using GreyActors.Core.Smtp;

namespace GreyActors.Core.Proxy;

/// <summary>Writes the PROXY header by which a server behind learns the client's address (the PROXY protocol of HAProxy, sections 2.1 and 2.2).</summary>
public static class ProxyHeader
{
    // Version 2, command PROXY.
    private const byte VersionAndCommand = 0x21;
    private const byte TcpOverIpv4 = 0x11;
    private const byte TcpOverIpv6 = 0x21;

    internal static ReadOnlySpan<byte> Signature => [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    /// <summary>Version 1 of a connection that is ours alone: a probe. A machine's own address, because Postfix (3.7) breaks off at UNKNOWN.</summary>
    public static ReadOnlyMemory<byte> Version1Local { get; } = "PROXY TCP4 127.0.0.1 127.0.0.1 25 25\r\n"u8.ToArray();

    /// <summary>Version 2 of a connection that is ours alone: command LOCAL, no addresses.</summary>
    public static ReadOnlyMemory<byte> Version2Local { get; } = (byte[])[.. Signature, 0x20, 0x00, 0x00, 0x00];

    /// <summary>The line of version 1, CRLF included.</summary>
    public static byte[] Version1(ForwardedClient client) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"PROXY {(client.IsIpv6 ? "TCP6" : "TCP4")} {client.Address} {LocalAddress(client)} {client.Remote.Port} {client.Local.Port}\r\n"));

    /// <summary>The block of version 2.</summary>
    public static byte[] Version2(ForwardedClient client)
    {
        var (source, target) = (client.Address.GetAddressBytes(), LocalAddress(client).GetAddressBytes());
        var length = source.Length + target.Length + 4;
        var header = new byte[16 + length];
        Signature.CopyTo(header);
        header[12] = VersionAndCommand;
        header[13] = client.IsIpv6 ? TcpOverIpv6 : TcpOverIpv4;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(14), (ushort)length);
        source.CopyTo(header, 16);
        target.CopyTo(header, 16 + source.Length);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(header.Length - 4), (ushort)client.Remote.Port);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(header.Length - 2), (ushort)client.Local.Port);
        return header;
    }

    // Both addresses are of one family; a socket of both takes a client of IPv4 under a mapped address on both ends.
    private static IPAddress LocalAddress(ForwardedClient client)
    {
        var local = ForwardedClient.Unmapped(client.Local.Address);
        return local.AddressFamily == client.Address.AddressFamily ? local : client.IsIpv6 ? IPAddress.IPv6Any : IPAddress.Any;
    }
}
