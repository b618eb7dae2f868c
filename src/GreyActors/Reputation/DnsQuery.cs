using System.Net;
using GreyActors.Core.Reputation;

namespace GreyActors.Reputation;

/// <summary>A question that is in flight or waits for it.</summary>
internal sealed class DnsQuery(DnsQuestion question)
{
    /// <summary>The question.</summary>
    public DnsQuestion Question { get; } = question;

    /// <summary>The evaluations that wait for the answer.</summary>
    public List<RunningEvaluation> Evaluations { get; } = [];

    /// <summary>The client networks in whose queues it waits or has waited.</summary>
    public HashSet<IPNetwork> Networks { get; } = [];

    /// <summary>Whether it finds out whether the DNS works. No evaluation waits for a probe.</summary>
    public bool IsProbe { get; init; }

    /// <summary>The client that was asked; null before that.</summary>
    public IDnsClient? Client { get; set; }

    /// <summary>When it was sent, as a timestamp of the system's clock.</summary>
    public long Sent { get; set; }

    /// <summary>Whether it has been sent.</summary>
    public bool IsSent => Client is not null;

    /// <summary>Whether an evaluation still waits for the answer.</summary>
    public bool IsWanted => Evaluations.Exists(evaluation => !evaluation.IsDone);
}

/// <summary>The answer to a query, sent to the owner of <see cref="DnsQueries"/>.</summary>
/// <param name="Query">The query.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Bug">The exception of the client that failed because of a bug.</param>
internal sealed record QueryEnded(DnsQuery Query, DnsAnswer Answer, Exception? Bug = null);
