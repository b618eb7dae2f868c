using System.Globalization;

namespace GreyActors.Configuration.Values;

/// <summary>Parses clients in access lists: addresses and networks, because client names cannot be verified.</summary>
internal static class ClientText
{
    // Registries assign no larger networks. A wider one is a slip, or disables greylisting.
    private const int WidestIpv4 = 8;
    private const int WidestIpv6 = 16;

    /// <summary>One address; the text is kept.</summary>
    public static Checked<string> Address(string text) =>
        AddressText.Address(text).Problem is { } problem ? new Wrong(problem) : Checked<string>.Of(text);

    /// <summary>An address or a network; the text is kept.</summary>
    public static Checked<string> AddressOrNetwork(string text)
    {
        if (text is ['/', ..])
        {
            return new Wrong("is a pattern: clients are matched by address only; expected an address or a network");
        }

        var network = AddressText.Network(text);
        if (network.Problem is not null && text.Any(char.IsAsciiLetter) && !text.Contains(':', StringComparison.Ordinal))
        {
            return new Wrong("is a name: access lists do not ask the DNS; expected an address or a network"
                + " (only whitelisted-nonstandard-triples match HELO names)");
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return network.Problem is null && slash >= 0 && int.Parse(text.AsSpan(slash + 1), CultureInfo.InvariantCulture) is var bits
            && (text.Contains(':', StringComparison.Ordinal) ? bits < WidestIpv6 : bits < WidestIpv4)
            ? new Wrong($"is wider than any client network: expected /{WidestIpv4} or longer, /{WidestIpv6} for IPv6")
            : network;
    }
}
