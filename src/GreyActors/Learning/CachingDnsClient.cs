using System.Collections.Concurrent;
using GreyActors.Core.Reputation;
using GreyActors.Reputation;

namespace GreyActors.Learning;

/// <summary>Asks another client each question once, also if several evaluations ask it at the same time.</summary>
/// <remarks>For a run of some minutes: times to live do not matter. Failures are not kept.</remarks>
/// <param name="dns">The other client.</param>
internal sealed class CachingDnsClient(IDnsClient dns) : IDnsClient
{
    private const int Kept = 100_000;

    private readonly ConcurrentDictionary<DnsQuestion, Task<DnsAnswer>> _answers = new();

    /// <inheritdoc/>
    public async Task<DnsAnswer> Ask(DnsQuestion question, CancellationToken cancelled)
    {
        if (_answers.Count > Kept)
            _answers.Clear();
        // Another evaluation may wait for the same answer, so only the waiting is cancelled.
        var asked = _answers.GetOrAdd(question, static (one, other) => other.Ask(one, CancellationToken.None), dns);
        try
        {
            var answer = await asked.WaitAsync(cancelled);
            if (answer.Status == DnsStatus.Failed)
                _answers.TryRemove(KeyValuePair.Create(question, asked));
            return answer;
        }
        catch (OperationCanceledException)
        {
            return DnsAnswer.Failed;
        }
    }
}
