namespace GreyActors.History;

/// <summary>The mails that a content filter took for spam, by queue id and by message-id. Only the last ones are kept.</summary>
internal sealed class FilterVerdicts
{
    // A filter decides within minutes of the delivery.
    private const int Kept = 20_000;
    private const int Longest = 1000;

    private readonly HashSet<string> _spam = new(StringComparer.Ordinal);
    private readonly Queue<string> _byAge = new();

    /// <summary>Records that a filter took a mail for spam.</summary>
    /// <param name="id">A queue id, or a message-id without angle brackets.</param>
    public void AddSpam(ReadOnlySpan<char> id)
    {
        if (id.Length is 0 or > Longest || !_spam.Add(id.ToString()))
            return;
        _byAge.Enqueue(id.ToString());
        if (_byAge.Count > Kept)
            _spam.Remove(_byAge.Dequeue());
    }

    /// <summary>Whether a filter took a mail for spam.</summary>
    public bool IsSpam(string queueId, string messageId) => _spam.Contains(queueId) || (messageId.Length > 0 && _spam.Contains(messageId));
}
