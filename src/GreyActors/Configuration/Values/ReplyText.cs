using System.Text.RegularExpressions;

namespace GreyActors.Configuration.Values;

/// <summary>The reply that defers: one line that any client takes for "try again later".</summary>
internal static partial class ReplyText
{
    /// <summary>RFC 5321 4.5.3.1.5: 512 octets with code and CRLF.</summary>
    private const int MaxLength = 510;

    public static Checked<string> Deferral(string text)
    {
        if (text.Any(character => character is < ' ' or > '~'))
        {
            return new Wrong("holds a line end, a control character or something that is not ASCII (RFC 5321 4.2)");
        }

        if (text.Length > MaxLength)
        {
            return new Wrong($"has {text.Length + 2} octets with its line end: a reply line has at most 512 (RFC 5321 4.5.3.1.5)");
        }

        if (!Form().IsMatch(text))
        {
            return new Wrong("does not begin with a reply code from 400 to 459 and a blank: only such a reply makes the client come back");
        }

        if (text.StartsWith("421", StringComparison.Ordinal))
        {
            return new Wrong("says that the connection is closed (421), which a deferral does not do: expected for example 450 or 451");
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
