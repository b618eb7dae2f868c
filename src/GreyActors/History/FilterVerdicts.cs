using System.Buffers;

namespace GreyActors.History;

/// <summary>The mails that a content filter took for spam, by queue id and by message-id. Only the last ones are kept.</summary>
internal sealed class FilterVerdicts
{
    // A filter decides within minutes of the delivery.
    private const int Kept = 20_000;

    // Enough to tell mails apart. Log lines are cut off, so the end of a longer id says nothing.
    private const int Longest = 200;

    private static readonly SearchValues<char> Ends = SearchValues.Create(">, ");

    private readonly HashSet<string> _spam = new(StringComparer.Ordinal);
    private readonly Queue<string> _byAge = new();

    /// <summary>Records that a filter took a mail for spam.</summary>
    /// <param name="id">A queue id, or a message-id.</param>
    public void AddSpam(ReadOnlySpan<char> id)
    {
        var key = KeyOf(id);
        if (key.Length == 0 || !_spam.Add(key))
            return;
        _byAge.Enqueue(key);
        if (_byAge.Count > Kept)
            _spam.Remove(_byAge.Dequeue());
    }

    /// <summary>Whether a filter took a mail for spam.</summary>
    public bool IsSpam(string queueId, string messageId) => _spam.Contains(KeyOf(queueId)) || _spam.Contains(KeyOf(messageId));

    // Every program writes the message-id of a sender who breaks the rules in another way: what they have in common is its beginning, without brackets.
    private static string KeyOf(ReadOnlySpan<char> id)
    {
        id = id.TrimStart('<');
        id = id[..(id.IndexOfAny(Ends) is >= 0 and var end ? end : id.Length)];
        return id[..Math.Min(id.Length, Longest)].ToString();
    }
}
