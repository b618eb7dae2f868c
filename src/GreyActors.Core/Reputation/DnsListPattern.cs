using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace GreyActors.Core.Reputation;

/// <summary>The answers by which a DNS list says that an address is listed, in the notation of Postfix's postscreen: <c>127.0.[0..255].[2;4;6..8]</c>.</summary>
public sealed class DnsListPattern
{
    private const int Octets = 4;
    private const int Loopback = 127;
    private const string Notation = "the pattern must be four numbers from 0 to 255, or sets of them in brackets: 127.0.[0..255].[2;4;6..8]";

    private readonly string _text;
    private readonly ImmutableArray<ImmutableArray<(byte First, byte Last)>> _octets;

    private DnsListPattern(string text, ImmutableArray<ImmutableArray<(byte First, byte Last)>> octets) => (_text, _octets) = (text, octets);

    /// <summary>The answers of most deny lists: 127.0.0.2 to 127.0.0.254.</summary>
    public static DnsListPattern AnyDenial { get; } = Parse("127.0.0.[2..254]");

    /// <summary>The answers of allow lists, for example those of dnswl.org with at least a little trust (a last number of 0 means none).</summary>
    public static DnsListPattern AnyTrust { get; } = Parse("127.0.[0..9;11..255].[1..254]");

    /// <summary>Every answer that a list may give (RFC 5782 2.1).</summary>
    public static DnsListPattern AnyAnswer { get; } = Parse("127.[0..255].[0..255].[0..255]");

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">The text is no pattern; the message states the reason.</exception>
    public static DnsListPattern Parse(string text)
    {
        var octets = ImmutableArray.CreateBuilder<ImmutableArray<(byte First, byte Last)>>(Octets);
        var rest = text.AsSpan();
        while (octets.Count < Octets)
        {
            if (octets.Count > 0)
                rest = rest is ['.', ..] ? rest[1..] : throw new FormatException(Notation);
            octets.Add(ParseOctet(ref rest));
        }

        if (!rest.IsEmpty)
            throw new FormatException(Notation);
        if (octets[0] is not [(Loopback, Loopback)])
            throw new FormatException("the first number of the pattern must be 127: a list answers with addresses in 127.0.0.0/8 (RFC 5782 2.1)");

        return new DnsListPattern(text, octets.MoveToImmutable());
    }

    /// <summary>Whether the pattern contains the address.</summary>
    public bool Contains(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetwork)
            return false;
        Span<byte> bytes = stackalloc byte[Octets];
        address.TryWriteBytes(bytes, out _);
        for (var i = 0; i < Octets; i++)
        {
            if (!IsIn(_octets[i], bytes[i]))
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DnsListPattern other && other._text == _text;

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static bool IsIn(ImmutableArray<(byte First, byte Last)> ranges, byte value)
    {
        foreach (var (first, last) in ranges)
        {
            if (value >= first && value <= last)
                return true;
        }

        return false;
    }

    private static ImmutableArray<(byte First, byte Last)> ParseOctet(ref ReadOnlySpan<char> rest)
    {
        if (rest is not ['[', ..])
        {
            var length = rest.IndexOf('.') is >= 0 and var dot ? dot : rest.Length;
            var value = ParseNumber(rest[..length]);
            rest = rest[length..];
            return [(value, value)];
        }

        var end = rest.IndexOf(']');
        if (end < 0)
            throw new FormatException(Notation);
        var ranges = ImmutableArray.CreateBuilder<(byte First, byte Last)>();
        var set = rest[1..end];
        foreach (var part in set.Split(';'))
            ranges.Add(ParseRange(set[part]));
        rest = rest[(end + 1)..];
        return ranges.DrainToImmutable();
    }

    private static (byte First, byte Last) ParseRange(ReadOnlySpan<char> text)
    {
        var dots = text.IndexOf("..");
        var first = ParseNumber(dots < 0 ? text : text[..dots]);
        var last = dots < 0 ? first : ParseNumber(text[(dots + 2)..]);
        return first <= last ? (first, last) : throw new FormatException($"the range {first}..{last} of the pattern is empty");
    }

    private static byte ParseNumber(ReadOnlySpan<char> text) =>
        byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException(Notation);
}
