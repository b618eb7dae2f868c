using System.Net;
using System.Net.Sockets;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Reputation;

/// <summary>Recognises names that contain the client's address. Providers give such names to all their customers, so they identify nobody.</summary>
/// <remarks>
/// Otherwise one honest server on a provider's customer line would vouch for the bots on all lines of the provider. Three parts of an address are
/// enough, because some names leave out the first or the last one. Pools of mail servers often contain two: <c>a8-55.smtp-out.amazonses.com</c> is
/// 54.240.8.55. Therefore two parts count only if no part of the name indicates mail. The same is true of digits without separators, because
/// Microsoft names its servers so.
/// </remarks>
public static class AddressInName
{
    /// <summary>Whether the name contains the address.</summary>
    /// <param name="name">A host name in lower case and A-labels.</param>
    /// <param name="client">The client's address.</param>
    public static bool Contains(string name, IPAddress client)
    {
        var host = name.AsSpan(0, Math.Max(name.LastIndexOf('.'), 0));
        var address = ClientAddress.Canonical(client);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? Ipv4InName.IsIn(host, address.GetAddressBytes(), MailWords.AreIn(host))
            : Ipv6InName.IsIn(host, address, MailWords.AreIn(host));
    }
}
