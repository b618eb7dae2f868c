using GreyActors.Core.Reputation;

namespace GreyActors.Reputation;

/// <summary>Asks the DNS.</summary>
public interface IDnsClient
{
    /// <summary>The answer. Every failure of the DNS is <see cref="DnsAnswer.Failed"/>; an exception is a bug.</summary>
    /// <param name="question">The question. An invalid name has the answer <see cref="DnsStatus.Void"/>, without a query.</param>
    /// <param name="cancelled">Ends the query; the answer is then <see cref="DnsAnswer.Failed"/>.</param>
    Task<DnsAnswer> Ask(DnsQuestion question, CancellationToken cancelled);
}
