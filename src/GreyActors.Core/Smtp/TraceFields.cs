using System.Globalization;
using System.Text;

namespace GreyActors.Core.Smtp;

/// <summary>The trace field that we add in front of a mail (RFC 5321 4.4); nothing behind it is touched, so signatures stay good.</summary>
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
            $"Received: from {Harmless(client.Helo)} ([{client.AddressLiteral}])\r\n\tby {serverName} ({Harmless(serverId)}) with {client.TracedProtocol};\r\n\t{now.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} +0000\r\n"));

    // The name is the client's to choose: brackets, quotes and backslashes in it could close our comment or open one.
    private static string Harmless(string name) => name.Length == 0 ? "unknown" : string.Create(name.Length, name, static (harmless, text) =>
    {
        for (var i = 0; i < text.Length; i++)
            harmless[i] = char.IsAsciiLetterOrDigit(text[i]) || text[i] is '.' or '-' or '_' or ':' or '[' or ']' ? text[i] : '?';
    });
}
