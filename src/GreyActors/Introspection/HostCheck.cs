using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.Introspection;

/// <summary>Decides how far the Host header of a request can be trusted. This is the defence against DNS rebinding.</summary>
/// <remarks>
/// A web page can make its own name resolve to this service. The browser then lets the page read the answers, and sends that name in the Host header.
/// <list type="bullet">
/// <item>An address cannot be rebound, and browsers resolve <c>localhost</c> themselves: <see cref="HostTrust.Own"/>. The only addresses permitted are
/// loopback and the one that the connection was made to.</item>
/// <item>A client without a Host header (HTTP/1.0, as most health checks send it) is not a browser: <see cref="HostTrust.Own"/>.</item>
/// <item>Only an attacker who answers the operator's DNS queries can rebind one of our names: <see cref="HostTrust.Known"/> needs the token, which no
/// page of an attacker has.</item>
/// </list>
/// Ports do not matter: tunnels change them.
/// </remarks>
internal static class HostCheck
{
    /// <summary>The trust in a Host header.</summary>
    /// <param name="header">The header's value; null if the request has none.</param>
    /// <param name="local">The address that the connection was made to.</param>
    /// <param name="names">Our names and addresses, and address literals (RFC 5321 4.1.3).</param>
    public static HostTrust Of(HostString? header, IPAddress? local, params IEnumerable<string> names)
    {
        if (header is not { } named)
            return HostTrust.Own;
        var host = named.Host;
        if (AddressParser.Parse(host, AddressNotations.AnyOfDotNet) is { } address)
        {
            return IPAddress.IsLoopback(address) || (local is not null && Plain(address).Equals(Plain(local))) ? HostTrust.Own
                : names.Any(name => AddressOf(name) is { } known && known.Equals(Plain(address))) ? HostTrust.Known
                : HostTrust.Foreign;
        }

        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? HostTrust.Own
            : host.Length > 0 && names.Append("localhost").Any(name => IsSameName(name, host)) ? HostTrust.Known
            : HostTrust.Foreign;
    }

    // A name with a final dot means the same machine. Browsers look it up in the DNS, even `localhost.`.
    private static bool IsSameName(string name, string host) =>
        name.AsSpan().TrimEnd('.').Equals(host.EndsWith('.') ? host.AsSpan(0, host.Length - 1) : host, StringComparison.OrdinalIgnoreCase);

    private static IPAddress? AddressOf(string name)
    {
        const string V6 = "[IPv6:";
        var text = name.StartsWith(V6, StringComparison.OrdinalIgnoreCase) ? name[V6.Length..].TrimEnd(']') : name.Trim('[', ']');
        return AddressParser.Parse(text, AddressNotations.AnyOfDotNet) is { } address ? Plain(address) : null;
    }

    // A Host header has no zone (RFC 6874 3), but the address of a link-local connection has one.
    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes());
}

/// <summary>How far a Host header can be trusted.</summary>
internal enum HostTrust
{
    /// <summary>It names another machine: the request is refused.</summary>
    Foreign,

    /// <summary>It is one of our names, resolved by the DNS: the token is needed.</summary>
    Known,

    /// <summary>It cannot come from another server's web page.</summary>
    Own,
}
