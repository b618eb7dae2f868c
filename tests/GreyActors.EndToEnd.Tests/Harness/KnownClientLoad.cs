using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>
/// Attempts of many senders, each of its own organisation, over several sessions, and the book of their passes. With <c>known-clients.settle = 0s</c>, mail
/// of a sender that has passed never waits again, for any recipient; anything else is noted as a contradiction.
/// </summary>
public sealed class KnownClientLoad(TimeSpan initialDelay, int sessions = 6)
{
    private const string Deferral = "451 4.7.1";

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(10);

    // The program's clock counts milliseconds.
    private static readonly TimeSpan ClockGrain = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<int, TimeSpan> _firstAttempts = new();
    private readonly ConcurrentDictionary<int, bool> _passed = new();
    private readonly ConcurrentQueue<string> _contradictions = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _senders;
    private int _recipients;
    private int _answers;
    private int _known;

    /// <summary>How many answers were given so far.</summary>
    public int Given => Volatile.Read(ref _answers);

    /// <summary>How many of them accepted a new recipient of a sender that had passed.</summary>
    public int Known => Volatile.Read(ref _known);

    /// <summary>What was said that should not have been.</summary>
    public IReadOnlyCollection<string> Contradictions => _contradictions;

    /// <summary>The senders that have passed.</summary>
    public IReadOnlyList<int> Passed => [.. _passed.Keys];

    /// <summary>Attempts until the program is gone.</summary>
    public Task UntilTheProgramIsGone(int port) => Task.WhenAll(Enumerable.Range(0, sessions).Select(_ => Task.Run(() => Session(port))));

    /// <summary>Those of the senders whose mail to a new recipient the program defers now.</summary>
    public async Task<IReadOnlyList<int>> Unknown(int port, IEnumerable<int> senders)
    {
        using var client = await SmtpClientSocket.Greeted(port);
        var unknown = new List<int>();
        foreach (var sender in senders)
        {
            if ((await Attempt(client, sender, NewRecipient())).Code != 250)
                unknown.Add(sender);
        }

        return unknown;
    }

    private async Task Session(int port)
    {
        using var pace = new PeriodicTimer(BetweenAttempts);
        try
        {
            using var client = await SmtpClientSocket.Greeted(port);
            while (await pace.WaitForNextTickAsync())
            {
                var sender = Random.Shared.Next(4) == 0 || _senders == 0 ? Interlocked.Increment(ref _senders) : Random.Shared.Next(1, _senders + 1);
                if (_passed.ContainsKey(sender))
                    await AttemptOfPassed(client, sender);
                else
                    await AttemptOfNew(client, sender);
            }
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // The program was killed.
        }
    }

    private async Task AttemptOfPassed(SmtpClientSocket client, int sender)
    {
        var reply = await Attempt(client, sender, NewRecipient());
        Interlocked.Increment(ref _answers);
        if (reply.Code == 250)
            Interlocked.Increment(ref _known);
        else if (reply.Text.StartsWith(Deferral, StringComparison.Ordinal))
            _contradictions.Enqueue($"sender {sender} has passed, and its mail to a new recipient is deferred");
    }

    private async Task AttemptOfNew(SmtpClientSocket client, int sender)
    {
        var first = _firstAttempts.GetOrAdd(sender, _watch.Elapsed);
        var reply = await Attempt(client, sender, "first");
        Interlocked.Increment(ref _answers);
        if (reply.Code != 250)
            return;
        if (_watch.Elapsed < first + initialDelay - ClockGrain)
            _contradictions.Enqueue($"sender {sender} passed after {_watch.Elapsed - first} only");
        _passed[sender] = true;
    }

    private string NewRecipient() => string.Create(CultureInfo.InvariantCulture, $"user{Interlocked.Increment(ref _recipients)}");

    private static async Task<SmtpReply> Attempt(SmtpClientSocket client, int sender, string recipient)
    {
        var name = sender.ToString(CultureInfo.InvariantCulture);
        await client.SendBytes($"MAIL FROM:<ann@sender{name}.example>\r\nRCPT TO:<{recipient}@example.test>\r\nRSET\r\n");
        await client.Expect("250");
        var reply = await client.Reply();
        await client.Expect("250");
        return reply;
    }
}
