using System.Collections.Immutable;
using System.Globalization;

namespace GreyActors.Benchmarks.Outcome;

/// <summary>Replays a trace against a site with the clock of the trace: a message is retried until all its recipients are accepted or its tries end.</summary>
/// <param name="site">The site.</param>
/// <param name="decisions">Gets a line of JSON for each decision, and four times a day the number of triplets.</param>
internal sealed class OutcomeReplay(OutcomeSite site, TextWriter decisions)
{
    private const double SampleEvery = 6 * 3600;

    // As in the program.
    private const double SweepEvery = 5 * 60;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private double _sampled;
    private double _swept;

    /// <summary>Replays the messages; returns the outcome of each recipient.</summary>
    public ImmutableArray<RecipientOutcome> Run(ImmutableArray<TraceMessage> messages)
    {
        var outcomes = messages.ToDictionary(message => message.Id, message => message.To.Select((_, index) => new RecipientOutcome(message, index)).ToArray());
        var queue = new PriorityQueue<(TraceMessage Message, int Number), (double Time, int Id, int Number)>();
        foreach (var message in messages)
            queue.Enqueue((message, 0), (message.TimeOf(0), message.Id, 0));
        while (queue.TryDequeue(out var next, out var at))
        {
            Housekeep(at.Time);
            var (message, number) = next;
            var left = outcomes[message.Id].Where(outcome => outcome.Delay is null).ToList();
            foreach (var (outcome, isAccepted) in left.Zip(Try(message, number, left, Start.AddSeconds(at.Time))))
            {
                Write($"{{\"id\": {message.Id}, \"r\": {outcome.Recipient}, \"n\": {number}, \"ok\": {(isAccepted ? "true" : "false")}}}");
                outcome.Add(message.Tries[number][0], isAccepted);
            }

            if (left.Exists(outcome => outcome.Delay is null) && number + 1 < message.Tries.Length)
                queue.Enqueue((message, number + 1), (message.TimeOf(number + 1), message.Id, number + 1));
        }

        return [.. messages.SelectMany(message => outcomes[message.Id])];
    }

    private bool[] Try(TraceMessage message, int number, List<RecipientOutcome> left, DateTimeOffset now)
    {
        var accepted = left.Select(outcome => site.Accepts(message, message.HostOf(number), outcome.Recipient, now)).ToArray();
        // With the null reverse-path, one deferral at DATA is for all recipients.
        if (message.From.Length == 0 && accepted.Contains(false))
            Array.Clear(accepted);
        return accepted;
    }

    private void Housekeep(double time)
    {
        while (time >= Math.Min(_swept + SweepEvery, _sampled + SampleEvery))
        {
            if (_swept + SweepEvery <= _sampled + SampleEvery)
            {
                _swept += SweepEvery;
                site.Sweep(Start.AddSeconds(_swept));
            }
            else
            {
                _sampled += SampleEvery;
                Write($"{{\"t\": {_sampled}, \"live\": {site.Triplets}}}");
            }
        }
    }

    private void Write(FormattableString line) => decisions.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}

/// <summary>The outcome of one recipient of one message.</summary>
internal sealed class RecipientOutcome(TraceMessage message, int recipient)
{
    // A retry before initial-delay cannot pass.
    private const double Useful = 240;

    /// <summary>The message.</summary>
    public TraceMessage Message { get; } = message;

    /// <summary>The index of the recipient.</summary>
    public int Recipient { get; } = recipient;

    /// <summary>The delay in seconds with which the recipient was accepted; null if it was not.</summary>
    public double? Delay { get; private set; }

    /// <summary>The number of deferrals.</summary>
    public int Deferrals { get; private set; }

    /// <summary>The number of deferrals after initial-delay.</summary>
    public int LateDeferrals { get; private set; }

    /// <summary>Whether the sender retried after initial-delay.</summary>
    public bool HasRetried => Message.Tries.Any(attempt => attempt[0] >= Useful);

    /// <summary>Adds a decision.</summary>
    public void Add(double delay, bool isAccepted)
    {
        if (isAccepted)
        {
            Delay = delay;
            return;
        }

        Deferrals++;
        LateDeferrals += delay >= Useful ? 1 : 0;
    }
}
