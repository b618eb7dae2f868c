using System.Net;

namespace GreyActors.Reputation;

/// <summary>The key of a look-up's result. Look-ups with the same result have the same key; no text is built for it.</summary>
internal readonly struct LookUpKey : IEquatable<LookUpKey>
{
    private readonly Kind _kind;
    private readonly IPAddress _client;
    private readonly string _text;
    private readonly int _start;
    private readonly string _helo;

    private LookUpKey(Kind kind, IPAddress client, string text, int start = 0, string helo = "") =>
        (_kind, _client, _text, _start, _helo) = (kind, client, text, start, helo);

    private enum Kind
    {
        ReverseName,
        HeloName,
        SpfOfDomain,
        SpfOfSender,
        Lists,
    }

    /// <summary>The memory of the texts in bytes.</summary>
    public int Bytes => (_text.Length + _helo.Length) * sizeof(char);

    // A local-part is case-sensitive, a domain is not.
    private StringComparison Comparison => _kind == Kind.SpfOfSender ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    private ReadOnlySpan<char> Text => _text.AsSpan(_start);

    /// <summary>The key of exactly this look-up.</summary>
    public static LookUpKey Of(LookUp question) => question switch
    {
        LookUp.ReverseName name => new(Kind.ReverseName, name.Client, ""),
        LookUp.HeloName helo => new(Kind.HeloName, helo.Client, helo.Name),
        LookUp.Spf spf => new(Kind.SpfOfSender, spf.Client, spf.ReversePath, 0, spf.Helo),
        _ => new(Kind.Lists, question.Client, ""),
    };

    /// <summary>The key for all senders of the domain that SPF checks.</summary>
    public static LookUpKey OfDomain(LookUp.Spf spf) => spf.ReversePath.Length == 0
        ? new(Kind.SpfOfDomain, spf.Client, spf.Helo)
        : new(Kind.SpfOfDomain, spf.Client, spf.ReversePath, spf.ReversePath.LastIndexOf('@') + 1);

    /// <inheritdoc/>
    public bool Equals(LookUpKey other) =>
        _kind == other._kind && _client.Equals(other._client) && Text.Equals(other.Text, Comparison) && _helo == other._helo;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is LookUpKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_kind, _client, string.GetHashCode(Text, Comparison));
}
