using System.Diagnostics;
using System.Net;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Reputation;
using GreyActors.Observability;

namespace GreyActors.Reputation;

/// <summary>The questions to the DNS: the cache of answers, the queries in flight, and the queue of those that wait. The owner gets a <see cref="QueryEnded"/> for each query.</summary>
/// <remarks>
/// Equal questions are asked once. While the queue is full, other questions fail at once. While the DNS fails, all questions fail at once, so that mail
/// does not wait for it, and probes find out when it works again.
/// </remarks>
/// <param name="owner">Gets <see cref="QueryEnded"/>.</param>
/// <param name="ended">Ends all queries.</param>
internal sealed class DnsQueries(IActorRef owner, CancellationToken ended)
{
    // RFC 7208 allows no result from texts of more than a few KB, and no other answer is as long.
    private const int LongestKept = 8 << 10;
    private const int UsualBytes = 512;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestFound = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestVoid = TimeSpan.FromHours(1);

    private readonly BoundedCache<DnsQuestion, DnsAnswer> _answers = new(0, 0, 0);
    private readonly Dictionary<DnsQuestion, DnsQuery> _asked = [];
    private readonly QueryTurns _turns = new();
    private IDnsClient? _client;
    private int _maxInFlight;

    /// <summary>The time for which a failure is kept.</summary>
    public static TimeSpan FailureKept { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether the DNS fails.</summary>
    public DnsHealth Health { get; private set; } = new();

    /// <summary>Uses another client from the next query on, or none: then every question fails at once.</summary>
    public void Use(IDnsClient? client)
    {
        (_client as IDisposable)?.Dispose();
        _client = client;
        Health = new DnsHealth();
        _answers.Clear();
        _asked.Clear();
    }

    /// <summary>Changes the bounds.</summary>
    public void Resize(int cacheSize, int maxInFlight, long now)
    {
        _maxInFlight = maxInFlight;
        _answers.Resize(cacheSize, (long)cacheSize * UsualBytes, LongestKept, now);
    }

    /// <summary>The answer if it is known; null if the evaluation must wait for it.</summary>
    public DnsAnswer? Resolve(DnsQuestion question, RunningEvaluation evaluation, long now)
    {
        var isKnown = _answers.TryGet(question, now, out var answer, out var expires);
        ReputationMeters.CountCachedAnswer(isKnown);
        if (isKnown)
            return answer.Status == DnsStatus.Failed ? answer : answer with { TimeToLive = TimeSpan.FromMilliseconds(expires - now) };
        if (_client is null)
            return DnsAnswer.Failed;
        if (_asked.TryGetValue(question, out var query))
        {
            if (!query.IsSent)
                TryWait(query, evaluation.Network);
        }
        else if (Health.IsFailing || !TryWait(query = new DnsQuery(question), evaluation.Network))
        {
            if (!Health.IsFailing)
                ReputationMeters.CountRefusedQuery();
            return DnsAnswer.Failed;
        }
        else
        {
            _asked.Add(question, query);
        }

        query.Evaluations.Add(evaluation);
        SendWaiting();
        return null;
    }

    /// <summary>Sends a probe if one is due. It needs no place, because silent name servers of clients may occupy all of them.</summary>
    public void Probe(long now)
    {
        if (_client is not null && Health.BeginProbe(now))
            Send(_client, new DnsQuery(DnsHealth.NextProbe()) { IsProbe = true });
    }

    /// <summary>Records the end of a query; true if the DNS begins or ceases to fail.</summary>
    public bool Record(QueryEnded end, long now)
    {
        var (query, answer) = (end.Query, end.Answer);
        if (_asked.TryGetValue(query.Question, out var asked) && ReferenceEquals(asked, query))
            _asked.Remove(query.Question);
        _turns.Leave(query);
        if (query.IsSent)
        {
            ReputationMeters.CountQueriesInFlight(-1);
            ReputationMeters.RecordQuery(answer.Status, query.Sent);
        }

        var hasChanged = ReferenceEquals(query.Client, _client) && query.IsSent && Learn(end, now);
        if (Health.IsFailing)
            FailWaiting();
        else
            SendWaiting();
        Probe(now);
        return hasChanged;
    }

    /// <summary>Forgets all queries when the owner stops.</summary>
    public void Close()
    {
        ReputationMeters.CountQueriesInFlight(-_turns.InFlight);
        ReputationMeters.CountWaitingQueries(-_turns.Waiting);
        (_client as IDisposable)?.Dispose();
    }

    private bool Learn(QueryEnded end, long now)
    {
        var (query, answer) = (end.Query, end.Answer);
        var hasFailed = answer.Status == DnsStatus.Failed;
        if (query.IsProbe)
            return Health.RecordProbe(hasFailed, now);
        var kept = hasFailed ? FailureKept : answer.TimeToLive;
        _answers.Set(query.Question, answer, BytesOf(query.Question, answer), now, now + (long)kept.TotalMilliseconds);
        return Health.Record(hasFailed);
    }

    private bool TryWait(DnsQuery query, IPNetwork network)
    {
        var before = _turns.Waiting;
        var hasRoom = _turns.TryAdd(query, network, out var displaced);
        if (displaced is not null)
        {
            ReputationMeters.CountRefusedQuery();
            owner.Tell(new QueryEnded(displaced, DnsAnswer.Failed));
        }

        ReputationMeters.CountWaitingQueries(_turns.Waiting - before);
        return hasRoom;
    }

    private void SendWaiting()
    {
        var before = _turns.Waiting;
        while (_turns.TryTake(_maxInFlight, out var query))
        {
            if (_client is not null && query.IsWanted)
            {
                Send(_client, query);
            }
            else
            {
                _turns.Leave(query);
                owner.Tell(new QueryEnded(query, DnsAnswer.Failed));
            }
        }

        ReputationMeters.CountWaitingQueries(_turns.Waiting - before);
    }

    private void FailWaiting()
    {
        ReputationMeters.CountWaitingQueries(-_turns.Waiting);
        foreach (var query in _turns.Clear())
            owner.Tell(new QueryEnded(query, DnsAnswer.Failed));
    }

    private void Send(IDnsClient client, DnsQuery query)
    {
        query.Client = client;
        query.Sent = Stopwatch.GetTimestamp();
        ReputationMeters.CountQueriesInFlight(1);
        Ask(client, query, ended).PipeTo(owner);
    }

    // A bug in the client must not cost a place.
    private static async Task<QueryEnded> Ask(IDnsClient client, DnsQuery query, CancellationToken ended)
    {
        try
        {
            return new QueryEnded(query, Bounded(await client.Ask(query.Question, ended).ConfigureAwait(false)));
        }
#pragma warning disable CA1031 // Any exception: the owner logs it as a bug.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            return new QueryEnded(query, DnsAnswer.Failed, bug);
        }
    }

    // The result of an evaluation is kept as long as its answers.
    private static DnsAnswer Bounded(DnsAnswer answer) => answer.Status == DnsStatus.Failed
        ? answer
        : answer with { TimeToLive = Clamp(answer.TimeToLive, answer.Status == DnsStatus.Found ? LongestFound : LongestVoid) };

    private static TimeSpan Clamp(TimeSpan time, TimeSpan longest) => time < Shortest ? Shortest : time > longest ? longest : time;

    private static int BytesOf(DnsQuestion question, DnsAnswer answer)
    {
        var bytes = 250 + (question.Name.Length * sizeof(char)) + (answer.Addresses.Length * 64);
        foreach (var name in answer.Names)
            bytes += 32 + (name.Length * sizeof(char));
        foreach (var text in answer.Texts)
            bytes += 32 + (text.Length * sizeof(char));
        return bytes;
    }
}
