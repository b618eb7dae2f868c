using System.Diagnostics;
using System.Net.Sockets;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>Clients that are slow or do not read (RFC 5321 4.5.3.2.7).</summary>
public sealed class SlowClientTests(SlowClientTests.Peers peers) : IClassFixture<SlowClientTests.Peers>
{
    private const string Timeout = "421 4.4.2 Error: timeout exceeded";

    private static readonly TimeSpan Inactivity = TimeSpan.FromSeconds(2);

    // Time limits are lower bounds: a busy machine may be late.
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(6);

    // The commands of the client, each answered, and the text before its silence.
    private static readonly (string Said, string Begun)[] Stages =
    [
        ("", ""),
        ("", "EHL"),
        ("EHLO a", ""),
        ("EHLO a", "MAIL FROM:<a@exam"),
        ("EHLO a|MAIL FROM:<a@example.net>", ""),
        ("EHLO a|MAIL FROM:<a@example.net>|RCPT TO:<silent@example.test>", ""),
        ("EHLO a|MAIL FROM:<a@example.net>|RCPT TO:<silent@example.test>|DATA", ""),
        ("EHLO a|MAIL FROM:<a@example.net>|RCPT TO:<silent@example.test>|DATA", "half a line"),
        ("EHLO a|MAIL FROM:<a@example.net>|RCPT TO:<silent@example.test>|DATA", "all of it\r\n."),
        ("EHLO a|DATA", "content nobody asked for\r\n"),
    ];

    [Fact]
    public async Task Silence_at_any_stage_ends_the_session()
    {
        await Task.WhenAll(Stages.Select(async stage =>
        {
            using var client = await At(stage.Said);
            await client.SendBytes(stage.Begun);
            var watch = Stopwatch.StartNew();
            await client.ExpectLast(Timeout);
            Assert.InRange(watch.Elapsed, Inactivity / 2, AtMost);
        }));
        await Gone("silent@example.test");
    }

    [Theory]
    [InlineData("", "EHLO client.example.org and so on without any end")]
    [InlineData("EHLO a", "MAIL FROM:<somebody.with.a.long.name@example.net>")]
    [InlineData("EHLO a|MAIL FROM:<a@example.net>|RCPT TO:<drip@example.test>|DATA", "Subject: content at a rate of five bytes a second is too slow for anybody")]
    public async Task Single_bytes_do_not_extend_the_time_limit(string said, string dripped)
    {
        using (var client = await At(said))
        {
            var watch = Stopwatch.StartNew();
            var dripping = Drip(client, dripped, TimeSpan.FromMilliseconds(200));
            await client.ExpectLast(Timeout);
            Assert.InRange(watch.Elapsed, Inactivity / 2, AtMost);
            await dripping;
        }

        await Gone("drip@example.test");
    }

    [Fact]
    public async Task A_client_above_the_minimum_rate_is_served()
    {
        using var client = await At("EHLO a|MAIL FROM:<a@example.net>|RCPT TO:<fast-enough@example.test>|DATA");
        for (var i = 0; i < 15; i++)
        {
            await client.SendBytes(new string('x', 98) + "\r\n");
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }

        await client.SendBytes(".\r\n");
        await client.Expect("250 2.0.0 Ok: queued as");
    }

    [Fact]
    public async Task A_session_beyond_its_time_limit_ends_at_its_next_command()
    {
        using var client = await At("EHLO a");
        var watch = Stopwatch.StartNew();
        SmtpReply reply;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100));
            reply = await client.Say("NOOP");
        }
        while (reply.Code == 250 && watch.Elapsed < Eventually.Patience);

        Assert.StartsWith("421", reply.Text, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(14));
        await client.ExpectEnd();
    }

    [Fact]
    public async Task A_client_that_waits_for_a_slow_backend_does_not_count_as_slow()
    {
        var released = new TaskCompletionSource();
        peers.Recorder.Misbehave(Stage.Recipient, new Misbehaviour.Hold(released.Task));
        try
        {
            using var client = await At("EHLO a|MAIL FROM:<a@example.net>");
            await client.Send("RCPT TO:<patient@example.test>");
            await Task.Delay(Inactivity * 1.5);
            released.SetResult();
            await client.Expect("250 2.1.5");
            await client.Say("RSET", "250");
        }
        finally
        {
            peers.Recorder.Behave();
        }
    }

    [Fact]
    public async Task Clients_that_pipeline_megabytes_and_read_no_reply_do_not_fill_the_memory()
    {
        var before = peers.Program.ResidentMebibytes();
        var clients = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => At("EHLO a")));
        var flood = Text.Bytes(string.Concat(Enumerable.Repeat("HELP\r\n", 1024 * 1024 / 6)));
        var most = 0;
        await Task.WhenAll(clients.Select(client => SendUntilCut(client, flood, () => most = Math.Max(most, peers.Program.ResidentMebibytes()))));
        Assert.InRange(most - before, int.MinValue, 120);
        foreach (var client in clients)
            client.Dispose();
        await peers.Program.NobodyIsLeft();
    }

    // Neither accepted nor refused: the program has stopped reading, which is also correct.
    private static async Task SendUntilCut(SmtpClientSocket client, byte[] flood, Action look)
    {
        try
        {
            for (var megabyte = 0; megabyte < 4; megabyte++)
            {
                await client.SendBytes(flood).WaitAsync(TimeSpan.FromSeconds(4));
                look();
            }
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            look();
        }
    }

    private async Task<SmtpClientSocket> At(string said)
    {
        var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await client.Expect("220 ");
        foreach (var line in said.Split('|', StringSplitOptions.RemoveEmptyEntries))
            await client.Say(line);
        return client;
    }

    private static async Task Drip(SmtpClientSocket client, string text, TimeSpan pause)
    {
        try
        {
            foreach (var octet in text)
            {
                await Task.Delay(pause);
                await client.SendBytes(octet.ToString());
            }
        }
        catch (SocketException)
        {
            // Closed, as expected.
        }
    }

    private async Task Gone(string recipient)
    {
        await peers.Program.NobodyIsLeft();
        Assert.DoesNotContain(peers.Recorder.Delivered, message => message.IsFor(recipient));
    }

    /// <summary>A program with short time limits.</summary>
    public sealed class Peers : ProgramAndBackend
    {
        /// <inheritdoc/>
        protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) => configuration
            .With("inactivity-timeout", "2s")
            .With("limits.session-timeout", "8s");
    }
}
