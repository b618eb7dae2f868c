using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace GreyActors.Core.Addresses;

/// <summary>Parses IP addresses. Only this class calls the parser of .NET, so each caller states which notations it accepts.</summary>
/// <remarks>.NET alone reads <c>10.1</c> as 10.0.0.1, <c>010.0.0.1</c> as 8.0.0.1 and <c>[::1]:25</c> as ::1.</remarks>
public static class AddressParser
{
    // "255.255.255.255".
    private const int LongestIpv4 = 15;

    private static readonly SearchValues<char> OfIpv6 = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>The address; null when the text is none, or one in a notation that the caller does not accept.</summary>
    public static IPAddress? Parse(ReadOnlySpan<char> text, AddressNotations accepted)
    {
        if (!IPAddress.TryParse(text, out var address))
            return null;
        if (accepted.HasFlag(AddressNotations.AnyOfDotNet))
            return address;
        var isAccepted = address.AddressFamily == AddressFamily.InterNetwork
            ? accepted.HasFlag(AddressNotations.Ipv4) && IsDottedDecimal(text, address)
            : accepted.HasFlag(AddressNotations.DecoratedIpv6) || (accepted.HasFlag(AddressNotations.Ipv6) && !text.ContainsAnyExcept(OfIpv6));
        return isAccepted ? address : null;
    }

    // Four decimal numbers without leading zeros: the one notation that all programs read alike.
    private static bool IsDottedDecimal(ReadOnlySpan<char> text, IPAddress address)
    {
        Span<char> canonical = stackalloc char[LongestIpv4];
        return address.TryFormat(canonical, out var length) && text.SequenceEqual(canonical[..length]);
    }
}

/// <summary>Notations of IP addresses.</summary>
[Flags]
public enum AddressNotations
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Four decimal numbers without leading zeros: <c>192.0.2.1</c>.</summary>
    Ipv4 = 1,

    /// <summary>RFC 4291 2.2, without a zone: <c>2001:db8::1</c>, <c>::ffff:192.0.2.1</c>.</summary>
    Ipv6 = 2,

    /// <summary>Both.</summary>
    Plain = Ipv4 | Ipv6,

    /// <summary>IPv6 also with a zone, or in brackets: <c>fe80::1%2</c>, <c>[2001:db8::1]</c>.</summary>
    DecoratedIpv6 = 4,

    /// <summary>Everything that .NET reads, as browsers and resolvers do: <c>127.1</c>, <c>0x7f.0.0.1</c> too.</summary>
    AnyOfDotNet = 8,
}
