using System.Text;
using System.Text.Json;

namespace GreyActors.Replay;

/// <summary>Reads the hosts of a trace. A host that is written in the same way as one before is that one, and is not parsed again.</summary>
internal sealed class TraceHosts(HistoryPool pool)
{
    private char[] _written = new char[512];

    /// <summary>Reads a host; null if it is damaged.</summary>
    /// <param name="host">The object in JSON.</param>
    /// <param name="fields">Gets the name of a damaged field.</param>
    public ReplayHost? Read(ReadOnlySpan<byte> host, JsonFields fields)
    {
        if (host.Length > _written.Length)
            _written = new char[host.Length];
        var written = _written.AsSpan(0, Encoding.UTF8.GetChars(host, _written));
        if (pool.FindHost(written, out var known))
            return known;
        var wrong = fields.Wrong;
        var described = Parse(host, fields);
        return fields.Wrong == wrong ? pool.AddHost(written, described) : null;
    }

    private TraceHost Parse(ReadOnlySpan<byte> host, JsonFields fields)
    {
        var (ip, ptr, helo, spf) = ("", "", "", "");
        var (isPtrConfirmed, isHeloConfirmed) = (false, false);
        var json = new Utf8JsonReader(host);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("ip"u8))
                ip = Text(ref json, fields);
            else if (json.ValueTextEquals("ptr"u8))
                ptr = Text(ref json, fields);
            else if (json.ValueTextEquals("helo"u8))
                helo = Text(ref json, fields);
            else if (json.ValueTextEquals("spf"u8))
                spf = Text(ref json, fields);
            else if (json.ValueTextEquals("fc"u8))
                isPtrConfirmed = JsonFields.Flag(ref json);
            else if (json.ValueTextEquals("hc"u8))
                isHeloConfirmed = JsonFields.Flag(ref json);
            else
                JsonFields.Skip(ref json);
        }

        return new TraceHost(ip, ptr, isPtrConfirmed, helo, isHeloConfirmed, spf);
    }

    private string Text(ref Utf8JsonReader json, JsonFields fields) => fields.Text(ref json, "hosts", out var text) ? pool.Text(text) : "";
}
