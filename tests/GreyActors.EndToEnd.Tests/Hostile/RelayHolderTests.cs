using System.Diagnostics;
using System.Globalization;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>Clients that hold all relays, and bursts of known clients, with the default limits.</summary>
public sealed class RelayHolderTests
{
    private const int Networks = 4;
    private const int PerNetwork = 20;

    [Fact]
    public async Task Clients_that_hold_all_relays_with_NOOP_lose_them_and_other_clients_are_served()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await Start(recorder);
        using var holders = await Holders(program, _ => Task.CompletedTask);
        using var stop = new CancellationTokenSource();
        var noops = holders.Select(holder => KeepBusy(holder, stop.Token)).ToArray();
        await Eventually.Holds("all relays are held", async () => (await program.Server(recorder.Port, "up")).OpenRelays == Networks * PerNetwork);

        var watch = Stopwatch.StartNew();
        var replies = await Task.WhenAll(Enumerable.Range(0, 30).Select(async i =>
        {
            using var client = await SmtpClientSocket.Greeted(program.SmtpPort, $"127.0.{30 + i}.1");
            return (await client.Deliver("honest@example.net", $"postmaster@example.test", "x\r\n")).Code;
        }));

        Assert.All(replies, code => Assert.Equal(250, code));
        // yield-idle-after is 10 s.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(40));
        await stop.CancelAsync();
        await Task.WhenAll(noops);
        var metrics = await new Introspection(program).Text("metrics");
        Assert.Matches("greyactors_relays_yielded_total{[^}]*reason=\"idle\"} [1-9]", metrics);
        Assert.Matches("greyactors_relays_waits_total{[^}]*outcome=\"granted\"} [1-9]", metrics);
        Assert.DoesNotContain("outcome=\"too-long\"", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_that_drip_mail_data_lose_their_relays_with_421_and_none_of_their_mail_is_delivered()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await Start(recorder, ("relay.yield-data-after", "2s"));
        using var holders = await Holders(program, async holder =>
        {
            await holder.Say("DATA", "354");
            await holder.SendBytes("Subject: slow\r\n");
        });

        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, "127.0.30.1");
        Assert.Equal(250, (await client.Deliver("honest@example.net", "postmaster@example.test", "x\r\n")).Code);

        var cutOff = await Task.WhenAny(holders.Select(holder => holder.ReplyOrEnd()));
        Assert.Equal("421 4.4.2 Mail data arrived too slowly, closing connection", (await cutOff)?.Text);
        Assert.Single(recorder.Delivered);
    }

    [Fact]
    public async Task Five_hundred_known_clients_at_once_are_all_served()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await Start(recorder);
        Crowd.MakeRoom(program);
        var clients = await Task.WhenAll(Enumerable.Range(0, 500).Select(i =>
            SmtpClientSocket.Greeted(program.SmtpPort, Crowd.FromManyNetworks(i).ToString())));

        var codes = await Task.WhenAll(clients.Select(async client =>
        {
            using (client)
                return (await client.Deliver("known@example.net", "postmaster@example.test", "x\r\n")).Code;
        }));

        Assert.All(codes, code => Assert.Equal(250, code));
        Assert.Equal(500, recorder.Delivered.Count);
        await Eventually.Holds("all relays are given back", async () => (await program.Server(recorder.Port, "up")) is { OpenRelays: 0, Waiting: 0 });
    }

    [Fact]
    public async Task A_client_that_disconnects_while_waiting_leaves_the_queue()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await Start(recorder, ("relay.max-connections", "1"));
        using var holder = await SmtpClientSocket.Greeted(program.SmtpPort, "127.0.20.1");
        await Accepted(holder);
        var waiting = await SmtpClientSocket.Greeted(program.SmtpPort, "127.0.21.1");
        await waiting.Say("MAIL FROM:<a@example.net>", "250");
        await waiting.Send("RCPT TO:<postmaster@example.test>");
        await Eventually.Holds("it waits", async () => (await program.Server(recorder.Port, "up")).Waiting == 1);

        waiting.Dispose();

        await Eventually.Holds("it waits no more", async () => (await program.Server(recorder.Port, "up")).Waiting == 0, TimeSpan.FromSeconds(5));
    }

    private static Task<GreyActorsProcess> Start(RecordingMailServer recorder, params (string Key, string Value)[] more) =>
        GreyActorsProcess.Start(more.Aggregate(GreyActorsConfiguration.RelayingTo(recorder.Port), (configuration, entry) => configuration.With(entry.Key, entry.Value)));

    // Twenty clients of each of four networks, all with an accepted recipient: as many as relay.max-connections.
    private static async Task<Held> Holders(GreyActorsProcess program, Func<SmtpClientSocket, Task> then)
    {
        var all = await Task.WhenAll(Enumerable.Range(0, Networks * PerNetwork).Select(async i =>
        {
            var address = string.Create(CultureInfo.InvariantCulture, $"127.0.{20 + (i / PerNetwork)}.{1 + (i % PerNetwork)}");
            var holder = await SmtpClientSocket.Greeted(program.SmtpPort, address);
            await Accepted(holder);
            await then(holder);
            return holder;
        }));
        return new Held(all);
    }

    private static async Task Accepted(SmtpClientSocket client)
    {
        await client.Say("MAIL FROM:<holder@example.net>", "250");
        await client.Say("RCPT TO:<postmaster@example.test>", "250");
    }

    private static async Task KeepBusy(SmtpClientSocket holder, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await holder.Say("NOOP", "250");
            await Task.WhenAny(Task.Delay(500, stop));
        }
    }

    private sealed class Held(SmtpClientSocket[] clients) : List<SmtpClientSocket>(clients), IDisposable
    {
        public void Dispose() => ForEach(client => client.Dispose());
    }
}
