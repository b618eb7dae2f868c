using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GreyActors.Core.Reputation;

/// <summary>The values of the macros in one evaluation (RFC 7208 7.2).</summary>
/// <param name="client">The client's address; not IPv4-mapped.</param>
/// <param name="helo">The name in HELO or EHLO.</param>
/// <param name="localPart">The local-part of the sender; <c>postmaster</c> if there is none.</param>
/// <param name="senderDomain">The domain of the sender.</param>
/// <param name="receiver">The name of the receiving host.</param>
/// <param name="time">The current time.</param>
internal sealed class SpfMacroValues(IPAddress client, string helo, string localPart, string senderDomain, string receiver, DateTimeOffset time)
{
    private const string Unknown = "unknown";

    private string ReverseZone => client.AddressFamily == AddressFamily.InterNetwork ? "in-addr" : "ip6";

    /// <summary>The value of a macro letter, in lower case; null if there is none.</summary>
    public string? ValueOf(char letter, string domain, string? clientName) => letter switch
    {
        's' => IsLocalPartUsable ? $"{localPart}@{senderDomain}" : null,
        'l' => IsLocalPartUsable ? localPart : null,
        'o' => senderDomain,
        'd' => domain,
        'i' => DottedAddress(),
        'p' => clientName ?? Unknown,
        'v' => ReverseZone,
        'h' => helo,
        'c' => client.ToString(),
        'r' => receiver.Length == 0 ? Unknown : receiver,
        't' => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    // An international local-part has no value in macros (RFC 8616 4).
    private bool IsLocalPartUsable => Ascii.IsValid(localPart);

    // An IPv6 address is 32 nibbles (RFC 7208 7.3), in capitals as in the examples of the conformance suite.
    private string DottedAddress()
    {
        if (client.AddressFamily == AddressFamily.InterNetwork)
            return client.ToString();
        return string.Join('.', Convert.ToHexString(client.GetAddressBytes()).AsEnumerable());
    }
}
