using GreyActors.Core.Addresses;

namespace GreyActors.History;

/// <summary>Joins the lines of each mail. Mails whose end is not found, and verdicts that come late, are waited for within bounds.</summary>
/// <param name="verdicts">The verdicts of content filters.</param>
/// <param name="most">The largest number of mails that are waited for; beyond it, the oldest mail counts as it is.</param>
internal sealed class MailAssembly(FilterVerdicts verdicts, int most = MailAssembly.MostPending)
{
    private const int MostPending = 50_000;
    private const int MostRecipients = 10 * MostPending;

    /// <summary>The mail was created on this machine, or its client was named before the log begins.</summary>
    internal const string NoClient = "no client in the log: created on this machine, or its beginning is missing";

    /// <summary>The client is on this machine or in its private network.</summary>
    internal const string LocalClient = "sent from this machine or a private network";

    /// <summary>Our own users, who have identified themselves.</summary>
    internal const string OwnUsers = "sent by our own users";

    private const string Undelivered = "not delivered as far as the log shows";

    // A filter logs its verdict, and Postfix the end of the filter's mail, around the time of the delivery.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    // Longer than mail servers try to deliver by default.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private static readonly TimeSpan ClockError = TimeSpan.FromDays(7);

    private readonly Dictionary<(string Host, string Id), PendingMail> _byId = [];
    private readonly LinkedList<PendingMail> _unfinished = [];
    private readonly Queue<(PendingMail Mail, DateTimeOffset At)> _finished = new();
    private string _host = "";
    private int _recipients;
    private DateTimeOffset _now;

    private bool IsFull => _unfinished.Count + _finished.Count > most || _recipients > MostRecipients;

    /// <summary>The time of the next lines; mails that were finished long enough before it are reported.</summary>
    public void Advance(DateTimeOffset now, IHistorySink sink)
    {
        // Lines may be out of order. An earlier line by far means that the clock was wrong before, and later mails have their own time.
        if (now > _now || _now - now > ClockError)
            _now = now;
        while (_unfinished.First is { Value: var oldest } && (IsFull || _now - oldest.Since > Longest))
            Finish(oldest);
        for (var left = _finished.Count; left > 0 && _finished.Peek() is var finished && (IsFull || _now - finished.At > Grace); left--)
        {
            _finished.Dequeue();
            if (finished.Mail.IsWaiting && !IsFull)
                _finished.Enqueue((finished.Mail, _now));
            else
                Report(finished.Mail, sink);
        }
    }

    /// <summary>A mail; null if it is unknown.</summary>
    public PendingMail? Find(ReadOnlySpan<char> host, ReadOnlySpan<char> id) => _byId.GetValueOrDefault((Interned(host), id.ToString()));

    /// <summary>A mail; it begins now if it is unknown.</summary>
    public PendingMail FindOrBegin(ReadOnlySpan<char> host, ReadOnlySpan<char> id) => Find(host, id) ?? Begin(host, id);

    /// <summary>A new mail. An unfinished one with the same id is finished: queue ids are used again.</summary>
    public PendingMail Begin(ReadOnlySpan<char> host, ReadOnlySpan<char> id)
    {
        if (Find(host, id) is { } old)
            Finish(old);
        var mail = new PendingMail(Interned(host), id.ToString(), _now);
        mail.Node = _unfinished.AddLast(mail);
        _byId[(mail.Host, mail.Id)] = mail;
        return mail;
    }

    /// <summary>Adds the outcome of a recipient.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="forwardPath">The recipient as the client named it, as far as the log has it.</param>
    /// <param name="status">The outcome.</param>
    /// <param name="next">The mail in which a filter inside this machine passed it on; null for a final outcome.</param>
    public void Add(PendingMail mail, string forwardPath, HistoricStatus status, PendingMail? next = null)
    {
        mail.Add(new PendingMail.Recipient(forwardPath, status, next));
        _recipients++;
    }

    /// <summary>The mail has left the queue.</summary>
    public void Finish(PendingMail mail)
    {
        if (mail.Node is not { } node)
            return;
        _unfinished.Remove(node);
        mail.Node = null;
        _finished.Enqueue((mail, _now));
    }

    /// <summary>Reports all mails.</summary>
    public void End(IHistorySink sink)
    {
        while (_unfinished.First is { Value: var oldest })
            Finish(oldest);
        while (_finished.TryDequeue(out var finished))
            Report(finished.Mail, sink);
    }

    private void Report(PendingMail mail, IHistorySink sink)
    {
        _recipients -= mail.Recipients.Count;
        if (_byId.GetValueOrDefault((mail.Host, mail.Id)) == mail)
            _byId.Remove((mail.Host, mail.Id));
        // The mail before the filter reports the recipients.
        if (mail.Origin is not null)
            return;
        if (mail.Unused is { } unused)
            sink.AddUnused(unused);
        else if (mail.Client is not { } client || mail.ReversePath is null)
            sink.AddUnused(NoClient);
        else if (LocalAddresses.Contains(client.Address))
            sink.AddUnused(LocalClient);
        else if (mail.Recipients.Count == 0 && mail.Overridden is null)
            sink.AddUnused(Undelivered);
        else
            Report(mail, client, mail.ReversePath, sink);
    }

    private void Report(PendingMail mail, LogHost client, string reversePath, IHistorySink sink)
    {
        foreach (var recipient in mail.Recipients)
        {
            sink.Add(new HistoricMail(
                mail.Since, client.Address, client.Name, mail.Helo, reversePath, recipient.ForwardPath, StatusOf(mail, recipient), default));
        }
    }

    // The recipients may have other names after the filter: one delivery is enough.
    private HistoricStatus StatusOf(PendingMail mail, PendingMail.Recipient recipient)
    {
        if (OverriddenStatus(mail) is { } overridden)
            return overridden;
        if (recipient.Next is not { } next)
            return recipient.Status;
        var outcomes = next.Recipients.Select(after => StatusOf(next, after)).ToHashSet();
        return OverriddenStatus(next)
            ?? (outcomes.Contains(HistoricStatus.Spam) ? HistoricStatus.Spam : outcomes.Contains(HistoricStatus.Accepted) ? recipient.Status : HistoricStatus.Failed);
    }

    private HistoricStatus? OverriddenStatus(PendingMail mail) => mail.Overridden ?? (verdicts.IsSpam(mail.Id, mail.MessageId) ? HistoricStatus.Spam : null);

    // A log has few host names, and their lines come in runs.
    private string Interned(ReadOnlySpan<char> host) => host.SequenceEqual(_host) ? _host : _host = host.ToString();
}
