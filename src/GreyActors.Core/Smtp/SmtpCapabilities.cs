namespace GreyActors.Core.Smtp;

/// <summary>Service extensions (RFC 5321 2.2) that a server offers, as far as we can carry them.</summary>
/// <param name="Extensions">The extensions.</param>
/// <param name="MaxSize">The fixed maximum message size in octets (RFC 1870); 0 when SIZE is offered without one or not at all.</param>
public sealed record SmtpCapabilities(SmtpExtensions Extensions, long MaxSize)
{
    /// <summary>Nothing: a server that only knows HELO.</summary>
    public static readonly SmtpCapabilities None = new(SmtpExtensions.None, 0);

    /// <summary>All that we can carry.</summary>
    public static readonly SmtpCapabilities All = new(SmtpExtensionTable.All, 0);

    /// <summary>What may be offered in front of these backends: what all of them carry. Extensions that do not concern the backends are always offered.</summary>
    /// <remarks>
    /// While no server is known, all extensions are offered, because a sender that needs a missing one would bounce the mail. A mail that
    /// cannot be carried completely gets 451, and finds the real extensions when it is retried.
    /// </remarks>
    public static SmtpCapabilities OfferedInFront(IEnumerable<SmtpCapabilities> servers)
    {
        var common = servers.DefaultIfEmpty(All).Aggregate((one, other) => new SmtpCapabilities(
            one.Extensions & other.Extensions,
            one.MaxSize == 0 || other.MaxSize == 0 ? one.MaxSize + other.MaxSize : Math.Min(one.MaxSize, other.MaxSize)));
        return new SmtpCapabilities(
            common.Extensions | SmtpExtensionTable.IndependentOfBackends,
            common.Offer(SmtpExtensions.Size) ? common.MaxSize : 0);
    }

    /// <summary>The same with no larger messages than <paramref name="size"/> octets; 0 changes nothing. SIZE is ours to announce, too.</summary>
    public SmtpCapabilities LimitedTo(long size) => size == 0 ? this : new SmtpCapabilities(
        Extensions | SmtpExtensions.Size, MaxSize == 0 ? size : Math.Min(MaxSize, size));

    /// <summary>True when all of <paramref name="needed"/> are offered.</summary>
    public bool Offer(SmtpExtensions needed) => (Extensions & needed) == needed;

    /// <summary>The EHLO lines that announce these capabilities.</summary>
    public IEnumerable<string> Keywords() => SmtpExtensionTable.Rows
        .Where(row => row.Flag != SmtpExtensions.None && Offer(row.Flag))
        .Select(row => row.Flag == SmtpExtensions.Size && MaxSize > 0 ? $"{row.Keyword} {MaxSize}" : row.Keyword);

    /// <summary>Reads the reply to EHLO; lines that we do not carry are passed over.</summary>
    public static SmtpCapabilities Parse(RelayReply ehlo)
    {
        var extensions = SmtpExtensions.None;
        long size = 0;
        foreach (var line in ehlo.TextLines().Skip(1))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || SmtpExtensionTable.WithKeyword(words[0]) is not { } offered)
                continue;
            extensions |= offered.Flag;
            if (offered.Flag == SmtpExtensions.Size)
                size = words.Length > 1 && long.TryParse(words[1], out var limit) && limit > 0 ? limit : 0;
        }

        return new SmtpCapabilities(extensions, size);
    }
}

/// <summary>The extensions that we carry from the client to the backend and back.</summary>
[Flags]
public enum SmtpExtensions
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>RFC 2920.</summary>
    Pipelining = 1,

    /// <summary>RFC 6152.</summary>
    EightBitMime = 2,

    /// <summary>RFC 6531.</summary>
    SmtpUtf8 = 4,

    /// <summary>RFC 3461.</summary>
    Dsn = 8,

    /// <summary>RFC 2034.</summary>
    EnhancedStatusCodes = 16,

    /// <summary>RFC 1870.</summary>
    Size = 32,
}
