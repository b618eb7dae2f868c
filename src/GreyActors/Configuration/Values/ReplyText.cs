using System.Text.RegularExpressions;

namespace GreyActors.Configuration.Values;

/// <summary>The reply that defers: one line that every client understands as a temporary error.</summary>
internal static partial class ReplyText
{
    /// <summary>RFC 5321 4.5.3.1.5: 512 octets including code and CRLF.</summary>
    private const int MaxLength = 510;

    public static Checked<string> Deferral(string text)
    {
        if (text.Any(character => character is < ' ' or > '~'))
        {
            return new Wrong("contains a line end, a control character or a character outside of ASCII (RFC 5321 4.2)");
        }

        if (text.Length > MaxLength)
        {
            return new Wrong($"has {text.Length + 2} bytes including its line end: a reply line has at most 512 (RFC 5321 4.5.3.1.5)");
        }

        if (!Form().IsMatch(text))
        {
            return new Wrong("does not begin with a reply code from 400 to 459 and a space: only such a reply makes the client retry");
        }

        if (text.StartsWith("421", StringComparison.Ordinal))
        {
            return new Wrong("announces that the connection is closed (421), but a deferral does not close it: expected for example 450 or 451");
        }

        return Enhanced().IsMatch(text)
            ? new Wrong("has an enhanced status code that does not begin with 4 (RFC 3463)")
            : Checked<string>.Of(text);
    }

    [GeneratedRegex(@"\A4[0-5][0-9] \S")]
    private static partial Regex Form();

    [GeneratedRegex(@"\A4[0-9][0-9] [0-35-9]\.[0-9]{1,3}\.[0-9]{1,3}( |\z)")]
    private static partial Regex Enhanced();
}
