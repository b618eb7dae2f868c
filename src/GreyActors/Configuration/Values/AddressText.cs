using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using GreyActors.Core.Addresses;

namespace GreyActors.Configuration.Values;

/// <summary>IP addresses, endpoints and networks, in full notation: no <c>127.1</c>, no octal numbers, no names.</summary>
internal static partial class AddressText
{
    private const string Octet = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

    public static Checked<IPAddress> Address(string text) =>
        TryAddress(text, out var address)
            ? Checked<IPAddress>.Of(address)
            : new Wrong("is not an IP address: expected for example 192.0.2.1 or 2001:db8::1");

    /// <summary><c>host:port</c>, <c>192.0.2.1:25</c> or <c>[2001:db8::1]:25</c>; the port is 1 to 65535.</summary>
    public static Checked<DnsEndPoint> HostAndPort(string text)
    {
        var match = HostPortForm().Match(text);
        if (!match.Success)
        {
            return new Wrong("is not a host and port: expected for example \"127.0.0.1:8025\", \"mail.example.com:25\" or \"[2001:db8::1]:25\"");
        }

        var port = Port(match.Groups["port"].Value, 1);
        if (port.Problem is { } problem)
        {
            return new Wrong($"has an invalid port: {match.Groups["port"].Value} {problem}");
        }

        var host = match.Groups["host"].Value;
        if (match.Groups["v6"].Value is { Length: > 0 } v6)
        {
            if (TryAddress(v6, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6)
                return Checked<DnsEndPoint>.Of(new DnsEndPoint(address.ToString(), port.Value));
            // Postfix writes all hosts in brackets that it should not look up as a domain.
            return HostText.NameOrAddress(v6).IsGood(out var plain)
                ? new Wrong($"has brackets, which are for IPv6 addresses only: did you mean `{plain}:{port.Value}`?")
                : new Wrong($"has no IPv6 address between its brackets: `{v6}`");
        }

        var checkedHost = HostText.NameOrAddress(host);
        return checkedHost.IsGood(out var name)
            ? Checked<DnsEndPoint>.Of(new DnsEndPoint(name, port.Value))
            : new Wrong($"has an invalid host: `{host}` {checkedHost.Problem}");
    }

    /// <summary>A port; 0 means any free port if that is allowed.</summary>
    public static Checked<int> Port(string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port >= least && port <= 65535
            ? Checked<int>.Of(port)
            : new Wrong($"is not a port: expected a number from {least} to 65535");

    /// <summary>CIDR, or the first octets of an IPv4 address as in Kamaelia Grey; the text is kept.</summary>
    public static Checked<string> Network(string text)
    {
        const string Expected = "expected the first octets of an IPv4 address (192.168.) or a network (192.168.0.0/16, 2001:db8::/32)";
        if (!text.Contains('/', StringComparison.Ordinal))
        {
            return PrefixForm().IsMatch(text) || TryAddress(text, out _)
                ? Checked<string>.Of(text)
                : new Wrong($"is not a network: {Expected}");
        }

        var parts = text.Split('/');
        if (parts.Length != 2 || !TryAddress(parts[0], out var address))
        {
            return new Wrong($"is not a network: {Expected}");
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return new Wrong("is an IPv4-mapped network: write it as IPv4");
        }

        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > bits)
        {
            return new Wrong($"has an invalid prefix length: expected /0 to /{bits}");
        }

        var network = FirstOf(address, length);
        return network.Equals(address)
            ? Checked<string>.Of(text)
            : new Wrong($"has address bits after its prefix: did you mean {network}/{length}?");
    }

    /// <summary>An address written in full, without brackets or a zone.</summary>
    public static bool TryAddress(string text, out IPAddress address)
    {
        var found = AddressParser.Parse(text, AddressNotations.Plain);
        address = found ?? IPAddress.None;
        return found is not null;
    }

    private static IPAddress FirstOf(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }

    [GeneratedRegex(@"\A" + Octet + @"(\." + Octet + @"){0,2}\.?\z")]
    private static partial Regex PrefixForm();

    [GeneratedRegex(@"\A(\[(?<v6>[^\[\]]+)\]|(?<host>[^:\[\]\s]+)):(?<port>[^:]*)\z")]
    private static partial Regex HostPortForm();
}
