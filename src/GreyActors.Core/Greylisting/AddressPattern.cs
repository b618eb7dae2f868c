using System.Globalization;
using System.Net;
using System.Net.Sockets;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Greylisting;

/// <summary>Client addresses as a rule names them: one address, a CIDR network, or the beginning of an address as the original had it.</summary>
internal abstract record AddressPattern
{
    private AddressPattern()
    {
    }

    /// <summary>Reads <c>192.0.2.1</c>, <c>2001:db8::/32</c>, <c>192.168.</c> or <c>192.168</c>; null when it is none of these.</summary>
    public static AddressPattern? Parse(string text)
    {
        if (ClientAddress.Parse(text) is { } address)
            return new Network(ClientAddress.NetworkOf(address, BitsOf(address)));

        return text.Split('/') switch
        {
            [var network, var prefix] => ParseNetwork(network, prefix),
            _ when text.Contains(':', StringComparison.Ordinal) => ParseBeginning(text, ':', 7, IsHexGroup),
            _ => ParseBeginning(text, '.', 3, group => byte.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out _)),
        };
    }

    /// <summary>Whether an address, in canonical form, is one of those that are meant.</summary>
    public abstract bool Matches(IPAddress canonical);

    private static Network? ParseNetwork(string network, string prefix)
    {
        if (ClientAddress.Parse(network) is not { } address
            || !int.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out var bits))
        {
            return null;
        }

        return bits <= BitsOf(address) ? new Network(ClientAddress.NetworkOf(address, bits)) : null;
    }

    // The original compared text, so that "10.1" let in 10.100.x.y too. A net that may send anywhere should not be wider than it looks.
    private static Beginning? ParseBeginning(string text, char separator, int most, Func<string, bool> isGroup)
    {
        var groups = (text.EndsWith(separator) ? text[..^1] : text).Split(separator);
        return groups.Length <= most && groups.All(isGroup) ? new Beginning(string.Join(separator, groups) + separator) : null;
    }

    private static bool IsHexGroup(string group) => group.Length is > 0 and <= 4 && group.All(char.IsAsciiHexDigit);

    private static int BitsOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;

    private sealed record Network(IPNetwork Addresses) : AddressPattern
    {
        public override bool Matches(IPAddress canonical) => Addresses.Contains(canonical);
    }

    private sealed record Beginning(string Text) : AddressPattern
    {
        public override bool Matches(IPAddress canonical) => canonical.ToString().StartsWith(Text, StringComparison.OrdinalIgnoreCase);
    }
}
