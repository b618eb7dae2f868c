using System.Collections.Immutable;
using System.Globalization;
using GreyActors.Core.Judging;

namespace GreyActors.Replay;

/// <summary>Replays messages against a site with the clock of the history: each is tried until all its recipients are accepted or refused, or its tries end.</summary>
/// <remarks>The same messages and settings give the same result: nothing here depends on a clock, on threads or on the order of a hash table.</remarks>
/// <param name="site">The site.</param>
/// <param name="decisions">Gets a line of JSON for each decision, and several times a day the number of stored entries; null for none.</param>
internal sealed class ReplayEngine(ReplaySite site, TextWriter? decisions)
{
    private const long SampleEvery = 6 * 60 * 60 * 1000;

    // For a history of decades, or one with a wrong year, the samples are further apart.
    private const int MostSamples = 15_000;

    // As in the program.
    private const long SweepEvery = 5 * 60 * 1000;

    private readonly ImmutableArray<StoreSample>.Builder _samples = ImmutableArray.CreateBuilder<StoreSample>();
    private readonly Dictionary<long, DayCounts> _days = [];
    private readonly SiteTry _try = new(site);
    private long _begin;
    private long _sampleEvery;
    private long _sampled;
    private long _swept;
    private long _attempts;
    private long _omitted;

    /// <summary>Replays the messages.</summary>
    /// <param name="messages">In the order of their first tries.</param>
    /// <param name="begin">The time at which the site starts, not after the first try; Unix milliseconds.</param>
    /// <param name="progress">Gets the number of finished messages now and then; null for nobody.</param>
    public ReplayRun Run(ImmutableArray<ReplayMessage> messages, long begin, Action<int>? progress = null)
    {
        (_begin, _sampled, _swept) = (begin, 0, 0);
        _sampleEvery = SampleEvery * (1 + ((messages.IsEmpty ? 0 : messages[^1].TimeOf(0) - begin) / SampleEvery / MostSamples));
        var outcomes = new ReplayOutcomes(messages);
        var retries = new PriorityQueue<(int Message, int Number), (long Time, int Message)>();
        for (var next = 0; next < messages.Length || retries.Count > 0;)
        {
            var isFirst = next < messages.Length && (!retries.TryPeek(out _, out var retry) || (messages[next].TimeOf(0), next).CompareTo(retry) < 0);
            var (message, number) = isFirst ? (next++, 0) : retries.Dequeue();
            var time = messages[message].TimeOf(number);
            AdvanceTo(time);
            if (Try(messages[message], number, outcomes[message], time))
                retries.Enqueue((message, number + 1), (messages[message].TimeOf(number + 1), message));
            if (isFirst && next % 1024 == 0)
                progress?.Invoke(next);
        }

        return new ReplayRun(messages, outcomes, _samples.ToImmutable(), [.. _days.OrderBy(day => day.Key).Select(day => day.Value)], _attempts, _omitted, begin)
        {
            Triplets = site.Triplets,
            KnownEntries = site.KnownEntries,
            IgnoredIdentities = site.IgnoredIdentities,
        };
    }

    // Whether another try follows.
    private bool Try(ReplayMessage message, int number, Span<RecipientOutcome> outcomes, long time)
    {
        _try.Judge(message, number, outcomes, time);
        if (!_days.TryGetValue(DayCounts.DayOf(time), out var day))
            _days[DayCounts.DayOf(time)] = day = new DayCounts(DayCounts.DayOf(time));
        var (wasWaiting, isWaiting, isRefused) = (false, false, false);
        for (var recipient = 0; recipient < outcomes.Length; recipient++)
        {
            ref var outcome = ref outcomes[recipient];
            if (outcome.State == RecipientState.Waiting)
            {
                wasWaiting = true;
                var (status, rule) = _try[recipient];
                outcome.Add(status, rule, message.Tries[number].Delay, isAssumed: number >= message.Tries.Length - message.Assumed);
                day.Count(outcome);
                _attempts++;
                WriteDecision(message, recipient, number, status == DecisionStatus.Accepted);
            }
            else if (outcome.State == RecipientState.Refused)
            {
                // The format of decisions knows no permanent refusal: there, the recipient is asked again at each later try.
                WriteDecision(message, recipient, number, isAccepted: false);
            }

            isWaiting |= outcome.State == RecipientState.Waiting;
            isRefused |= outcome.State == RecipientState.Refused;
        }

        var left = message.Tries.Length - number - 1;
        if (wasWaiting && !isWaiting)
            _omitted += Math.Max(0, left - message.Assumed);
        return left > 0 && (isWaiting || (isRefused && decisions is not null));
    }

    private void AdvanceTo(long time)
    {
        while (time >= _begin + _sampled + _sampleEvery)
        {
            _sampled += _sampleEvery;
            Sweep(_begin + _sampled);
            site.Expire(DateTimeOffset.FromUnixTimeMilliseconds(_begin + _sampled));
            _samples.Add(new StoreSample(_begin + _sampled, site.Triplets, site.KnownEntries));
            decisions?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{{\"t\": {_sampled / 1000}, \"live\": {site.Triplets + site.KnownEntries}}}"));
        }

        Sweep(time);
    }

    // Between two attempts, only the last sweep has an effect.
    private void Sweep(long time)
    {
        var due = (time - _begin) / SweepEvery * SweepEvery;
        if (due <= _swept)
            return;
        _swept = due;
        site.CountIdentities(DateTimeOffset.FromUnixTimeMilliseconds(_begin + due));
    }

    private void WriteDecision(ReplayMessage message, int recipient, int number, bool isAccepted) => decisions?.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{{\"id\": {message.Id}, \"r\": {recipient}, \"n\": {number}, \"ok\": {(isAccepted ? "true" : "false")}}}"));
}
