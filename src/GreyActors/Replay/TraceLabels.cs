using System.Text.Json;

namespace GreyActors.Replay;

/// <summary>Reads the labels of one line of a trace.</summary>
internal sealed class TraceLabels(HistoryPool pool)
{
    private static readonly string[] SendOnce = ["bot", "manyip", "dictionary"];

    private readonly List<int> _noMailboxes = [];
    private MessageClass _class;
    private string? _conversation;
    private bool? _neverRetries;
    private bool _isUrgent;
    private bool _isPooled;

    /// <summary>The labels of the line.</summary>
    public MessageLabels Labels => _class == MessageClass.Unknown && _conversation is null && _neverRetries is null && !_isUrgent && !_isPooled && _noMailboxes.Count == 0
        ? MessageLabels.None
        : new MessageLabels(_class, _conversation, _isUrgent, _isPooled, _neverRetries, [.. _noMailboxes]);

    /// <summary>Forgets the line before.</summary>
    public void Clear()
    {
        _noMailboxes.Clear();
        (_class, _conversation, _neverRetries, _isUrgent, _isPooled) = (MessageClass.Unknown, null, null, false, false);
    }

    /// <summary>Reads a field, or skips it if it is no label.</summary>
    public void Read(ref Utf8JsonReader json, JsonFields fields)
    {
        if (json.ValueTextEquals("label"u8))
            _class = !fields.Text(ref json, "label", out var label) ? MessageClass.Unknown : label switch { "honest" => MessageClass.Wanted, "spam" => MessageClass.Unwanted, _ => MessageClass.Unknown };
        else if (json.ValueTextEquals("kind"u8))
            _neverRetries = fields.Text(ref json, "kind", out var kind) ? IsSentOnce(kind) : null;
        else if (json.ValueTextEquals("conv"u8))
            _conversation = fields.Text(ref json, "conv", out var conversation) ? pool.Text(conversation) : null;
        else if (json.ValueTextEquals("urgent"u8))
            _isUrgent = JsonFields.Flag(ref json);
        else if (json.ValueTextEquals("exists"u8))
            ReadExists(ref json, fields);
        else if (json.ValueTextEquals("tags"u8))
            ReadTags(ref json, fields);
        else
            JsonFields.Skip(ref json);
    }

    private void ReadExists(ref Utf8JsonReader json, JsonFields fields)
    {
        var index = 0;
        for (var each = fields.Array(ref json, "exists"); each && json.TokenType != JsonTokenType.EndArray; each = json.Read(), index++)
        {
            if (json.TokenType == JsonTokenType.False)
                _noMailboxes.Add(index);
            json.Skip();
        }
    }

    private void ReadTags(ref Utf8JsonReader json, JsonFields fields)
    {
        for (var each = fields.Array(ref json, "tags"); each && json.TokenType != JsonTokenType.EndArray; each = json.Read())
        {
            _isPooled |= json.TokenType == JsonTokenType.String && (json.ValueTextEquals("pool"u8) || json.ValueTextEquals("dual"u8));
            json.Skip();
        }
    }

    private static bool IsSentOnce(ReadOnlySpan<char> kind)
    {
        foreach (var each in SendOnce)
        {
            if (kind.SequenceEqual(each))
                return true;
        }

        return false;
    }
}
