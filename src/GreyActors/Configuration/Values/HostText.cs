using System.Globalization;
using System.Text.RegularExpressions;

namespace GreyActors.Configuration.Values;

/// <summary>Parses host names for a resolver: names in the DNS, a hosts file or a container runtime.</summary>
/// <remarks>
/// These sources allow more than RFC 5321 allows in a mail domain (RFC 2181 11): underscores (<c>mail_server</c>), single labels, and a final dot,
/// which disables the search list of the resolver. Mail domains are read by <see cref="DomainText"/>.
/// </remarks>
internal static partial class HostText
{
    // 255 octets on the wire (RFC 1035 2.3.4) are 253 characters.
    private const int MaxLength = 253;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = false };

    /// <summary>A name in lower case, in A-labels, with its final dot if it has one.</summary>
    public static Checked<string> Name(string text)
    {
        if (AddressText.TryAddress(text, out _))
        {
            return new Wrong("is an address, not a name");
        }

        return Ascii(text.ToLowerInvariant()) is { } name && Form().IsMatch(name) && name.TrimEnd('.').Length <= MaxLength
            ? Checked<string>.Of(name)
            : new Wrong("is not a host name: expected labels of letters, digits, hyphens and underscores with single dots between them, the last not a number, for example mail.example.com or mail_server");
    }

    /// <summary>A name or an IP address; an address is written in its shortest form.</summary>
    public static Checked<string> NameOrAddress(string text) =>
        AddressText.TryAddress(text, out var address) ? Checked<string>.Of(address.ToString()) : Name(text);

    private static string? Ascii(string text)
    {
        if (text.All(char.IsAscii))
        {
            return text;
        }

        try
        {
            return Idn.GetAscii(text);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // getaddrinfo reads a name that ends in a number as an address in old notation: 127.1 is 127.0.0.1.
    [GeneratedRegex(@"\A([a-z0-9_-]{1,63}\.)*(?=[^.]*[a-z_-])[a-z0-9_-]{1,63}\.?\z")]
    private static partial Regex Form();
}
