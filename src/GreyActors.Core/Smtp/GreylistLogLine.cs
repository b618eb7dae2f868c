using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace GreyActors.Core.Smtp;

/// <summary>One line of the greylist log, in Kamaelia Grey's format.</summary>
/// <remarks>
/// <para>
/// <c>20071106172215.940 | helo.example.net | 192.0.2.1 | &lt;a@example.net&gt; | &lt;b@example.org&gt;, &lt;c@example.org&gt; | DEFERRED | </c>:
/// time in UTC, HELO name, client address, reverse-path, forward-paths and status, each followed by a bar.
/// </para>
/// <para>
/// A bar inside a field is always written <c>\x7c</c>, an angle bracket inside a path <c>\x3c</c> or <c>\x3e</c>, so a client cannot forge a field
/// for a reader that splits at bars, or forward-paths at <c>&gt;, &lt;</c>. Escaping a bar only between spaces was rejected: whether there are spaces
/// can depend on the neighbouring field.
/// </para>
/// </remarks>
public static class GreylistLogLine
{
    private const string Bar = " | ";

    /// <summary>The line without its line end.</summary>
    /// <param name="helo">The name in HELO or EHLO; empty if there was none.</param>
    /// <param name="reversePath">The sender without angle brackets; empty for the null reverse-path.</param>
    /// <param name="forwardPaths">The recipients without angle brackets.</param>
    public static string Format(
        DateTimeOffset at,
        string helo,
        IPAddress client,
        string reversePath,
        ImmutableArray<string> forwardPaths,
        MailStatus status) =>
        new StringBuilder()
            .Append(at.UtcDateTime.ToString("yyyyMMddHHmmss.fff", CultureInfo.InvariantCulture)).Append(Bar)
            .Append(LogText.ForField(helo)).Append(Bar)
            .Append(client.IsIPv4MappedToIPv6 ? client.MapToIPv4() : client).Append(Bar)
            .Append(Path(reversePath)).Append(Bar)
            .AppendJoin(", ", forwardPaths.Select(Path)).Append(Bar)
            .Append(Word(status)).Append(Bar)
            .ToString();

    /// <summary>The status as in the log.</summary>
    public static string Word(MailStatus status) => status switch
    {
        MailStatus.Accepted => "ACCEPTED",
        MailStatus.WouldDefer => "WOULD-DEFER",
        MailStatus.Deferred => "DEFERRED",
        MailStatus.Rejected => "REJECTED",
        MailStatus.Failed => "FAILED",
        MailStatus.Aborted => "ABORTED",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    private static string Path(string path) => $"<{LogText.ForPath(path)}>";
}
