using System.Collections.Concurrent;
using GreyActors.Core.Reputation;
using GreyActors.Reputation;
using Xunit;

namespace GreyActors.Tests.Reputation;

/// <summary>A DNS that a test answers query by query, or by a rule.</summary>
internal sealed class ScriptedDns : IDnsClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BlockingCollection<AskedQuery> _asked = [];
    private int _count;

    /// <summary>Answers at once; null for a query that the test answers itself.</summary>
    public Func<DnsQuestion, DnsAnswer?> Rule { get; set; } = _ => null;

    /// <summary>The number of queries so far.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <inheritdoc/>
    public Task<DnsAnswer> Ask(DnsQuestion question, CancellationToken cancelled)
    {
        Interlocked.Increment(ref _count);
        if (Rule(question) is { } answer)
            return Task.FromResult(answer);
        var query = new AskedQuery(question, cancelled);
        _asked.Add(query, CancellationToken.None);
        return query.Answered;
    }

    /// <summary>The next query that no rule answers.</summary>
    public AskedQuery Next()
    {
        Assert.True(_asked.TryTake(out var query, Patience), "there is no query");
        return query;
    }

    /// <summary>The next queries.</summary>
    public AskedQuery[] Next(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];
}

/// <summary>A query in flight.</summary>
internal sealed class AskedQuery(DnsQuestion question, CancellationToken cancelled)
{
    private readonly TaskCompletionSource<DnsAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The question.</summary>
    public DnsQuestion Question => question;

    /// <summary>Set when nobody wants the answer any more.</summary>
    public CancellationToken Cancelled => cancelled;

    /// <summary>Ends with the answer.</summary>
    public Task<DnsAnswer> Answered => _answer.Task;

    /// <summary>Answers.</summary>
    public void Answer(DnsAnswer answer) => _answer.SetResult(answer);

    /// <summary>The client has a bug.</summary>
    public void Throw(Exception bug) => _answer.SetException(bug);
}
