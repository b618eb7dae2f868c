using System.Globalization;
using System.Text.RegularExpressions;

namespace GreyActors.Configuration.Values;

/// <summary>Domains in lower case and as A-labels (RFC 5890), the form used in SMTP, or address literals (RFC 5321 4.1.3).</summary>
internal static partial class DomainText
{
    // DNS allows an underscore, a mail domain does not (RFC 5321 4.1.2: let-dig and hyphen).
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    public static Checked<string> DomainOrLiteral(string text)
    {
        if (!text.StartsWith('['))
        {
            return Domain(text);
        }

        var match = LiteralForm().Match(text);
        return match.Success
            && AddressText.TryAddress(match.Groups["address"].Value, out var address)
            && match.Groups["v6"].Success == address.ToString().Contains(':', StringComparison.Ordinal)
            ? Checked<string>.Of(match.Groups["v6"].Success ? $"[IPv6:{address}]" : $"[{address}]")
            : new Wrong("is not an address literal: expected for example [192.0.2.1] or [IPv6:2001:db8::1]");
    }

    /// <summary>A domain, an address literal, or a domain after a dot, which means its subdomains.</summary>
    public static Checked<string> Served(string text) => text switch
    {
        ['.', .. var parent] => Domain(parent) is var read && read.IsGood(out var domain) ? Checked<string>.Of($".{domain}") : read,
        ['*', '.', .. var parent] when Domain(parent).Problem is null => new Wrong($"is not a domain: wildcards are not supported here; expected .{parent} for all subdomains"),
        _ => DomainOrLiteral(text),
    };

    public static Checked<string> Domain(string text)
    {
        if (AddressText.TryAddress(text, out _))
        {
            return new Wrong("is an address, not a domain");
        }

        if (text.EndsWith('.') && text.Length > 1)
        {
            return new Wrong("ends with a dot: leave it out");
        }

        if (Hint(text) is { } hint)
        {
            return new Wrong($"is not a domain: {hint}");
        }

        try
        {
            // RFC 5321 4.5.3.1.2: 255 octets; the longest DNS name has 253 characters.
            var ascii = Idn.GetAscii(text.ToLowerInvariant());
            return ascii.Length <= 253 && NotNumeric().IsMatch(ascii)
                ? Checked<string>.Of(ascii)
                : new Wrong("is not a domain: it is too long, or its last part is a number");
        }
        catch (ArgumentException)
        {
            return new Wrong("is not a domain: parts of letters, digits and hyphens with single dots between them, for example mail.example.com");
        }
    }

    private static string? Hint(string text) => text switch
    {
        "" => "it is empty",
        _ when text.Contains('@', StringComparison.Ordinal) => "leave out everything up to the @",
        _ when text.Contains('*', StringComparison.Ordinal) => "wildcards are not supported here",
        _ when text.Any(char.IsWhiteSpace) => "it contains a space; is a comma missing?",
        _ => null,
    };

    [GeneratedRegex(@"\A\[(?<v6>IPv6:)?(?<address>[0-9A-Fa-f:.]+)\]\z", RegexOptions.IgnoreCase)]
    private static partial Regex LiteralForm();

    [GeneratedRegex(@"(\A|\.)(?=[^.]*[a-z-])[^.]+\z")]
    private static partial Regex NotNumeric();
}
