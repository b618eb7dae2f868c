using System.Net;

namespace GreyActors.Introspection;

/// <summary>Decides how far the Host header of a request can be trusted, against DNS rebinding.</summary>
/// <remarks>
/// A web page can make its own name resolve to us; its browser then lets the page read our answers, and puts that name into the Host header.
/// <list type="bullet">
/// <item>An address cannot be rebound, and browsers resolve <c>localhost</c> themselves: <see cref="HostTrust.Own"/>. Of the addresses only loopback
/// and the one the connection was made to are honest.</item>
/// <item>A client without a Host header (HTTP/1.0, as most health checks send it) is not a browser: <see cref="HostTrust.Own"/>.</item>
/// <item>A stranger cannot rebind a name of ours, but an attacker who answers the operator's DNS queries can: <see cref="HostTrust.Known"/>, which needs the
/// token. No page of an attacker has it.</item>
/// </list>
/// Ports do not matter: tunnels change them.
/// </remarks>
internal static class HostCheck
{
    /// <summary>The trust in a Host header.</summary>
    /// <param name="header">The header's value; null when the request has none.</param>
    /// <param name="local">The address that the connection was made to.</param>
    /// <param name="names">Our names and addresses, and address literals (RFC 5321 4.1.3).</param>
    public static HostTrust Of(HostString? header, IPAddress? local, params IEnumerable<string> names)
    {
        if (header is not { } named)
            return HostTrust.Own;
        var host = named.Host;
        if (IPAddress.TryParse(host, out var address))
        {
            return IPAddress.IsLoopback(address) || (local is not null && Plain(address).Equals(Plain(local))) ? HostTrust.Own
                : names.Any(name => AddressOf(name) is { } known && known.Equals(Plain(address))) ? HostTrust.Known
                : HostTrust.Foreign;
        }

        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? HostTrust.Own
            : host.Length > 0 && names.Append("localhost").Any(name => IsSameName(name, host)) ? HostTrust.Known
            : HostTrust.Foreign;
    }

    // The final dot of an absolute name names the same machine; it is looked up, even that of `localhost.`.
    private static bool IsSameName(string name, string host) =>
        name.AsSpan().TrimEnd('.').Equals(host.EndsWith('.') ? host.AsSpan(0, host.Length - 1) : host, StringComparison.OrdinalIgnoreCase);

    private static IPAddress? AddressOf(string name)
    {
        const string V6 = "[IPv6:";
        var text = name.StartsWith(V6, StringComparison.OrdinalIgnoreCase) ? name[V6.Length..].TrimEnd(']') : name.Trim('[', ']');
        return IPAddress.TryParse(text, out var address) ? Plain(address) : null;
    }

    // A Host header has no zone (RFC 6874 3), the address of a connection over a link-local address has one.
    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes());
}

/// <summary>How far a Host header can be trusted.</summary>
internal enum HostTrust
{
    /// <summary>It names another machine: nothing is answered.</summary>
    Foreign,

    /// <summary>It is a name of ours that the DNS resolves: the token is needed.</summary>
    Known,

    /// <summary>No web page of a stranger can have caused it.</summary>
    Own,
}
