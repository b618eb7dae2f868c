using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GreyActors.Core.Smtp;

/// <summary>Reads a Path of RFC 5321 4.1.2, extended by RFC 6531 3.3; source routes are read and dropped (RFC 5321 appendix C).</summary>
public static class PathParser
{
    /// <summary>RFC 5321 4.5.3.1.1, in octets.</summary>
    public const int MaxLocalPart = 64;

    /// <summary>RFC 5321 4.5.3.1.2, in octets.</summary>
    public const int MaxDomain = 255;

    /// <summary>RFC 5321 4.5.3.1.3, in octets, angle brackets included.</summary>
    public const int MaxPath = 256;

    private static readonly SearchValues<byte> Atext = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~"u8);

    private static readonly SearchValues<byte> LetDigHyphen = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"u8);

    private static readonly SearchValues<char> OfIPv6 = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>
    /// Reads the path at the start of <paramref name="text"/>. False when it is none; then <paramref name="length"/> is 0.
    /// </summary>
    /// <param name="text">The line from the opening angle bracket on.</param>
    /// <param name="path">The path; null reverse-path for <c>&lt;&gt;</c>; a local-part without domain is read as such and left to the caller.</param>
    /// <param name="length">Octets read, both brackets included.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out MailPath path, out int length)
    {
        path = MailPath.Null;
        length = 0;
        if (text.IsEmpty || text[0] != '<')
            return false;
        var at = 1;
        if (!SkipSourceRoute(text, ref at))
            return false;
        if (at < text.Length && text[at] == '>')
        {
            length = at == 1 ? 2 : 0;
            return at == 1;
        }

        var localPart = at;
        if (!SkipLocalPart(text, ref at) || at - localPart > MaxLocalPart || at >= text.Length)
            return false;
        var localEnd = at;
        var domain = at;
        if (text[at] == '@')
        {
            domain = ++at;
            if (!SkipDomain(text, ref at) || at - domain > MaxDomain || at >= text.Length)
                return false;
        }

        if (text[at] != '>' || at + 1 - localPart + 1 > MaxPath)
            return false;
        if (!TryDecode(text[localPart..localEnd], out var local) || !TryDecode(text[domain..at], out var name))
            return false;
        if (!InternationalDomain.IsUnambiguous(name))
            return false;
        path = new MailPath(local, name);
        length = at + 1;
        return true;
    }

    private static bool SkipSourceRoute(ReadOnlySpan<byte> text, ref int at)
    {
        if (at >= text.Length || text[at] != '@')
            return true;
        while (at < text.Length && text[at] == '@')
        {
            at++;
            if (!SkipDomain(text, ref at) || at >= text.Length)
                return false;
            if (text[at] == ':')
            {
                at++;
                return true;
            }

            if (text[at] != ',')
                return false;
            at++;
        }

        return false;
    }

    private static bool SkipLocalPart(ReadOnlySpan<byte> text, ref int at)
    {
        if (at < text.Length && text[at] == '"')
            return SkipQuotedString(text, ref at);
        while (SkipAtom(text, ref at))
        {
            if (at >= text.Length || text[at] != '.')
                return true;
            at++;
        }

        return false;
    }

    private static bool SkipAtom(ReadOnlySpan<byte> text, ref int at)
    {
        var start = at;
        while (at < text.Length && (Atext.Contains(text[at]) || text[at] >= 0x80))
            at++;
        return at > start;
    }

    private static bool SkipQuotedString(ReadOnlySpan<byte> text, ref int at)
    {
        for (at++; at < text.Length; at++)
        {
            switch (text[at])
            {
                case (byte)'"':
                    at++;
                    return true;
                case (byte)'\\':
                    at++;
                    if (at >= text.Length || text[at] is < 32 or > 126)
                        return false;
                    break;
                case < 32 or 127:
                    return false;
            }
        }

        return false;
    }

    private static bool SkipDomain(ReadOnlySpan<byte> text, ref int at)
    {
        if (at < text.Length && text[at] == '[')
            return SkipAddressLiteral(text, ref at);
        while (SkipLabel(text, ref at))
        {
            if (at >= text.Length || text[at] != '.')
                return true;
            at++;
        }

        return false;
    }

    // The underscore is no host name character, but names with it are in use and Postfix takes them too.
    private static bool SkipLabel(ReadOnlySpan<byte> text, ref int at)
    {
        var start = at;
        while (at < text.Length && (LetDigHyphen.Contains(text[at]) || text[at] >= 0x80))
            at++;
        return at > start && at - start <= 63 && text[start] != '-' && text[at - 1] != '-';
    }

    private static bool SkipAddressLiteral(ReadOnlySpan<byte> text, ref int at)
    {
        var close = text[at..].IndexOf((byte)']');
        if (close < 0)
            return false;
        var inside = text.Slice(at + 1, close - 1);
        at += close + 1;
        if (!Ascii.IsValid(inside))
            return false;
        var literal = Encoding.ASCII.GetString(inside);
        return literal.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase)
            ? IsIPv6(literal.AsSpan(5))
            : IsIPv4(literal);
    }

    // .NET reads 0x7f as hexadecimal and 010 as octal, others read them otherwise: whoever means an address writes plain decimal numbers.
    private static bool IsIPv4(string text)
    {
        var numbers = text.Split('.');
        return numbers.Length == 4
            && numbers.All(number => number.Length is > 0 and <= 3
                && number.All(char.IsAsciiDigit)
                && (number.Length == 1 || number[0] != '0')
                && int.Parse(number, CultureInfo.InvariantCulture) <= 255);
    }

    // The scope that .NET takes behind a % is no part of RFC 4291.
    private static bool IsIPv6(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExcept(OfIPv6)
        && IPAddress.TryParse(text, out var address)
        && address.AddressFamily == AddressFamily.InterNetworkV6;

    private static bool TryDecode(ReadOnlySpan<byte> text, out string decoded)
    {
        decoded = "";
        if (!CommandText.IsClean(text))
            return false;
        decoded = Encoding.UTF8.GetString(text);
        return true;
    }
}
