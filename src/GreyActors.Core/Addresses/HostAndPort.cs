using System.Net;

namespace GreyActors.Core.Addresses;

/// <summary>The text form of the address of a server: a host and its port, or a UNIX socket.</summary>
public static class HostAndPort
{
    /// <summary><c>mail.example.com:25</c>, an IPv6 address in brackets (RFC 3986 3.2.2); <c>unix:/run/dovecot/lmtp</c>.</summary>
    public static string Of(EndPoint server) => server switch
    {
        DnsEndPoint dns => dns.Host.Contains(':', StringComparison.Ordinal) ? $"[{dns.Host}]:{dns.Port}" : $"{dns.Host}:{dns.Port}",
        _ => server.ToString()!,
    };

    /// <summary>The host; <c>localhost</c> for a UNIX socket.</summary>
    public static string HostOf(EndPoint server) => server is DnsEndPoint dns ? dns.Host : "localhost";
}
