using System.Collections.Immutable;

namespace GreyActors.Core.Outcome;

/// <summary>The deferred mails that have not passed. When there are too many, a tenth is dropped: first those that were never retried, the oldest first.</summary>
public sealed class WaitingMails(int most, int mostOctets)
{
    private const int DroppedPart = 10;

    private readonly Dictionary<ulong, WaitingMail> _mails = [];
    private long _octets;

    /// <summary>The number of mails.</summary>
    public int Count => _mails.Count;

    /// <summary>The number of mails that were dropped, and are in no figure.</summary>
    public long Dropped { get; private set; }

    /// <summary>All mails.</summary>
    public IEnumerable<WaitingMail> All => _mails.Values;

    /// <summary>Finds the mail of a conversation.</summary>
    public WaitingMail? Find(ulong conversation) => _mails.TryGetValue(conversation, out var found) ? found : null;

    /// <summary>Adds or replaces a mail.</summary>
    public void Keep(in WaitingMail mail)
    {
        Remove(mail.Conversation);
        if (_mails.Count >= most || _octets + mail.Text.Length > mostOctets)
            Drop();
        _mails[mail.Conversation] = mail;
        _octets += mail.Text.Length;
    }

    /// <summary>Removes the mail of a conversation.</summary>
    public void Remove(ulong conversation)
    {
        if (_mails.Remove(conversation, out var removed))
            _octets -= removed.Text.Length;
    }

    /// <summary>Removes and returns the mails that were not tried since then.</summary>
    public ImmutableArray<WaitingMail> RemoveOlderThan(long time)
    {
        ImmutableArray<WaitingMail> old = [.. _mails.Values.Where(mail => mail.Last < time)];
        foreach (var mail in old)
            Remove(mail.Conversation);
        return old;
    }

    /// <summary>Adds stored mails. One that was tried since the start keeps its earlier beginning.</summary>
    public void Restore(ImmutableArray<WaitingMail> stored, long dropped)
    {
        Dropped += dropped;
        foreach (var mail in stored)
        {
            Keep(Find(mail.Conversation) is not { } since ? mail : since with
            {
                First = mail.First,
                Attempts = mail.Attempts + since.Attempts,
                Networks = mail.Networks | since.Networks,
                Interval = since.Attempts > 1 ? since.Interval : since.Last - mail.Last,
            });
        }
    }

    /// <summary>Adds the mails of another machine. One that both follow is one mail.</summary>
    public void Add(ImmutableArray<WaitingMail> others, long dropped)
    {
        Dropped += dropped;
        foreach (var mail in others)
        {
            Keep(Find(mail.Conversation) is not { } known ? mail : (known.Last < mail.Last ? mail : known) with
            {
                First = Math.Min(known.First, mail.First),
                Attempts = known.Attempts + mail.Attempts,
                Networks = known.Networks | mail.Networks,
            });
        }
    }

    private void Drop()
    {
        foreach (var mail in _mails.Values.OrderBy(mail => mail.Attempts > 1).ThenBy(mail => mail.Last).Take(1 + (_mails.Count / DroppedPart)).ToArray())
        {
            Remove(mail.Conversation);
            Dropped++;
        }
    }
}
