using System.Buffers;
using System.Text;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Smtp;

/// <summary>
/// Parses a Path of RFC 5321 4.1.2, extended by RFC 6531 3.3, and common violations: a path without angle brackets, and dots where a dot-string has
/// none. Drops source routes (RFC 5321 appendix C).
/// </summary>
/// <remarks>
/// The destination mail server decides about odd addresses. This parser refuses what two servers could read as two different mailboxes.
/// The only limit for a local-part is the command line: mailing lists, SRS and forwarders exceed RFC 5321 4.5.3.1.1, and 4.5.3.1 lets
/// servers accept more.
/// </remarks>
public static class PathParser
{
    /// <summary>The longest domain in bytes (RFC 5321 4.5.3.1.2).</summary>
    public const int MaxDomain = 255;

    private static readonly SearchValues<byte> AtextOrDot = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~."u8);

    private static readonly SearchValues<byte> LetDigHyphen = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"u8);

    /// <summary>
    /// Parses the path at the start of <paramref name="text"/>. False if there is none; then <paramref name="length"/> is 0.
    /// </summary>
    /// <param name="text">The line from the path on. A path without brackets ends at a space or at the end of the line.</param>
    /// <param name="path">The path; null reverse-path for <c>&lt;&gt;</c>. The caller decides about a local-part without a domain.</param>
    /// <param name="length">The number of bytes parsed, including both brackets.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out MailPath path, out int length)
    {
        path = MailPath.Null;
        length = 0;
        var isOpen = !text.IsEmpty && text[0] == '<';
        var at = isOpen ? 1 : 0;
        if (isOpen)
            SkipBlanks(text, ref at);
        if (isOpen && SkipEnd(text, isOpen, ref at))
        {
            length = at;
            return true;
        }

        if (!SkipSourceRoute(text, ref at))
            return false;
        var localPart = at;
        if (!SkipLocalPart(text, ref at))
            return false;
        var localEnd = at;
        var domain = at;
        if (at < text.Length && text[at] == '@')
        {
            domain = ++at;
            if (!SkipDomain(text, ref at) || at - domain > MaxDomain)
                return false;
        }

        var domainEnd = at;
        if (!SkipEnd(text, isOpen, ref at))
            return false;
        if (!TryDecode(text[localPart..localEnd], out var local) || !TryDecode(text[domain..domainEnd], out var name))
            return false;
        if (!InternationalDomain.IsUnambiguous(name))
            return false;
        path = new MailPath(local, name);
        length = at;
        return true;
    }

    private static void SkipBlanks(ReadOnlySpan<byte> text, ref int at)
    {
        while (at < text.Length && CommandText.IsBlank(text[at]))
            at++;
    }

    // Exim and Postfix accept spaces inside the brackets, too.
    private static bool SkipEnd(ReadOnlySpan<byte> text, bool isOpen, ref int at)
    {
        if (!isOpen)
            return at == text.Length || CommandText.IsBlank(text[at]);
        SkipBlanks(text, ref at);
        if (at >= text.Length || text[at] != '>')
            return false;
        at++;
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
        var start = at;
        while (at < text.Length && (AtextOrDot.Contains(text[at]) || text[at] >= 0x80))
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

    // Host names must not contain an underscore, but such names are in use, and Postfix accepts them.
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
            ? AddressParser.Parse(literal.AsSpan(5), AddressNotations.Ipv6) is not null
            : AddressParser.Parse(literal, AddressNotations.Ipv4) is not null;
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, out string decoded)
    {
        decoded = "";
        if (!CommandText.IsClean(text))
            return false;
        decoded = Encoding.UTF8.GetString(text);
        return true;
    }
}
