namespace GreyActors.History;

/// <summary>Reads the messages of Postfix.</summary>
/// <remarks>
/// <para>The lines that matter, in their usual order (Postfix's documentation, and the sources of the programs named first):</para>
/// <list type="bullet">
/// <item>smtpd: <c>ID: client=NAME[IP]</c>, with <c>sasl_username=</c> for our own users, with <c>orig_client=</c> after a filter that uses XFORWARD</item>
/// <item>cleanup: <c>ID: message-id=&lt;…&gt;</c>; <c>milter-reject:</c>, <c>reject:</c>, <c>discard:</c>, <c>hold:</c></item>
/// <item>qmgr: <c>ID: from=&lt;…&gt;, size=…</c>; <c>ID: removed</c></item>
/// <item>smtp, lmtp, local, virtual, pipe: <c>ID: to=&lt;…&gt;, orig_to=&lt;…&gt;, …, status=sent (… queued as ID)</c></item>
/// <item>smtpd before a filter (<c>smtpd_proxy_filter</c>): <c>NOQUEUE: client=NAME[IP]</c>, then <c>proxy-accept: … queued as ID; … helo=&lt;…&gt;</c></item>
/// </list>
/// </remarks>
internal sealed class PostfixLogReader(MailAssembly mails)
{
    private const string NoQueue = "NOQUEUE: ";
    private const string Client = "client=";
    private const string ProxyAccept = "proxy-accept: ";
    private const string MessageId = "message-id=";
    private const string Status = ", status=";

    private readonly PostfixProxies _proxies = new();

    /// <summary>Whether a program of a log is a part of Postfix: <c>postfix/smtpd</c>, with another name before the slash if there are several instances.</summary>
    public static bool Recognises(ReadOnlySpan<char> program) => program.IndexOf('/') > 0 && DaemonOf(program).Length > 0;

    /// <summary>Reads a message.</summary>
    public void Read(in SyslogMessage message, in LogLine line, IHistorySink sink)
    {
        var daemon = DaemonOf(message.Program);
        var text = message.Text;
        if (PostfixRejection.Read(text, line, sink))
        {
            // It concerns one recipient, or a mail that never gets into the queue.
        }
        else if (text.StartsWith(NoQueue) && daemon is "smtpd")
        {
            ReadWithoutQueue(message, text[NoQueue.Length..]);
        }
        else if (text.StartsWith(ProxyAccept))
        {
            Accept(message, text);
        }
        else if (PostfixFields.QueueId(text) is { Length: > 0 } id)
        {
            ReadMail(message, daemon, id, text[(id.Length + 2)..], line, sink);
        }
    }

    private void ReadMail(in SyslogMessage message, ReadOnlySpan<char> daemon, ReadOnlySpan<char> id, ReadOnlySpan<char> text, in LogLine line, IHistorySink sink)
    {
        switch (daemon)
        {
            case "smtpd" when text.StartsWith(Client):
                BeginMail(message, id, text[Client.Length..], line, sink);
                break;
            case "pickup":
                mails.Begin(message.Host, id);
                break;
            case "cleanup":
                ReadCleanup(mails.FindOrBegin(message.Host, id), text);
                break;
            case "qmgr" or "oqmgr" when text.StartsWith("from=<"):
                mails.FindOrBegin(message.Host, id).ReversePath ??= PostfixFields.Path(text, "from=");
                break;
            case "qmgr" or "oqmgr" or "postsuper" when text.StartsWith("removed") && mails.Find(message.Host, id) is { } mail:
                mails.Finish(mail);
                break;
            case "postsuper" when text.StartsWith("placed on hold"):
                mails.FindOrBegin(message.Host, id).Overridden = HistoricStatus.Failed;
                break;
            default:
                if (text.StartsWith("to=<"))
                    ReadDelivery(message, daemon, mails.FindOrBegin(message.Host, id), text, line, sink);
                break;
        }
    }

