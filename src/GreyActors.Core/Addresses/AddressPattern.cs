using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace GreyActors.Core.Addresses;

/// <summary>A pattern of client addresses in a rule: one address, a CIDR network, or the start of an address as in Kamaelia Grey.</summary>
internal static class AddressPattern
{
    /// <summary>Parses <c>192.0.2.1</c>, <c>2001:db8::/32</c>, <c>192.168.</c> or <c>192.168</c>; null for anything else.</summary>
    public static IPNetwork? Parse(string text)
    {
        if (ClientAddress.Parse(text) is { } address)
            return new IPNetwork(address, BitsOf(address));
        if (text.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash)
            return ParseNetwork(text[..slash], text[(slash + 1)..]);
        return text.Contains(':', StringComparison.Ordinal) ? ParseBeginning(text, ':', 7, IsHexGroup) : ParseBeginning(text, '.', 3, IsOctet);
    }

    private static IPNetwork? ParseNetwork(string network, string prefix) =>
        ClientAddress.Parse(network) is { } address
        && int.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
        && bits <= BitsOf(address)
            ? ClientAddress.NetworkOf(address, bits)
            : null;

    // Kamaelia Grey compared text, so "10.1" also matched 10.100.x.y. A network that may relay must not be larger than it looks.
    private static IPNetwork? ParseBeginning(string text, char separator, int most, Func<string, bool> isGroup)
    {
        var groups = (text.EndsWith(separator) ? text[..^1] : text).Split(separator);
        if (groups.Length > most || !groups.All(isGroup))
            return null;

        var bytes = new byte[separator == '.' ? 4 : 16];
        for (var i = 0; i < groups.Length; i++)
        {
            if (separator == '.')
                bytes[i] = byte.Parse(groups[i], CultureInfo.InvariantCulture);
            else
                BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(i * 2), ushort.Parse(groups[i], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        }

        return new IPNetwork(new IPAddress(bytes), groups.Length * (separator == '.' ? 8 : 16));
    }

    private static bool IsOctet(string group) => byte.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static bool IsHexGroup(string group) => group.Length is > 0 and <= 4 && group.All(char.IsAsciiHexDigit);

    private static int BitsOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
}
