using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using DnsClient;
using DnsAnswer = GreyActors.Core.Reputation.DnsAnswer;
using DnsQuestion = GreyActors.Core.Reputation.DnsQuestion;
using DnsType = GreyActors.Core.Reputation.DnsType;

namespace GreyActors.Reputation;

/// <summary>Asks resolvers over UDP, and over TCP if the answer is too long for a datagram. The package DnsClient writes and reads the messages.</summary>
/// <remarks>
/// The package believes every datagram with the right 16-bit id, whatever its source and question. So the question is compared here, and the resolver
/// belongs on this machine or into its network. Each question gets two attempts, or one at each resolver if there are several.
/// </remarks>
public sealed class NetworkDnsClient : IDnsClient
{
    // RFC 9715: the largest datagram that no usual network fragments.
    private const int LargestDatagram = 1232;

    // The package opens a connection for each truncated answer, and abandons the socket of one that fails: it lives until the kernel gives up after
    // about two minutes, and the garbage collector closes it. Each failure therefore holds its place for that time.
    private static readonly TimeSpan AbandonedConnection = TimeSpan.FromSeconds(150);

    private static readonly DnsAnswer Invalid = DnsAnswer.Void(TimeSpan.FromDays(1));
    private static readonly IdnMapping Punycode = new();

    private readonly LookupClient _datagrams;
    private readonly LookupClient _connections;
    private readonly TimeSpan _limit;
    private readonly int _maxConnections;
    private int _connected;

    /// <summary>A client of these resolvers.</summary>
    /// <param name="resolvers">At least one, in the order of attempts.</param>
    /// <param name="timeout">The time for one attempt.</param>
    /// <param name="maxConnections">The maximum number of connections. An answer that needs another one fails.</param>
    public NetworkDnsClient(ImmutableArray<IPEndPoint> resolvers, TimeSpan timeout, int maxConnections)
    {
        var options = new LookupClientOptions([.. resolvers.Select(resolver => new NameServer(resolver))])
        {
            Timeout = timeout,
            Retries = resolvers.Length == 1 ? 1 : 0,
            UseCache = false,
            ContinueOnDnsError = false,
            ContinueOnEmptyResponse = false,
            UseRandomNameServer = false,
            ExtendedDnsBufferSize = LargestDatagram,
            UseTcpFallback = false,
        };
        _datagrams = new LookupClient(options);
        options.UseTcpOnly = true;
        _connections = new LookupClient(options);
        _maxConnections = maxConnections;
        _limit = timeout * (Math.Max(2, resolvers.Length) + 1);
    }

    /// <inheritdoc/>
    public async Task<DnsAnswer> Ask(DnsQuestion question, CancellationToken cancelled)
    {
        if (QueryOf(question) is not { } query)
            return Invalid;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        limit.CancelAfter(_limit);
        var exchange = await Exchange(_datagrams, query, limit.Token).ConfigureAwait(false);
        if (exchange.IsTruncated)
            exchange = await Connect(query, limit.Token).ConfigureAwait(false);
        return exchange.Response is { } response ? DnsResponses.AnswerOf(response, question) : DnsAnswer.Failed;
    }

    private async Task<ExchangeResult> Connect(DnsClient.DnsQuestion query, CancellationToken limit)
    {
        if (Interlocked.Increment(ref _connected) > _maxConnections)
        {
            Interlocked.Decrement(ref _connected);
            return default;
        }

        var exchange = await Exchange(_connections, query, limit).ConfigureAwait(false);
        if (exchange.Response is not null)
            Interlocked.Decrement(ref _connected);
        else
            _ = Task.Delay(AbandonedConnection, CancellationToken.None).ContinueWith(_ => Interlocked.Decrement(ref _connected), TaskScheduler.Default);
        return exchange;
    }

    private static async Task<ExchangeResult> Exchange(LookupClient client, DnsClient.DnsQuestion query, CancellationToken limit)
    {
        try
        {
            return new ExchangeResult(await client.QueryAsync(query, limit).ConfigureAwait(false), IsTruncated: false);
        }
        catch (DnsResponseException truncated) when (truncated is { Code: DnsResponseCode.Unassigned, InnerException: null })
        {
            return new ExchangeResult(null, IsTruncated: true);
        }
        catch (Exception failed) when (IsFailure(failed))
        {
            return default;
        }
    }

    // The two argument exceptions come from datagrams whose lengths and offsets contradict each other. The null reference is a bug of the package: its
    // handler of parse errors expects data that some of them lack, for example those of a damaged NSEC record.
    private static bool IsFailure(Exception failed) =>
        failed is DnsResponseException or DnsResponseParseException or DnsXidMismatchException or OperationCanceledException
            or ArgumentException or InvalidOperationException or NullReferenceException;

    // Null for a name that cannot exist (RFC 1035 2.3.4). Bytes outside ASCII and control characters are legal there, but in no name of a host.
    private static DnsClient.DnsQuestion? QueryOf(DnsQuestion question)
    {
        var name = question.Name;
        if (!IsValid(name))
            return null;
        try
        {
            // The package decodes the A-labels of the answer, and fails at invalid ones.
            if (name.Contains("xn--", StringComparison.Ordinal))
                Punycode.GetUnicode(name);
            return new DnsClient.DnsQuestion(name, TypeOf(question.Type));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsValid(string name)
    {
        if (name.Length is 0 or > 253)
            return false;
        var label = 0;
        foreach (var c in name)
        {
            label = c == '.' && label > 0 ? 0 : label + 1;
            if (c is <= ' ' or > '~' || label > 63 || (c == '.' && label != 0))
                return false;
        }

        return label > 0;
    }

    private static QueryType TypeOf(DnsType type) => type switch
    {
        DnsType.A => QueryType.A,
        DnsType.Aaaa => QueryType.AAAA,
        DnsType.Mx => QueryType.MX,
        DnsType.Ptr => QueryType.PTR,
        DnsType.Txt => QueryType.TXT,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private readonly record struct ExchangeResult(IDnsQueryResponse? Response, bool IsTruncated);
}
