using System.Globalization;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Reputation;

/// <summary>Parses the mechanisms of a record (RFC 7208 5, 12).</summary>
internal static class SpfMechanismParser
{
    /// <summary>Parses a directive, for example <c>-all</c> or <c>a:example.org/24//64</c>; null if it has a syntax error.</summary>
    public static SpfMechanism? Parse(ReadOnlySpan<char> directive)
    {
        SpfResult? qualifier = directive[0] switch
        {
            '+' => SpfResult.Pass,
            '-' => SpfResult.Fail,
            '~' => SpfResult.SoftFail,
            '?' => SpfResult.Neutral,
            _ => null,
        };
        var text = qualifier is null ? directive : directive[1..];
        var end = text.IndexOfAny(':', '/') is >= 0 and var found ? found : text.Length;
        if (KindOf(text[..end]) is not { } kind)
            return null;

        var mechanism = new SpfMechanism(kind, qualifier ?? SpfResult.Pass);
        var argument = text[end..];
        return kind switch
        {
            SpfMechanismKind.All => argument.IsEmpty ? mechanism : null,
            SpfMechanismKind.Include or SpfMechanismKind.Exists => argument.IsEmpty ? null : WithDomainSpec(mechanism, argument),
            SpfMechanismKind.Ptr => WithDomainSpec(mechanism, argument),
            SpfMechanismKind.Ip4 or SpfMechanismKind.Ip6 => WithNetwork(mechanism, argument),
            _ => WithPrefixLengths(mechanism, argument),
        };
    }

    private static SpfMechanismKind? KindOf(ReadOnlySpan<char> name)
    {
        Span<char> lower = stackalloc char["include".Length];
        return name.ToLowerInvariant(lower) < 0 ? null : lower[..name.Length] switch
        {
            "all" => SpfMechanismKind.All,
            "include" => SpfMechanismKind.Include,
            "a" => SpfMechanismKind.A,
            "mx" => SpfMechanismKind.Mx,
            "ptr" => SpfMechanismKind.Ptr,
            "ip4" => SpfMechanismKind.Ip4,
            "ip6" => SpfMechanismKind.Ip6,
            "exists" => SpfMechanismKind.Exists,
            _ => null,
        };
    }

    // [ ":" domain-spec ]
    private static SpfMechanism? WithDomainSpec(SpfMechanism mechanism, ReadOnlySpan<char> argument)
    {
        if (argument.IsEmpty)
            return mechanism;
        return argument[0] == ':' && SpfMacroParser.ParseDomainSpec(argument[1..]) is { } spec ? mechanism with { DomainSpec = spec } : null;
    }

    // [ ":" domain-spec ] [ "/" ip4-cidr-length ] [ "//" ip6-cidr-length ]. A domain-spec may contain slashes, so the lengths are taken from the end.
    private static SpfMechanism? WithPrefixLengths(SpfMechanism mechanism, ReadOnlySpan<char> argument) =>
        TryTakeLength(ref argument, "//", 128, out var ipv6Bits) && TryTakeLength(ref argument, "/", 32, out var ipv4Bits)
            ? WithDomainSpec(mechanism with { Ipv4Bits = ipv4Bits, Ipv6Bits = ipv6Bits }, argument)
            : null;

    // ":" address [ "/" length ]
    private static SpfMechanism? WithNetwork(SpfMechanism mechanism, ReadOnlySpan<char> argument)
    {
        var isIpv4 = mechanism.Kind == SpfMechanismKind.Ip4;
        if (!TryTakeLength(ref argument, "/", isIpv4 ? 32 : 128, out var bits) || argument.IsEmpty || argument[0] != ':')
            return null;
        if (AddressParser.Parse(argument[1..], isIpv4 ? AddressNotations.Ipv4 : AddressNotations.Ipv6) is not { } network)
            return null;
        return isIpv4 ? mechanism with { Network = network, Ipv4Bits = bits } : mechanism with { Network = network, Ipv6Bits = bits };
    }

    // False if there is a length, but an invalid one. Leading zeros are not allowed.
    private static bool TryTakeLength(scoped ref ReadOnlySpan<char> text, string mark, int longest, out int length)
    {
        length = longest;
        var digits = text.LastIndexOfAnyExceptInRange('0', '9') + 1;
        if (!text[..digits].EndsWith(mark, StringComparison.Ordinal))
            return true;

        var number = text[digits..];
        text = text[..(digits - mark.Length)];
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out length)
            && length <= longest
            && (number.Length == 1 || number[0] != '0');
    }
}
