using System.Collections.Concurrent;
using System.Globalization;
using GreyActors.EndToEnd.Tests.Harness;
using GreyActors.EndToEnd.Tests.Hostile;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Reload;

/// <summary>Five hundred sessions are open, in every phase, while every setting changes: no session and no mail is lost.</summary>
[Collection(OneAfterTheOther.Name)]
public sealed class ReloadUnderLoadTests
{
    private const int Each = 125;
    private const int Reloads = 5;

    [Fact]
    public async Task Five_hundred_sessions_in_every_phase_survive_a_change_of_everything_and_no_acknowledged_mail_is_lost()
    {
        await using var before = new RecordingMailServer();
        await using var after = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(before.Port)
            .WithTls()
            .With("relay.max-connections", "300")
            .With("reload.watch", "off"));
        Crowd.MakeRoom(reloading.Program);
        await using var sessions = await Sessions.Open(reloading.Program.SmtpPort);
        using var enough = new CancellationTokenSource();
        var acknowledged = new ConcurrentBag<string>();
        var load = Task.WhenAll(Enumerable.Range(0, 8).Select(sender => Send(reloading.Program.SmtpPort, sender, acknowledged, enough.Token)));

        for (var round = 1; round <= Reloads; round++)
        {
            var (port, number) = ((round % 2 == 0 ? before : after).Port, round);
            var outcome = await reloading.Reload(configuration => Everything(configuration, number).With("relay.to", $"[\"127.0.0.1:{port}\"]"));
            Assert.Equal("applied", outcome.GetProperty("outcome").GetString());
        }

        await sessions.FinishAll();
        await enough.CancelAsync();
        await load;

        var delivered = before.Delivered.Concat(after.Delivered).SelectMany(message => message.Recipients).ToHashSet();
        Assert.NotEmpty(acknowledged);
        Assert.All(acknowledged.Concat(sessions.Acknowledged), recipient => Assert.Contains($"RCPT TO:<{recipient}>", delivered));
        // A mail that was open stays at its server; a later one goes to the server named last.
        Assert.All(Sessions.BegunBefore, recipient => Assert.Contains(before.Delivered, message => message.IsFor(recipient)));
        Assert.All(Sessions.BegunAfter, recipient => Assert.Contains(after.Delivered, message => message.IsFor(recipient)));
        Assert.DoesNotContain("ended by a bug", reloading.Program.Output, StringComparison.Ordinal);
    }

    // Every section that a reload can change; the limits are below the current use.
    private static GreyActorsConfiguration Everything(GreyActorsConfiguration configuration, int round) => configuration
        .With("servername", $"\"mx-{round}.example.test\"")
        .With("serverid", $"\"Grey {round}\"")
        .With("inactivity-timeout", $"{5 + round}m")
        .With("bare-newlines", round % 2 == 0 ? "normalize" : "reject")
        .With("allowed-domains", $"[\"example.test\", \"new-{round}.test\"]")
        .With("whitelisted-triples", $"[\"192.0.2.{round} <> <a@example.test>\"]")
        .With("limits.max-connections", $"{1000 - round}")
        .With("limits.max-connections-per-client", $"{20 + round}")
        .With("limits.max-message-size", $"{1_000_000 * round}")
        .With("limits.session-timeout", $"{round}h")
        .With("relay.max-connections", $"{300 + round}")
        .With("relay.reply-timeout", $"{4 + round}m")
        .With("relay.probe-interval", $"{30 + round}s")
        .With("greylisting.initial-delay", $"{round}s")
        .With("greylisting.defer-at", round % 2 == 0 ? "rcpt" : "data")
        .With("greylisting.ipv4-prefix", $"{24 + round}")
        .With("greylisting.max-triplets", $"{100_000 * round}")
        .With("tls.min-version", round % 2 == 0 ? "\"1.2\"" : "\"1.3\"")
        .With("tls.required", round % 2 == 0 ? "off" : "on")
        .With("log.level", round % 2 == 0 ? "info" : "debug")
        .With("log.debug", $"\"debug-{round}.log\"")
        .With("log.components-interval", $"{round}m");

    // One mail after the other, each in its own session; TLS may become mandatory.
    private static async Task Send(int port, int sender, ConcurrentBag<string> acknowledged, CancellationToken enough)
    {
        for (var mail = 0; !enough.IsCancellationRequested; mail++)
        {
            var recipient = string.Create(CultureInfo.InvariantCulture, $"load-{sender}-{mail}@example.test");
            using var client = await SmtpClientSocket.Connect(port, GreyActorsConfiguration.AllowedSender);
            await client.Expect("220 ");
            if ((await client.Say("EHLO load.example.org", "250")).Text.Contains("STARTTLS", StringComparison.Ordinal))
            {
                await client.StartTls();
                await client.Say("EHLO load.example.org", "250");
            }

            Assert.Equal(250, (await client.Deliver("a@example.net", recipient, "x\r\n")).Code);
            acknowledged.Add(recipient);
            await client.Say("QUIT", "221");
        }
    }

    /// <summary>The sessions that stay open.</summary>
    private sealed class Sessions : IAsyncDisposable
    {
        private readonly SmtpClientSocket[] _clients;
        private readonly ConcurrentBag<string> _acknowledged = [];

        private Sessions(SmtpClientSocket[] clients) => _clients = clients;

        public IEnumerable<string> Acknowledged => _acknowledged;

        /// <summary>The sessions with an open relay.</summary>
        public static IEnumerable<string> BegunBefore => Enumerable.Range(2 * Each, 2 * Each).Select(Recipient);

        /// <summary>The sessions before MAIL.</summary>
        public static IEnumerable<string> BegunAfter => Enumerable.Range(0, 2 * Each).Select(Recipient);

        public static async Task<Sessions> Open(int port)
        {
            var clients = new SmtpClientSocket[4 * Each];
            await Parallel.ForEachAsync(Enumerable.Range(0, clients.Length), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
            {
                clients[i] = await SmtpClientSocket.Connect(port, GreyActorsConfiguration.AllowedSender);
                await clients[i].Expect("220 mx.example.test ");
                foreach (var (line, reply) in Whole(i).Take(Done(i)))
                    await clients[i].Say(line, reply);
                if (i / Each == 3)
                    await clients[i].SendBytes("first half\r\n");
            });
            return new Sessions(clients);
        }

        // A quarter each: idle after the banner, idle after EHLO, within the envelope, within mail data.
        private static int Done(int i) => (i / Each) switch
        {
            0 => 0,
            1 => 1,
            2 => 3,
            _ => 4,
        };

        private static (string Line, string Reply)[] Whole(int i) =>
        [
            ("EHLO client.example.org", "250"),
            ("MAIL FROM:<a@example.net>", "250"),
            ($"RCPT TO:<{Recipient(i)}>", "250"),
            ("DATA", "354"),
        ];

        public Task FinishAll() => Parallel.ForEachAsync(Enumerable.Range(0, _clients.Length), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            foreach (var (line, reply) in Whole(i).Skip(Done(i)))
                await _clients[i].Say(line, reply);
            await _clients[i].SendBytes("second half\r\n.\r\n");
            await _clients[i].Expect("250 2.0.0 Ok: queued as");
            _acknowledged.Add(Recipient(i));
            await _clients[i].Say("QUIT", "221 2.0.0 mx.example.test ");
        });

        public ValueTask DisposeAsync()
        {
            foreach (var client in _clients)
                client.Dispose();
            return ValueTask.CompletedTask;
        }

        private static string Recipient(int i) => string.Create(CultureInfo.InvariantCulture, $"open-{i}@example.test");
    }
}
