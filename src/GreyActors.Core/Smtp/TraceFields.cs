using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace GreyActors.Core.Smtp;

/// <summary>The trace fields that are added before a mail (RFC 5321 4.4). The mail itself is not changed, so signatures stay valid.</summary>
public static class TraceFields
{
    /// <summary>The Received field with its CRLFs.</summary>
    /// <param name="client">The client.</param>
    /// <param name="serverName">The server name.</param>
    /// <param name="serverId">The name of the software.</param>
    /// <param name="now">The time.</param>
    public static byte[] Received(ForwardedClient client, string serverName, string serverId, DateTimeOffset now) => Encoding.ASCII.GetBytes(
        string.Create(
            CultureInfo.InvariantCulture,
            $"Received: from {Harmless(client.Helo)} ([{client.AddressLiteral}])\r\n\tby {serverName} ({Harmless(serverId)}) with {client.TracedProtocol};\r\n\t{Date(now)}\r\n"));

    /// <summary>The X-Greylist field with its CRLFs, in postgrey's format: the delay of the mail, or why there was none.</summary>
    /// <param name="recipients">The recipients of the mail. The delay is the longest of the accepted recipients; if none waited, the reason of the first accepted one is used, or of the first one that would be deferred.</param>
    /// <param name="serverName">The server name.</param>
    /// <param name="serverId">The name of the software.</param>
    /// <param name="now">The time.</param>
    public static byte[] Greylist(ImmutableArray<Recipient> recipients, string serverName, string serverId, DateTimeOffset now)
    {
        var accepted = recipients.Where(recipient => recipient.Status == RecipientStatus.Accepted).ToArray();
        var seconds = (long)accepted.Max(recipient => recipient.Waited).TotalSeconds;
        var delay = seconds > 0 ? string.Create(CultureInfo.InvariantCulture, $"delayed {seconds} seconds") : $"not delayed ({ReasonOf(accepted)})";
        return Encoding.ASCII.GetBytes($"X-Greylist: {delay}\r\n\tby {Harmless(serverId)} at {serverName};\r\n\t{Date(now)}\r\n");
    }

    private static string ReasonOf(Recipient[] accepted) => Array.Find(accepted, recipient => recipient.WouldDefer) is { WouldDefer: true } observed
        ? $"would be deferred: {Brief(observed.Why)}"
        : Brief(accepted[0].Why);

    // Text in brackets, a list entry and its file, is meant for the operator and not for readers of the mail.
    private static string Brief(string why) => why.IndexOf(" (", StringComparison.Ordinal) is >= 0 and var brackets ? why[..brackets] : why;

    private static string Date(DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} +0000");

    // The client chooses the name: brackets, quotes and backslashes in it could close our comment or open one.
    private static string Harmless(string name) => name.Length == 0 ? "unknown" : string.Create(name.Length, name, static (harmless, text) =>
    {
        for (var i = 0; i < text.Length; i++)
            harmless[i] = char.IsAsciiLetterOrDigit(text[i]) || text[i] is '.' or '-' or '_' or ':' or '[' or ']' ? text[i] : '?';
    });
}
