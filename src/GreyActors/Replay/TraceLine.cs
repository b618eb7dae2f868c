using System.Text.Json;
using GreyActors.Core.Smtp;

namespace GreyActors.Replay;

/// <summary>Reads a line of a trace. docs/replay.md describes the fields.</summary>
/// <param name="pool">Shares what occurs often.</param>
/// <param name="begin">The time 0 of the trace, in Unix milliseconds.</param>
internal sealed class TraceLine(HistoryPool pool, long begin)
{
    // Twenty-four days in milliseconds fit into the number of a try.
    private const double LongestDelay = 24 * 86_400;

    // 1,000 years after the beginning of the trace: later times are damage.
    private const double Latest = 1000 * 365.25 * 86_400;

    private readonly JsonFields _fields = new();
    private readonly TraceHosts _traceHosts = new(pool);
    private readonly TraceLabels _labels = new(pool);
    private readonly List<MailPath> _to = [];
    private readonly List<ReplayHost> _hosts = [];
    private readonly List<ReplayTry> _tries = [];

    private int? _id;
    private long? _time;
    private MailPath? _from;
    private bool _isProbe;
    private bool _isHeader;
    private bool _hasTries;
    private byte[] _withoutTries = new byte[4096];

    /// <summary>The domain that receives the mail, according to the header; null before it.</summary>
    public string? Site { get; private set; }

    /// <summary>Reads a line.</summary>
    /// <param name="line">One object in JSON.</param>
    /// <param name="ordinal">The number of the message, if the line has none.</param>
    /// <param name="why">The reason, if the line is damaged.</param>
    /// <returns>The message; null for a header and for a damaged line.</returns>
    public ReplayMessage? Read(ReadOnlySpan<byte> line, int ordinal, out string? why)
    {
        Clear();
        try
        {
            ReadObject(WithoutTries(line));
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException)
        {
            // The reader of JSON reports invalid surrogates in a string with the second one.
            why = "the line is no object in JSON";
            return null;
        }

        why = _isHeader ? null : _fields.Wrong ?? WhyIncomplete();
        return _isHeader || why is not null ? null : new ReplayMessage(
            _id ?? ordinal, begin + _time!.Value, _from!.Value, [.. _to], _isProbe, [.. _hosts], [.. _tries])
        {
            // A site without a greylist accepts every message at its first try.
            Delivered = _isProbe ? null : 0,
            Labels = _labels.Labels,
        };
    }

    private void Clear()
    {
        _to.Clear();
        _hosts.Clear();
        _tries.Clear();
        _labels.Clear();
        (_id, _time, _from, _isProbe, _isHeader, _hasTries, _fields.Wrong) = (null, null, null, false, false, false, null);
    }

    // The line with an empty array in place of the tries, which have been read; or the line itself.
    private ReadOnlySpan<byte> WithoutTries(ReadOnlySpan<byte> line)
    {
        if (!TraceTries.TryRead(line, (long)LongestDelay * 1000, _tries, out var tries))
            return line;
        if (_withoutTries.Length < line.Length)
            _withoutTries = new byte[line.Length];
        var head = line[..tries.Start];
        var tail = line[tries.End..];
        head.CopyTo(_withoutTries);
        "[]"u8.CopyTo(_withoutTries.AsSpan(head.Length));
        tail.CopyTo(_withoutTries.AsSpan(head.Length + 2));
        return _withoutTries.AsSpan(0, head.Length + 2 + tail.Length);
    }

    private string? WhyIncomplete()
    {
        if (_time is null)
            return "the field t is missing";
        if (_from is null)
            return "the field from is missing";
        if (_to.Count == 0)
            return "the field to is missing or empty";
        if (_hosts.Count == 0)
            return "the field hosts is missing or empty";
        if (_tries.Count == 0 || !_hasTries)
            return "the field tries is missing or empty";
        for (var number = 0; number < _tries.Count; number++)
        {
            if (_tries[number].Host >= _hosts.Count)
                return "a try has a host that is not in the field hosts";
            if (number > 0 && _tries[number].Delay < _tries[number - 1].Delay)
                return "the tries are not in the order of time";
        }

        return null;
    }

