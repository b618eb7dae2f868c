using GreyActors.Core.Reputation;

namespace GreyActors.Reputation;

/// <summary>A question that is in flight or in the queue.</summary>
internal sealed class DnsQuery(DnsQuestion question)
{
    /// <summary>The question.</summary>
    public DnsQuestion Question { get; } = question;

    /// <summary>The evaluations that wait for the answer.</summary>
    public List<RunningEvaluation> Evaluations { get; } = [];

    /// <summary>The client that was asked; null while the query is in the queue.</summary>
    public IDnsClient? Client { get; set; }

    /// <summary>When it was sent, as a timestamp of the system's clock.</summary>
    public long Sent { get; set; }

    /// <summary>Whether it has been sent.</summary>
    public bool IsInFlight => Client is not null;
}

/// <summary>The answer to a query, sent to the owner of <see cref="DnsQueries"/>.</summary>
/// <param name="Query">The query.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Bug">The exception of the client that failed because of a bug.</param>
internal sealed record QueryEnded(DnsQuery Query, DnsAnswer Answer, Exception? Bug = null);
