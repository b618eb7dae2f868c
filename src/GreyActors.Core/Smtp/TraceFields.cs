using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace GreyActors.Core.Smtp;

/// <summary>The trace fields that we add in front of a mail (RFC 5321 4.4); nothing behind them is touched, so signatures stay good.</summary>
public static class TraceFields
{
    /// <summary>The Received field with its line ends.</summary>
    /// <param name="client">The client.</param>
    /// <param name="serverName">Our name.</param>
    /// <param name="serverId">What we are.</param>
    /// <param name="now">The time.</param>
    public static byte[] Received(ForwardedClient client, string serverName, string serverId, DateTimeOffset now) => Encoding.ASCII.GetBytes(
        string.Create(
            CultureInfo.InvariantCulture,
            $"Received: from {Harmless(client.Helo)} ([{client.AddressLiteral}])\r\n\tby {serverName} ({Harmless(serverId)}) with {client.TracedProtocol};\r\n\t{Date(now)}\r\n"));

    /// <summary>The X-Greylist field with its line ends, in the words of postgrey: how long the mail was delayed, or why it was not.</summary>
    /// <param name="recipients">Of the mail. Its delay is that of the accepted recipient that waited longest; without any, the first accepted one says why.</param>
    /// <param name="serverName">Our name.</param>
    /// <param name="serverId">What we are.</param>
    /// <param name="now">The time.</param>
    public static byte[] Greylist(ImmutableArray<Recipient> recipients, string serverName, string serverId, DateTimeOffset now)
    {
        var accepted = recipients.Where(recipient => recipient.Status == RecipientStatus.Accepted).ToArray();
        var seconds = (long)accepted.Max(recipient => recipient.Waited).TotalSeconds;
        var delay = seconds > 0 ? string.Create(CultureInfo.InvariantCulture, $"delayed {seconds} seconds") : $"not delayed ({Brief(accepted[0].Why)})";
        return Encoding.ASCII.GetBytes($"X-Greylist: {delay}\r\n\tby {Harmless(serverId)} at {serverName};\r\n\t{Date(now)}\r\n");
    }

    // What stands in brackets, an entry of a list and the file that holds it, is for the operator and not for whoever reads the mail.
    private static string Brief(string why) => why.IndexOf(" (", StringComparison.Ordinal) is >= 0 and var brackets ? why[..brackets] : why;

    private static string Date(DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} +0000");

    // The name is the client's to choose: brackets, quotes and backslashes in it could close our comment or open one.
    private static string Harmless(string name) => name.Length == 0 ? "unknown" : string.Create(name.Length, name, static (harmless, text) =>
    {
        for (var i = 0; i < text.Length; i++)
            harmless[i] = char.IsAsciiLetterOrDigit(text[i]) || text[i] is '.' or '-' or '_' or ':' or '[' or ']' ? text[i] : '?';
    });
}