    private void ReadObject(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            throw new JsonException();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            ReadField(ref json, line);
        // Only spaces may follow.
        while (json.Read())
        {
        }
    }

    private void ReadField(ref Utf8JsonReader json, ReadOnlySpan<byte> line)
    {
        if (json.ValueTextEquals("t"u8))
            _time = _fields.Milliseconds(ref json, "t", -Latest, Latest);
        else if (json.ValueTextEquals("id"u8))
            _id = _fields.Number(ref json, "id");
        else if (json.ValueTextEquals("from"u8))
            ReadFrom(ref json);
        else if (json.ValueTextEquals("to"u8))
            ReadTo(ref json);
        else if (json.ValueTextEquals("hosts"u8))
            ReadHosts(ref json, line);
        else if (json.ValueTextEquals("tries"u8))
            ReadTries(ref json);
        else if (json.ValueTextEquals("probe"u8))
            _isProbe = JsonFields.Flag(ref json);
        else if (json.ValueTextEquals("header"u8))
            _isHeader = JsonFields.Flag(ref json);
        else if (json.ValueTextEquals("site"u8))
            Site = _fields.Text(ref json, "site", out var site) ? site.ToString() : null;
        else
            _labels.Read(ref json, _fields);
    }

    private void ReadFrom(ref Utf8JsonReader json)
    {
        if (!_fields.Text(ref json, "from", out var text))
            return;
        _from = pool.ReversePath(text);
        if (_from is null)
            _fields.Wrong ??= "the field from is no address";
    }

    private void ReadTo(ref Utf8JsonReader json)
    {
        for (var each = _fields.Array(ref json, "to"); each && json.TokenType != JsonTokenType.EndArray; each = json.Read())
        {
            if (json.TokenType != JsonTokenType.String)
                _fields.Refuse(ref json, "to");
            else if (pool.ForwardPath(_fields.Text(ref json)) is { } path)
                _to.Add(path);
            else
                _fields.Wrong ??= "an address in the field to is invalid";
        }
    }

    private void ReadHosts(ref Utf8JsonReader json, ReadOnlySpan<byte> line)
    {
        for (var each = _fields.Array(ref json, "hosts"); each && json.TokenType != JsonTokenType.EndArray; each = json.Read())
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                _fields.Refuse(ref json, "hosts");
                continue;
            }

            var start = (int)json.TokenStartIndex;
            json.Skip();
            if (_traceHosts.Read(line[start..(int)json.BytesConsumed], _fields) is { } host)
                _hosts.Add(host);
            else
                _fields.Wrong ??= "a host has no valid ip";
        }
    }

    private void ReadTries(ref Utf8JsonReader json)
    {
        _hasTries = true;
        var each = _fields.Array(ref json, "tries");
        // Not empty: the tries that were read before are those of another object in the line.
        if (each && json.TokenType != JsonTokenType.EndArray)
            _tries.Clear();
        for (; each && json.TokenType != JsonTokenType.EndArray; each = json.Read())
        {
            if (json.TokenType != JsonTokenType.StartArray)
            {
                _fields.Refuse(ref json, "tries");
                continue;
            }

            var delay = _fields.Milliseconds(ref json, "tries", 0, LongestDelay);
            var host = json.TokenType == JsonTokenType.EndArray ? null : _fields.Number(ref json, "tries");
            while (json.TokenType != JsonTokenType.EndArray && json.Read() && json.TokenType != JsonTokenType.EndArray)
                _fields.Refuse(ref json, "tries");
            if (delay is { } milliseconds && host is { } index)
                _tries.Add(new ReplayTry((int)milliseconds, index));
        }
    }
}
