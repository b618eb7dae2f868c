using GreyActors.Core.Smtp;
using GreyActors.Net;

namespace GreyActors.Delivery;

/// <summary>Mail data that no backend gets: it is read to its end, because a client accepts a reply only there (RFC 5321 4.1.1.4).</summary>
/// <param name="wait">What the delivery waits for.</param>
/// <param name="reader">Requests the mail data.</param>
/// <param name="scanner">Finds the end.</param>
/// <param name="reply">The reply at the end.</param>
internal sealed class DiscardedMailData(PartWait wait, MailDataReader reader, MailDataScanner scanner, SmtpReply reply)
{
    /// <summary>Discards the chunks from now on.</summary>
    public PartStep Start() => wait.For(SwallowingMailData);

    /// <summary>Discards a chunk that was read already, and those that follow.</summary>
    public PartStep StartWith(Inbox.Chunk chunk) => StartWith(scanner.Scan(chunk.Bytes.ToReadOnlySpan()));

    /// <summary>Discards a chunk that was scanned already, and those that follow.</summary>
    public PartStep StartWith(in MailDataChunk scanned)
    {
        reader.Continue(scanned);
        return scanned.Ended ? new PartStep.Happened(new SessionEvent.MailAnswered(reply)) : Start();
    }

    private PartStep SwallowingMailData(object message) => message switch
    {
        Inbox.Chunk chunk => StartWith(chunk),
        Control.ClientSilent or Control.OutOfTime or Control.EndedByOperator => PartStep.EndNow.Instance,
        _ => PartStep.Unexpected.Instance,
    };
}
