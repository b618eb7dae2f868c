namespace GreyActors.History;

/// <summary>A mail of which some lines have been read.</summary>
/// <param name="host">The machine.</param>
/// <param name="id">Its queue id.</param>
/// <param name="since">The time of its first line.</param>
internal sealed class PendingMail(string host, string id, DateTimeOffset since)
{
    // One after the other; a log that names more is forged.
    private const int MostFilters = 4;

    private readonly List<Recipient> _recipients = [];

    /// <summary>The machine.</summary>
    public string Host { get; } = host;

    /// <summary>The queue id.</summary>
    public string Id { get; } = id;

    /// <summary>The time of its first line.</summary>
    public DateTimeOffset Since { get; } = since;

    /// <summary>The client; null as long as the log has not named one.</summary>
    public LogHost? Client { get; set; }

    /// <summary>The name in HELO or EHLO; empty if the log does not have it.</summary>
    public string Helo { get; set; } = "";

    /// <summary>The reverse-path; null as long as the log has not named it.</summary>
    public string? ReversePath { get; set; }

    /// <summary>The message-id as the log writes it; empty if there is none.</summary>
    public string MessageId { get; set; } = "";

    /// <summary>The reason why the mail says nothing about clients; null if there is none.</summary>
    public string? Unused { get; set; }

    /// <summary>The outcome that replaces that of the deliveries: a filter's, or that of an operator; null if there is none.</summary>
    public HistoricStatus? Overridden { get; set; }

    /// <summary>The mail before a filter inside this machine has passed it on: its recipients are the ones that the client named. Null for none.</summary>
    public PendingMail? Origin { get; private set; }

    /// <summary>The node in the list of unfinished mails; null if it is finished.</summary>
    public LinkedListNode<PendingMail>? Node { get; set; }

    /// <summary>The recipients whose outcome is known.</summary>
    public IReadOnlyList<Recipient> Recipients => _recipients;

    /// <summary>Whether a recipient's outcome depends on a mail that is not finished.</summary>
    public bool IsWaiting => _recipients.Exists(recipient => recipient.Next is { } next && (next.Node is not null || next.IsWaiting));

    private int Depth => Origin is null ? 0 : Origin.Depth + 1;

    /// <summary>This mail is another one after a filter; false if it cannot be.</summary>
    public bool TryContinue(PendingMail before)
    {
        if (Origin == before)
            return true;
        if (Origin is not null || before.Depth >= MostFilters || before.Continues(this) || _recipients.Exists(recipient => recipient.Next is not null))
            return false;
        Origin = before;
        return true;
    }

    private bool Continues(PendingMail mail) => mail == this || (Origin?.Continues(mail) ?? false);

    /// <summary>Adds a recipient's outcome.</summary>
    public void Add(Recipient recipient) => _recipients.Add(recipient);

    /// <summary>A recipient and its outcome.</summary>
    /// <param name="Next">The mail in which a filter passed it on inside this machine; null for a final outcome.</param>
    internal readonly record struct Recipient(string ForwardPath, HistoricStatus Status, PendingMail? Next);
}
