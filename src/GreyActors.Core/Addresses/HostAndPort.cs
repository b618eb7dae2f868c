using System.Net;

namespace GreyActors.Core.Addresses;

/// <summary>The text form of a host and its port.</summary>
public static class HostAndPort
{
    /// <summary><c>mail.example.com:25</c>, an IPv6 address in brackets (RFC 3986 3.2.2).</summary>
    public static string Of(DnsEndPoint server) =>
        server.Host.Contains(':', StringComparison.Ordinal) ? $"[{server.Host}]:{server.Port}" : $"{server.Host}:{server.Port}";
}
