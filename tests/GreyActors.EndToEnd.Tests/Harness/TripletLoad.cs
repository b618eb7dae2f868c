using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>
/// Attempts of many triplets over several sessions, and the book of every answer that was given. An answer that contradicts
/// an earlier one is noted as a contradiction.
/// </summary>
public sealed class TripletLoad(TimeSpan initialDelay, int sessions = 6)
{
    // Each session waits this long between its attempts: six make a few hundred a second, twenty 2000.
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(10);

    private const string Deferral = "451 4.7.1";

    // The program's clock counts milliseconds.
    private static readonly TimeSpan ClockGrain = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<int, Answers> _book = new();
    private readonly ConcurrentQueue<string> _contradictions = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _triplets;
    private int _answers;
    private int _without;

    /// <summary>How many answers were given so far.</summary>
    public int Given => Volatile.Read(ref _answers);

    /// <summary>How many of them were no verdict of the greylist: no relay was free, or the store was too slow.</summary>
    public int WithoutVerdict => Volatile.Read(ref _without);

    /// <summary>What was said that should not have been.</summary>
    public IReadOnlyCollection<string> Contradictions => _contradictions;

    /// <summary>Triplets that have only been deferred.</summary>
    public IReadOnlyList<int> Deferred => [.. _book.Where(entry => entry.Value is { FirstDeferral: not null, Passed: false }).Select(entry => entry.Key)];

    /// <summary>Triplets that have passed.</summary>
    public IReadOnlyList<int> Passed => [.. _book.Where(entry => entry.Value.Passed).Select(entry => entry.Key)];

    /// <summary>Attempts until the program is gone, which it must be within the bound.</summary>
    public Task UntilTheProgramIsGone(int port) => Task.WhenAll(Enumerable.Range(0, sessions).Select(_ => Task.Run(() => Session(port))));

    /// <summary>When the youngest deferral is older than the initial delay.</summary>
    public async Task AllHaveWaited()
    {
        var last = _book.Values.Max(answers => answers.FirstDeferral) ?? TimeSpan.Zero;
        if (last + initialDelay - _watch.Elapsed is { Ticks: > 0 } rest)
            await Task.Delay(rest + TimeSpan.FromMilliseconds(50));
    }

    /// <summary>Those of the triplets that the program does not let pass now.</summary>
    public static async Task<IReadOnlyList<int>> NotPassing(int port, IEnumerable<int> triplets)
    {
        using var client = await SmtpClientSocket.Greeted(port);
        var refused = new List<int>();
        foreach (var triplet in triplets)
        {
            if ((await Attempt(client, triplet)).Code != 250)
                refused.Add(triplet);
        }

        return refused;
    }

    private async Task Session(int port)
    {
        using var pace = new PeriodicTimer(BetweenAttempts);
        try
        {
            using var client = await SmtpClientSocket.Greeted(port);
            while (await pace.WaitForNextTickAsync())
            {
                var triplet = Random.Shared.Next(2) == 0 || _triplets == 0 ? Interlocked.Increment(ref _triplets) : Random.Shared.Next(1, _triplets + 1);
                await AttemptAndNote(client, triplet);
            }
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // The program was killed.
        }
    }

    private async Task AttemptAndNote(SmtpClientSocket client, int triplet)
    {
        var sent = _watch.Elapsed;
        var answers = _book.GetOrAdd(triplet, _ => new Answers(sent));
        var before = answers.Copy();
        var reply = await Attempt(client, triplet);
        var now = _watch.Elapsed;
        Interlocked.Increment(ref _answers);
        switch (reply.Code)
        {
            case 250:
                if (now < before.FirstAttempt + initialDelay - ClockGrain)
                    _contradictions.Enqueue($"triplet {triplet} passed after {now - before.FirstAttempt} only");
                answers.Note(passed: true, now);
                break;
            case 451 when !reply.Text.StartsWith(Deferral, StringComparison.Ordinal):
                Interlocked.Increment(ref _without);
                break;
            case 451:
                if (before.Passed || before.FirstDeferral + initialDelay + ClockGrain < sent)
                    _contradictions.Enqueue($"triplet {triplet} deferred {sent - before.FirstAttempt} after its first attempt, passed before: {before.Passed}");
                answers.Note(passed: false, now);
                break;
            default:
                _contradictions.Enqueue($"triplet {triplet} was answered {reply.Code}");
                break;
        }
    }

    private static async Task<SmtpReply> Attempt(SmtpClientSocket client, int triplet)
    {
        var name = triplet.ToString(CultureInfo.InvariantCulture);
        await client.SendBytes($"MAIL FROM:<sender{name}@example.net>\r\nRCPT TO:<load{name}@example.test>\r\nRSET\r\n");
        await client.Expect("250");
        var reply = await client.Reply();
        await client.Expect("250");
        return reply;
    }

    /// <summary>The answers for one triplet. Several sessions may write at once. Times are since the start of the load.</summary>
    private sealed record Answers(TimeSpan FirstAttempt)
    {
        private readonly Lock _gate = new();

        public TimeSpan? FirstDeferral { get; private set; }

        public bool Passed { get; private set; }

        public Answers Copy()
        {
            lock (_gate)
                return new Answers(FirstAttempt) { FirstDeferral = FirstDeferral, Passed = Passed };
        }

        public void Note(bool passed, TimeSpan now)
        {
            lock (_gate)
            {
                Passed |= passed;
                if (!passed)
                    FirstDeferral ??= now;
            }
        }
    }
}
