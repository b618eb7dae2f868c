using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.Configuration;

/// <summary>Checks the combinations in one entry of <c>listen</c>.</summary>
internal static class ListenRules
{
    /// <summary>The errors of an entry.</summary>
    public static IEnumerable<string> Of(ListenSettings listener)
    {
        var isUnix = listener.Endpoint is UnixSocketAddress;
        var isPolicy = listener.Protocol == ListenProtocol.PostfixPolicy;
        if (isUnix && !isPolicy)
        {
            yield return $"{listener} is a UNIX socket, which needs protocol = postfix-policy: a client of SMTP has an address";
        }

        if (!isUnix && (listener.Mode != ListenSettings.DefaultMode || listener.Group.Length > 0))
        {
            yield return $"{listener} has a {(listener.Group.Length > 0 ? "group" : "mode")}, which only a UNIX socket has";
        }

        if (!listener.TrustedClients.IsEmpty && (isUnix || !isPolicy))
        {
            yield return isUnix
                ? $"{listener} has trusted-clients, which is for TCP: mode and group decide which processes may connect"
                : $"{listener} has trusted-clients, which needs protocol = postfix-policy";
        }

        if (isPolicy && listener is { Endpoint: IPEndPoint { Address: var address }, TrustedClients.IsEmpty: true } && !IPAddress.IsLoopback(address))
        {
            yield return $"{listener} is reachable from other machines, and every client of postfix-policy can teach the greylist: expected trusted-clients, or a loopback address";
        }

        if (isPolicy && (listener.ProxyProtocol || listener.ImplicitTls))
        {
            yield return $"{listener} has protocol = postfix-policy, and {(listener.ProxyProtocol ? "proxy-protocol" : "implicit-tls")} on: Postfix connects directly and without TLS";
        }
        else if (listener.ProxyProtocol && listener.TrustedProxies.IsEmpty)
        {
            yield return $"{listener} has proxy-protocol on and no trusted-proxies: every connection would be refused";
        }
        else if (!listener.ProxyProtocol && !listener.TrustedProxies.IsEmpty)
        {
            yield return $"{listener} has trusted-proxies and proxy-protocol off: no PROXY header would be expected";
        }
    }
}
