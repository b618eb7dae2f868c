using System.Collections.Immutable;

namespace GreyActors.Core.Outcome;

/// <summary>The conversations of which a mail has passed, to distinguish first contacts from later mails.</summary>
/// <remarks>
/// Two generations: when the newer one is full, it replaces the older one, whose conversations are forgotten. A mail moves its conversation to the
/// newer one, so that those in use are remembered.
/// </remarks>
/// <param name="most">The number of conversations that are certainly remembered; at most twice as many are.</param>
public sealed class SeenConversations(int most)
{
    private HashSet<ulong> _newer = [];
    private HashSet<ulong> _older = [];

    /// <summary>The number of conversations.</summary>
    public int Count => _newer.Count + _older.Count;

    /// <summary>The number of conversations that were forgotten because there were too many.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Remembers a conversation.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Add(ulong conversation)
    {
        if (_newer.Contains(conversation))
            return false;
        var isNew = !_older.Remove(conversation);
        if (_newer.Count >= most)
        {
            Forgotten += _older.Count;
            (_older, _newer) = (_newer, []);
        }

        _newer.Add(conversation);
        return isNew;
    }

    /// <summary>All conversations, those used most recently last.</summary>
    public ImmutableArray<ulong> Copy() => [.. _older, .. _newer];

    /// <summary>Adds stored conversations, which are older than those seen since the start.</summary>
    public void Restore(ImmutableArray<ulong> stored, long forgotten)
    {
        Forgotten += forgotten;
        var since = _newer.ToArray();
        _newer = [];
        foreach (var conversation in stored)
            Add(conversation);
        foreach (var conversation in since)
            Add(conversation);
    }
}
