using System.Globalization;
using System.Text;

namespace GreyActors.Core.Smtp;

/// <summary>The commands that pass the client's data to Postfix: XCLIENT and XFORWARD (XCLIENT_README, XFORWARD_README).</summary>
public static class ClientAttributes
{
    /// <summary>The command; null if the backend does not offer it.</summary>
    /// <param name="verb">XCLIENT or XFORWARD.</param>
    /// <param name="ehlo">The backend's reply to EHLO, which lists the supported attributes.</param>
    /// <param name="client">The client.</param>
    public static string? Line(string verb, RelayReply ehlo, ForwardedClient client)
    {
        if (Offered(verb, ehlo) is not { } offered)
            return null;
        var line = new StringBuilder(verb);
        Add("NAME", "[UNAVAILABLE]");
        Add("ADDR", client.AddressLiteral);
        Add("PORT", client.Remote.Port.ToString(CultureInfo.InvariantCulture));
        Add("PROTO", client.Protocol);
        Add("HELO", client.Helo);
        return line.Append("\r\n").ToString();

        void Add(string name, string value)
        {
            if (offered.Contains(name, StringComparer.OrdinalIgnoreCase) && value.Length > 0)
                line.Append(' ').Append(name).Append('=').Append(Xtext(value));
        }
    }

    /// <summary>xtext of RFC 3461 4: everything but printable ASCII, and <c>+</c> and <c>=</c>, becomes <c>+XX</c>.</summary>
    public static string Xtext(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (octet is > 32 and < 127 and not (byte)'+' and not (byte)'=')
                encoded.Append((char)octet);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"+{octet:X2}");
        }

        return encoded.ToString();
    }

    private static string[]? Offered(string verb, RelayReply ehlo) => ehlo.TextLines().Skip(1)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .FirstOrDefault(words => words.Length > 0 && words[0].Equals(verb, StringComparison.OrdinalIgnoreCase))?[1..];
}
