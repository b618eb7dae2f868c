using GreyActors.Core.Greylisting;
using GreyActors.Core.Reputation;
using GreyActors.History;

namespace GreyActors.Replay;

/// <summary>Groups the recipients of a log into messages with tries.</summary>
/// <remarks>
/// <para>
/// A log has no message numbers that survive a retry. A mail counts as a retry if mail of the same sender to the same recipient was not accepted within
/// <see cref="Longest"/> before, and one of its hosts has an identity in common: those of the log, the network, or the organisation in the HELO name.
/// </para>
/// <para>
/// The log ends a message when it accepts it, so it says nothing about the retries that would have followed if the replay defers it there. One retry is
/// assumed then.
/// </para>
/// </remarks>
/// <param name="pool">Shares what occurs often.</param>
/// <param name="assumedRetry">The time of the assumed retry after the accepted try; zero for none.</param>
internal sealed class LogMessages(HistoryPool pool, TimeSpan assumedRetry)
{
    /// <summary>The time for which senders retry.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(5);

    private readonly List<LoggedTry> _tries = [];

    /// <summary>Adds a recipient of a log.</summary>
    /// <param name="evidence">What the log, or the DNS today, says about the client.</param>
    /// <returns>The reason why it cannot be used; null if it is.</returns>
    public string? Add(HistoricMail mail, ClientEvidence evidence)
    {
        if (pool.ReversePath(mail.ReversePath) is not { } reversePath)
            return "its sender is no address";
        if (pool.ForwardPath(mail.ForwardPath) is not { } forwardPath)
            return "its recipient is no address";
        _tries.Add(new LoggedTry(mail.At.ToUnixTimeMilliseconds(), pool.Host(mail, evidence), reversePath, forwardPath, mail.Status));
        return null;
    }

    /// <summary>The messages, in the order of their first tries.</summary>
    public IEnumerable<ReplayMessage> Group()
    {
        var (messages, open) = (new List<LoggedMessage>(), new Dictionary<(string, string), List<LoggedMessage>>());
        var (senders, recipients) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        // A stable order: recipients with the same time stay in the order of the log.
        foreach (var logged in _tries.OrderBy(one => one.At))
        {
            var key = (
                Folded(senders, logged.ReversePath.Address, SenderNormaliser.Normalise),
                Folded(recipients, logged.ForwardPath.Address, ForwardPathNormaliser.Normalise));
            if (!open.TryGetValue(key, out var candidates))
                open[key] = candidates = [];
            candidates.RemoveAll(candidate => logged.At - candidate.Begin > (long)Longest.TotalMilliseconds);
            var message = candidates.Find(candidate => candidate.IsRetry(logged));
            if (message is null)
            {
                message = new LoggedMessage();
                messages.Add(message);
                candidates.Add(message);
            }

            message.Add(logged);
            if (!message.IsOpen)
                candidates.Remove(message);
            if (candidates.Count == 0)
                open.Remove(key);
        }

        _tries.Clear();
        _tries.TrimExcess();
        return Converted(messages);
    }

    // One at a time, because a log of years has millions of messages.
    private IEnumerable<ReplayMessage> Converted(List<LoggedMessage> messages)
    {
        for (var number = 0; number < messages.Count; number++)
        {
            yield return messages[number].ToReplay(number, assumedRetry);
            messages[number] = null!;
        }
    }

    private static string Folded(Dictionary<string, string> known, string address, Func<string, string> fold)
    {
        if (!known.TryGetValue(address, out var folded))
            known[address] = folded = fold(address);
        return folded;
    }
}
