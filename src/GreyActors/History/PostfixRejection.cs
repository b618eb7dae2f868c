namespace GreyActors.History;

/// <summary>Reads the lines in which Postfix or a milter refuses a client, a recipient or a mail.</summary>
/// <remarks>
/// <c>NOQUEUE: reject: RCPT from NAME[IP]: 450 4.2.0 &lt;…&gt;: …; from=&lt;…&gt; to=&lt;…&gt; proto=ESMTP helo=&lt;…&gt;</c>, with a queue id if a recipient before it was accepted;
/// <c>ID: milter-reject: END-OF-MESSAGE from NAME[IP]: 5.7.1 …; from=&lt;…&gt; to=&lt;…&gt; …</c>;
/// <c>ID: reject: header Subject: … from NAME[IP]; from=&lt;…&gt; to=&lt;…&gt; …: 5.7.1 …</c>; <c>NOQUEUE: reject_warning: …</c> refuses nothing.
/// </remarks>
internal static class PostfixRejection
{
    private const string Rejected = "rejected";

    /// <summary>Reads a line; false if it is another one.</summary>
    public static bool Read(ReadOnlySpan<char> text, in LogLine line, IHistorySink sink)
    {
        var colon = text.IndexOf(": ");
        if (colon < 0)
            return false;
        var rest = text[(colon + 2)..];
        if (rest.StartsWith("milter-reject: "))
            rest = rest["milter-reject: ".Length..];
        else if (rest.StartsWith("proxy-reject: "))
            rest = rest["proxy-reject: ".Length..];
        else if (rest.StartsWith("reject: "))
            rest = rest["reject: ".Length..];
        else
            return false;

        // "RCPT from NAME[IP]: 450 …"; a header contains what its sender wanted, so the client is the last one before the envelope.
        var envelope = rest.LastIndexOf("; from=<");
        var head = envelope < 0 ? rest : rest[..envelope];
        var isContent = head.StartsWith("header ") || head.StartsWith("body ");
        var from = isContent ? head.LastIndexOf(" from ") : head.IndexOf(" from ");
        if (line.At is not { } at || envelope < 0 || from < 0 || LogHost.Parse(head[(from + " from ".Length)..]) is not { } client
            || PostfixFields.Path(rest[envelope..], "from=") is not { } reversePath || PostfixFields.Path(rest[envelope..], "to=") is not { } forwardPath)
        {
            sink.AddUnused(Rejected);
            return true;
        }

        var afterClient = head[(from + " from ".Length)..];
        var reply = isContent ? [] : afterClient[(afterClient.IndexOf("]: ") is >= 0 and var end ? end + 3 : afterClient.Length)..];
        sink.Add(new HistoricMail(
            at,
            client.Address,
            client.Name,
            PostfixFields.Path(rest[envelope..], "helo=") ?? "",
            reversePath,
            forwardPath,
            reply.StartsWith("4") ? HistoricStatus.Deferred : HistoricStatus.Rejected,
            default));
        return true;
    }
}
