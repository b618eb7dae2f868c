using GreyActors.Core.Smtp;

namespace GreyActors.History;

/// <summary>Reads Exim's main log (chapter "Log files" of its specification).</summary>
/// <remarks>
/// <c>TIME ID &lt;= SENDER H=NAME (HELO) [IP]:PORT P=esmtps A=… id=…</c>; <c>TIME ID =&gt; USER &lt;RECIPIENT&gt; R=… T=…</c>, <c>-&gt;</c> for a further recipient of the delivery,
/// <c>&gt;&gt;</c> for one that was delivered while the mail was received; <c>**</c> for a failure, <c>==</c> for a delay; <c>TIME ID Completed</c>;
/// <c>TIME H=… F=&lt;SENDER&gt; rejected RCPT &lt;RECIPIENT&gt;: …</c>. The process may be before the id, in brackets.
/// </remarks>
internal sealed class EximLogReader(MailAssembly mails)
{
    // 1dOqvZ-0002HB-Ob, since Exim 4.97 1smkL5-00000000e65-24eQ.
    private const int ShortestId = 16;
    private const int LongestId = 23;
    private const int LongestPath = CommandParser.MaxExtendedLine;
    private const string Host = "exim";
    private const string Rejected = "rejected";

    /// <summary>Reads what follows the time.</summary>
    public void Read(ReadOnlySpan<char> text, in LogLine line, IHistorySink sink)
    {
        text = text.TrimStart(' ');
        if (text.StartsWith("[") && text.IndexOf("] ") is > 0 and < 12 and var process)
            text = text[(process + 2)..];
        var id = Id(text);
        var rest = id.Length > 0 ? text[(id.Length + 1)..] : text;
        if (IsRejection(rest))
            Reject(rest, line, sink);
        else if (id.Length > 0)
            ReadMail(id, rest, line, sink);
    }

    private void ReadMail(ReadOnlySpan<char> id, ReadOnlySpan<char> text, in LogLine line, IHistorySink sink)
    {
        if (text.StartsWith("<= "))
            Arrive(mails.FindOrBegin(Host, id), text[3..], line, sink);
        else if (text.StartsWith("=> ") || text.StartsWith("-> ") || text.StartsWith(">> "))
            Deliver(mails.FindOrBegin(Host, id), text[3..], line, sink);
        else if (text.StartsWith("** ") && Recipient(text[3..]) is { } failed)
            mails.Add(mails.FindOrBegin(Host, id), failed, HistoricStatus.Failed);
        else if (text is "Completed" || text.StartsWith("Completed "))
            mails.Finish(mails.FindOrBegin(Host, id));
        else if (IsSpam(text))
            mails.FindOrBegin(Host, id).Overridden = HistoricStatus.Spam;
    }

    private static void Arrive(PendingMail mail, ReadOnlySpan<char> text, in LogLine line, IHistorySink sink)
    {
        // Before the subject, which its sender chose, and after the sender's address.
        var fields = text[..(text.IndexOf(" T=\"") is >= 0 and var subject ? subject : text.Length)];
        var sender = fields[..SenderLength(fields)];
        if (sender.Length > LongestPath)
        {
            sink.AddUnreadable(line, "the sender is invalid");
            return;
        }

        fields = fields[sender.Length..];
        mail.ReversePath = sender is "<>" ? "" : sender.ToString();
        mail.MessageId = PostfixFields.Word(fields, " id=").ToString();
        if (fields.Contains(" A=", StringComparison.Ordinal))
            mail.Unused = MailAssembly.OwnUsers;
        if (EximHost.Find(fields) is { } host)
            (mail.Client, mail.Helo) = (new LogHost(host.Name, host.Address), host.Helo);
    }

    // A quoted local-part may contain spaces and the names of fields.
    private static int SenderLength(ReadOnlySpan<char> text)
    {
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && isQuoted)
                at++;
            else if (text[at] == '"')
                isQuoted = !isQuoted;
            else if (text[at] == ' ' && !isQuoted)
                return at;
        }

        return text.Length;
    }

    private void Deliver(PendingMail mail, ReadOnlySpan<char> text, in LogLine line, IHistorySink sink)
    {
        // A reply that a filter generates, and mail that an alias discards.
        if (text.StartsWith(">") || text.StartsWith(":blackhole:") || text.StartsWith("/dev/null"))
            return;
        if (Recipient(text) is { } recipient)
            mails.Add(mail, recipient, HistoricStatus.Accepted);
        else
            sink.AddUnreadable(line, "the recipient is invalid");
    }

    // "user <user@example.org> R=…", "user (alias@example.org) <list@example.org> R=…", "user@example.org R=…": the last one is what the client sent.
    private static string? Recipient(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf(" R=") is >= 0 and var router ? router : text.IndexOf(": ") is >= 0 and var colon ? colon : text.Length;
        var addresses = text[..end];
        if (addresses.IndexOf(" F=<") is >= 0 and var sender)
            addresses = addresses[..sender];
        if (addresses.EndsWith(">") && addresses.LastIndexOf('<') is >= 0 and var open)
            addresses = addresses[(open + 1)..^1];
        else if (addresses.IndexOf(' ') is >= 0 and var space)
            addresses = addresses[..space];
        return addresses.Length is > 0 and <= LongestPath ? addresses.ToString() : null;
    }

    private static bool IsRejection(ReadOnlySpan<char> text) =>
        text.StartsWith("H=") && (text.Contains(" rejected ", StringComparison.Ordinal) || text.Contains(" refused", StringComparison.Ordinal));

    private static void Reject(ReadOnlySpan<char> text, in LogLine line, IHistorySink sink)
    {
        const string Recipients = "rejected RCPT <";
        const string Senders = " F=<";
        if (line.At is not { } at || EximHost.Find(text) is not { } host
            || text.IndexOf(Senders) is not (>= 0 and var sender) || text[(sender + Senders.Length)..] is var from && from.IndexOf('>') is not (>= 0 and <= LongestPath)
            || text.IndexOf(Recipients) is not (>= 0 and var recipient) || text[(recipient + Recipients.Length)..] is var to && to.IndexOf('>') is not (>= 0 and <= LongestPath))
        {
            sink.AddUnused(Rejected);
            return;
        }

        sink.Add(new HistoricMail(
            at,
            host.Address,
            host.Name,
            host.Helo,
            from[..from.IndexOf('>')].ToString(),
            to[..to.IndexOf('>')].ToString(),
            text.Contains("temporarily rejected", StringComparison.Ordinal) ? HistoricStatus.Deferred : HistoricStatus.Rejected,
            default));
    }

    // SA-Exim, and the lines of cPanel's configuration.
    private static bool IsSpam(ReadOnlySpan<char> text) =>
        (text.StartsWith("SA: Action: ") && !text.Contains("isn't spam", StringComparison.Ordinal))
        || (text.Contains("SpamAssassin as ", StringComparison.Ordinal) && text.Contains("detected message as spam", StringComparison.Ordinal));

    private static ReadOnlySpan<char> Id(ReadOnlySpan<char> text)
    {
        var word = text[..(text.IndexOf(' ') is >= 0 and var end ? end : 0)];
        if (word.Length is not (ShortestId or LongestId) || word[6] != '-' || word.Count('-') != 2)
            return [];
        foreach (var character in word)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '-')
                return [];
        }

        return word;
    }
}
