using System.Collections.Immutable;
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

    private static readonly string[] SendOnce = ["bot", "manyip", "dictionary"];

    private readonly JsonFields _fields = new(pool);
    private readonly List<string> _to = [];
    private readonly List<ReplayHost> _hosts = [];
    private readonly List<ReplayTry> _tries = [];
    private readonly List<int> _noMailboxes = [];

    private int? _id;
    private double? _time;
    private string? _from;
    private bool _isProbe;
    private bool _isHeader;
    private bool _isUrgent;
    private bool _isPooled;
    private string? _label;
    private string? _kind;
    private string? _conversation;

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
            ReadObject(line);
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException)
        {
            why = "the line is no object in JSON";
            return null;
        }

        why = _isHeader ? null : _fields.Wrong ?? Missing();
        return _isHeader || why is not null ? null : Message(ordinal, out why);
    }

    private void Clear()
    {
        _to.Clear();
        _hosts.Clear();
        _tries.Clear();
        _noMailboxes.Clear();
        (_id, _time, _from, _label, _kind, _conversation, _fields.Wrong) = (null, null, null, null, null, null, null);
        (_isProbe, _isHeader, _isUrgent, _isPooled) = (false, false, false, false);
    }

    private string? Missing() =>
        _time is null ? "the field t is missing"
        : _from is null ? "the field from is missing"
        : _to.Count == 0 ? "the field to is missing or empty"
        : _hosts.Count == 0 ? "the field hosts is missing or empty"
        : _tries.Count == 0 ? "the field tries is missing or empty"
        : null;

    private ReplayMessage? Message(int ordinal, out string? why)
    {
        why = null;
        if (pool.ReversePath(_from!) is not { } reversePath)
            why = "the field from is no address";
        var paths = new MailPath[_to.Count];
        for (var i = 0; i < paths.Length; i++)
        {
            if (pool.ForwardPath(_to[i]) is { } path)
                paths[i] = path;
            else
                why = "an address in the field to is invalid";
        }

        for (var i = 0; i < _tries.Count && why is null; i++)
        {
            if (_tries[i].Host >= _hosts.Count)
                why = "a try has a host that is not in the field hosts";
            else if (i > 0 && _tries[i].Delay < _tries[i - 1].Delay)
                why = "the tries are not in the order of time";
        }

        return why is not null ? null : new ReplayMessage(
            _id ?? ordinal, begin + Milliseconds(_time!.Value), pool.ReversePath(_from!)!.Value, [.. paths], _isProbe, [.. _hosts], [.. _tries])
        {
            // A site without a greylist accepts every message at its first try.
            Delivered = _isProbe ? null : 0,
            Labels = Labels(),
        };
    }

    private MessageLabels Labels()
    {
        var of = _label switch { "honest" => MessageClass.Wanted, "spam" => MessageClass.Unwanted, _ => MessageClass.Unknown };
        return of == MessageClass.Unknown && _conversation is null && !_isUrgent && !_isPooled && _noMailboxes.Count == 0
            ? MessageLabels.None
            : new MessageLabels(of, _conversation, _isUrgent, _isPooled, _kind is null ? null : SendOnce.Contains(_kind), [.. _noMailboxes]);
    }

    private void ReadObject(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            throw new JsonException();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            ReadField(ref json);
        // The rest of the line must be blank.
        while (json.Read())
        {
        }
    }

    private void ReadField(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("t"u8))
            _time = _fields.Number(ref json, "t", -Latest, Latest);
        else if (json.ValueTextEquals("id"u8))
            _id = (int?)_fields.Number(ref json, "id", 0, int.MaxValue);
        else if (json.ValueTextEquals("from"u8))
            _from = _fields.Text(ref json, "from");
        else if (json.ValueTextEquals("to"u8))
            ReadTo(ref json);
        else if (json.ValueTextEquals("hosts"u8))
            ReadHosts(ref json);
        else if (json.ValueTextEquals("tries"u8))
            ReadTries(ref json);
        else if (json.ValueTextEquals("probe"u8))
            _isProbe = JsonFields.Flag(ref json);
        else if (json.ValueTextEquals("header"u8))
            _isHeader = JsonFields.Flag(ref json);
        else if (json.ValueTextEquals("site"u8))
            Site = _fields.Text(ref json, "site");
        else
            ReadLabel(ref json);
    }

    private void ReadLabel(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("label"u8))
            _label = _fields.Text(ref json, "label");
        else if (json.ValueTextEquals("kind"u8))
            _kind = _fields.Text(ref json, "kind");
        else if (json.ValueTextEquals("conv"u8))
            _conversation = _fields.Text(ref json, "conv");
        else if (json.ValueTextEquals("urgent"u8))
            _isUrgent = JsonFields.Flag(ref json);
        else if (json.ValueTextEquals("exists"u8))
            ReadExists(ref json);
        else if (json.ValueTextEquals("tags"u8))
            ReadTags(ref json);
        else
            JsonFields.Skip(ref json);
    }

    private void ReadTo(ref Utf8JsonReader json)
    {
        for (var each = _fields.Array(ref json, "to"); each && json.TokenType != JsonTokenType.EndArray; each = json.Read())
        {
            if (json.TokenType == JsonTokenType.String)
                _to.Add(pool.Text(ref json));
            else
                _fields.Refuse(ref json, "to");
        }
    }

    private void ReadExists(ref Utf8JsonReader json)
    {
        var index = 0;
        for (var each = _fields.Array(ref json, "exists"); each && json.TokenType != JsonTokenType.EndArray; each = json.Read(), index++)
        {
            if (json.TokenType == JsonTokenType.False)
                _noMailboxes.Add(index);
            json.Skip();
        }
    }

    private void ReadTags(ref Utf8JsonReader json)
    {
        for (var each = _fields.Array(ref json, "tags"); each && json.TokenType != JsonTokenType.EndArray; each = json.Read())
        {
            _isPooled |= json.TokenType == JsonTokenType.String && (json.ValueTextEquals("pool"u8) || json.ValueTextEquals("dual"u8));
            json.Skip();
        }
    }

    private void ReadTries(ref Utf8JsonReader json)
    {
        for (var each = _fields.Array(ref json, "tries"); each && json.TokenType != JsonTokenType.EndArray; each = json.Read())
        {
            if (json.TokenType != JsonTokenType.StartArray)
            {
                _fields.Refuse(ref json, "tries");
                continue;
            }

            var delay = _fields.Number(ref json, "tries", 0, LongestDelay);
            var host = json.TokenType == JsonTokenType.EndArray ? null : _fields.Number(ref json, "tries", 0, int.MaxValue);
            while (json.TokenType != JsonTokenType.EndArray && json.Read() && json.TokenType != JsonTokenType.EndArray)
                _fields.Refuse(ref json, "tries");
            if (delay is { } seconds && host is { } index)
                _tries.Add(new ReplayTry((int)Milliseconds(seconds), (int)index));
        }
    }

    private void ReadHosts(ref Utf8JsonReader json)
    {
        for (var each = _fields.Array(ref json, "hosts"); each && json.TokenType != JsonTokenType.EndArray; each = json.Read())
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                _fields.Refuse(ref json, "hosts");
                continue;
            }

            if (pool.Host(ReadHost(ref json)) is { } host)
                _hosts.Add(host);
            else
                _fields.Wrong ??= "a host has no valid ip";
        }
    }

    private TraceHost ReadHost(ref Utf8JsonReader json)
    {
        var (ip, ptr, helo, spf) = ("", "", "", "");
        var (isPtrConfirmed, isHeloConfirmed) = (false, false);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("ip"u8))
                ip = _fields.Text(ref json, "hosts") ?? "";
            else if (json.ValueTextEquals("ptr"u8))
                ptr = _fields.Text(ref json, "hosts") ?? "";
            else if (json.ValueTextEquals("helo"u8))
                helo = _fields.Text(ref json, "hosts") ?? "";
            else if (json.ValueTextEquals("spf"u8))
                spf = _fields.Text(ref json, "hosts") ?? "";
            else if (json.ValueTextEquals("fc"u8))
                isPtrConfirmed = JsonFields.Flag(ref json);
            else if (json.ValueTextEquals("hc"u8))
                isHeloConfirmed = JsonFields.Flag(ref json);
            else
                JsonFields.Skip(ref json);
        }

        return new TraceHost(ip, ptr, isPtrConfirmed, helo, isHeloConfirmed, spf);
    }

    private static long Milliseconds(double seconds) => (long)Math.Round(seconds * 1000);
}