    private void BeginMail(in SyslogMessage message, ReadOnlySpan<char> id, ReadOnlySpan<char> text, in LogLine line, IHistorySink sink)
    {
        var mail = mails.Begin(message.Host, id);
        mail.Client = LogHost.Parse(text);
        if (mail.Client is null)
            sink.AddUnreadable(line, "the client has no address");
        if (IsSubmission(message.Program) || text.Contains(", sasl_username=", StringComparison.Ordinal))
            mail.Unused = MailAssembly.OwnUsers;
        // The filter names the mail that it got, or its client.
        if (PostfixFields.Word(text, ", orig_queue_id=") is { Length: > 0 } before && mails.Find(message.Host, before) is { } origin)
            mail.TryContinue(origin);
        else if (LogHost.Parse(PostfixFields.Word(text, ", orig_client=")) is { } client)
            mail.Client = client;
    }

    private static void ReadCleanup(PendingMail mail, ReadOnlySpan<char> text)
    {
        if (text.StartsWith(MessageId))
            mail.MessageId = text[MessageId.Length..].ToString();
        else if (text.StartsWith("discard: ") || text.StartsWith("milter-discard: ") || text.StartsWith("hold: ") || text.StartsWith("milter-hold: "))
            mail.Overridden = HistoricStatus.Failed;
        else if (SpamHeader.IsIn(text))
            mail.Overridden ??= HistoricStatus.Spam;
    }

    private void ReadDelivery(
        in SyslogMessage message, ReadOnlySpan<char> daemon, PendingMail mail, ReadOnlySpan<char> text, in LogLine line, IHistorySink sink)
    {
        // After the address, which its sender chose.
        var outcome = text[Math.Max(text.IndexOf(">, relay="), 0)..];
        if (StatusOf(outcome, daemon) is not { } status)
            return;
        if ((PostfixFields.Path(text, "orig_to=") ?? PostfixFields.Path(text, "to=")) is not { } recipient)
        {
            sink.AddUnreadable(line, "the recipient is invalid");
            return;
        }

        // A filter on this machine has given the mail back, under another id.
        var next = PostfixFields.QueuedAs(outcome) is { Length: > 0 } id ? mails.Find(message.Host, id) : null;
        mails.Add(mail, recipient, status, next is not null && next.TryContinue(mail) ? next : null);
    }

    // An address may contain the words without quotes (info_log_address_format = internal), and so may the reply of a server: a mail was sent only if every
    // status in the line says so.
    private static HistoricStatus? StatusOf(ReadOnlySpan<char> outcome, ReadOnlySpan<char> daemon)
    {
        HistoricStatus? status = null;
        for (; outcome.IndexOf(Status) is >= 0 and var start; outcome = outcome[(start + Status.Length)..])
        {
            HistoricStatus? next = PostfixFields.Word(outcome, Status) switch
            {
                "sent" => daemon is "discard" ? HistoricStatus.Failed : HistoricStatus.Accepted,
                "bounced" or "expired" => HistoricStatus.Failed,
                _ => null,
            };
            if (next is not HistoricStatus.Accepted)
                return next;
            status = next;
        }

        return status;
    }

    private void ReadWithoutQueue(in SyslogMessage message, ReadOnlySpan<char> text)
    {
        if (text.StartsWith(Client) && LogHost.Parse(text[Client.Length..]) is { } client)
            _proxies.Begin(message, client, IsSubmission(message.Program) || text.Contains(", sasl_username=", StringComparison.Ordinal));
        else if (text.StartsWith(ProxyAccept))
            Accept(message, text);
    }

    private void Accept(in SyslogMessage message, ReadOnlySpan<char> text)
    {
        // The names of the sender and of the recipient could contain the words.
        var reply = text[..(text.IndexOf("; from=<") is >= 0 and var end ? end : text.Length)];
        if (_proxies.Find(message) is not { } proxied || mails.Find(message.Host, PostfixFields.QueuedAs(reply)) is not { Origin: null } mail)
            return;
        mail.Client = proxied.Client;
        mail.Unused = proxied.IsOwnUser ? MailAssembly.OwnUsers : null;
        mail.Helo = PostfixFields.Path(text, "helo=") ?? "";
    }

    // master.cf names the services of our own users so.
    private static bool IsSubmission(ReadOnlySpan<char> program) =>
        program.Contains("/submission", StringComparison.Ordinal) || program.Contains("/smtps/", StringComparison.Ordinal);

    private static ReadOnlySpan<char> DaemonOf(ReadOnlySpan<char> program) => program[(program.LastIndexOf('/') + 1)..];
}
