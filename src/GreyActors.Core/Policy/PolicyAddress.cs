using System.Buffers;
using System.Globalization;
using System.Text;
using GreyActors.Core.Smtp;

namespace GreyActors.Core.Policy;

/// <summary>Reads the addresses in policy requests. Postfix removes the quotes of a local-part; here they are added again, so that both doors know the address by the same name.</summary>
/// <remarks>
/// Postfix passes on addresses that the SMTP door refuses: <c>@example.org</c>, or with control characters. They must be judged, too: an address
/// that is not judged passes at its first try.
/// </remarks>
internal static class PolicyAddress
{
    private static readonly SearchValues<char> NotInDotString = SearchValues.Create(" \"(),:;<>@[\\]");

    /// <summary>The address; null if the text is empty. A byte that cannot be shown becomes <c>\x7F</c>; an address whose domain cannot be one has none.</summary>
    public static MailPath? Parse(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return null;
        var at = text.LastIndexOf((byte)'@');
        return at < 0 || at == text.Length - 1 || !CommandText.IsClean(text[(at + 1)..])
            ? new MailPath(LocalPart(text), "")
            : new MailPath(LocalPart(text[..at]), Encoding.UTF8.GetString(text[(at + 1)..]));
    }

    private static string LocalPart(ReadOnlySpan<byte> text)
    {
        var local = CommandText.IsClean(text) ? Encoding.UTF8.GetString(text) : Escaped(text);
        return local.Length > 0 && !local.AsSpan().ContainsAny(NotInDotString) ? local : Quoted(local);
    }

    private static string Escaped(ReadOnlySpan<byte> text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var b in text)
        {
            if (b is > 0x20 and < 0x7f)
                escaped.Append((char)b);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"\\x{b:X2}");
        }

        return escaped.ToString();
    }

    private static string Quoted(string local) =>
        $"\"{local.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
