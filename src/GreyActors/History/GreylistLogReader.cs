using System.Globalization;
using System.Text;
using GreyActors.Core.Addresses;
using GreyActors.Core.Smtp;

namespace GreyActors.History;

/// <summary>Reads our greylist log and debug log as text (<see cref="GreylistLogLine"/>), and the log of Kamaelia Grey.</summary>
internal sealed class GreylistLogReader : IHistoryReader
{
    private const string TimeFormat = "yyyyMMddHHmmss.fff";
    private const string LiveComponents = "*debug* THREADS[";

    // Six fields, and the empty text after the last bar: otherwise the line was cut off.
    private const int Fields = 7;

    /// <summary>Whether the line is one of these logs.</summary>
    public static bool Recognises(ReadOnlySpan<char> line) =>
        line.StartsWith(LiveComponents, StringComparison.Ordinal) || (line.Length > TimeFormat.Length && line[TimeFormat.Length] == ' ' && TimeAt(line) is not null);

    /// <inheritdoc/>
    public void Read(in LogLine line, IHistorySink sink)
    {
        if (line.Text.StartsWith(LiveComponents, StringComparison.Ordinal))
            return;
        if (TimeAt(line.Text) is not { } at)
        {
            sink.AddUnreadable(line, "the line does not begin with a time");
            return;
        }

        // A line of the debug log has the session after its time.
        if (!line.Text.AsSpan(TimeFormat.Length).StartsWith(" | "))
            return;
        var fields = line.Text.Split('|');
        if (fields.Length != Fields)
        {
            sink.AddUnreadable(line, "the line is incomplete");
            return;
        }

        string?[] forwardPaths = [.. fields[4].Trim().Split(", ").Select(Path)];
        if (ClientAddress.Parse(fields[2].Trim()) is not { } client)
        {
            sink.AddUnreadable(line, "the client has no address");
        }
        else if (StatusOf(fields[5].Trim()) is not { } status)
        {
            sink.AddUnreadable(line, "the status is unknown");
        }
        else if (Path(fields[3].Trim()) is not { } reversePath || forwardPaths.Contains(null))
        {
            sink.AddUnreadable(line, "a path is invalid");
        }
        else
        {
            foreach (var forwardPath in forwardPaths)
                sink.Add(new HistoricMail(at, client, "", Unescaped(fields[1].Trim()), reversePath, forwardPath!, status, default));
        }
    }

    /// <inheritdoc/>
    public void End(IHistorySink sink)
    {
        // Every line is complete in itself.
    }

    /// <summary>The status in the words of the greylist log; null for another word.</summary>
    public static HistoricStatus? StatusOf(string word) => word switch
    {
        "ACCEPTED" => HistoricStatus.Accepted,
        "WOULD-DEFER" => HistoricStatus.WouldDefer,
        "DEFERRED" => HistoricStatus.Deferred,
        "REJECTED" => HistoricStatus.Rejected,
        "FAILED" or "ABORTED" => HistoricStatus.Failed,
        _ => null,
    };

    private static DateTimeOffset? TimeAt(ReadOnlySpan<char> line) =>
        line.Length >= TimeFormat.Length
        && DateTimeOffset.TryParseExact(line[..TimeFormat.Length], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : null;

    private static string? Path(string field) => field is ['<', .. var path, '>'] ? Unescaped(path) : null;

    // The reverse of LogText: each \xNN is one byte of UTF-8.
    private static string Unescaped(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var octets = new List<byte>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text.AsSpan(at).StartsWith("\\x") && at + 4 <= text.Length
                && byte.TryParse(text.AsSpan(at + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                octets.Add(octet);
                at += 3;
            }
            else
            {
                octets.AddRange(Encoding.UTF8.GetBytes(text, at, 1));
            }
        }

        return Encoding.UTF8.GetString([.. octets]);
    }
}
