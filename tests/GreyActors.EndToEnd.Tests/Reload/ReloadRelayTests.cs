using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Reload;

/// <summary>Changes of backends, limits and TLS during open sessions.</summary>
public sealed class ReloadRelayTests
{
    [Fact]
    public async Task An_open_mail_ends_at_the_old_server_and_the_next_one_of_the_session_goes_to_the_new_server()
    {
        await using var old = new RecordingMailServer();
        await using var other = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(old.Port));
        using var client = await SmtpClientSocket.Greeted(reloading.Program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<one@example.test>", "250");
        await client.Say("DATA", "354");
        await client.SendBytes("first half\r\n");

        await reloading.Reload(configuration => configuration.With("relay.to", $"[\"127.0.0.1:{other.Port}\"]"));
        Assert.Equal([$"127.0.0.1:{other.Port}"], (await reloading.Program.Servers()).Select(server => server.Server));

        await client.SendBytes("second half\r\n.\r\n");
        await client.Expect("250");
        Assert.Equal(250, (await client.Deliver("a@example.net", "two@example.test", "x\r\n")).Code);
        Assert.Equal("first half\r\nsecond half\r\n", Text.Of((await old.MessageFor("one@example.test")).Wire));
        Assert.True(Assert.Single(other.Delivered).IsFor("two@example.test"));
    }

    [Fact]
    public async Task A_new_route_and_its_domain_take_effect_together_although_its_server_is_down()
    {
        await using var ours = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(ours.Port));
        using var client = await SmtpClientSocket.Greeted(reloading.Program.SmtpPort, GreyActorsConfiguration.AllowedSender);

        await reloading.Reload(configuration => configuration
            .With("allowed-domains", "[\"example.test\", \"routed.test\"]")
            .With("relay.routes", $"{{ \"routed.test\" = [\"127.0.0.1:{FreePort.Next()}\"] }}"));

        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<one@routed.test>", "451");
        await client.Say("RSET", "250");
        Assert.Equal(250, (await client.Deliver("a@example.net", "two@example.test", "x\r\n")).Code);
        Assert.True(Assert.Single(ours.Delivered).IsFor("two@example.test"));
    }

    [Fact]
    public async Task Limits_below_the_current_use_reject_only_new_clients()
    {
        await using var recorder = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(recorder.Port).With("limits.max-connections-per-client", "0"));
        var clients = new List<SmtpClientSocket>();
        for (var i = 0; i < 5; i++)
            clients.Add(await SmtpClientSocket.Greeted(reloading.Program.SmtpPort, "127.0.7.7"));

        await reloading.Reload(configuration => configuration.With("limits.max-connections-per-client", "3"));

        Assert.Equal(421, await Greeting("127.0.7.8"));
        Assert.Equal(220, await Greeting("127.0.8.8"));
        foreach (var client in clients)
            await client.Say("NOOP", "250");
        // Clients that were connected before count towards the limit.
        foreach (var client in clients.Take(3))
        {
            await client.Say("QUIT", "221");
            client.Dispose();
        }

        await Eventually.Holds("there is room again", async () => await Greeting("127.0.7.8") == 220);
        await reloading.Reload(configuration => configuration.With("limits.max-connections", "1"));
        Assert.Equal(421, await Greeting("127.0.8.8"));
        foreach (var client in clients.Skip(3))
        {
            await client.Say("NOOP", "250");
            client.Dispose();
        }

        async Task<int> Greeting(string from)
        {
            using var client = await SmtpClientSocket.Connect(reloading.Program.SmtpPort, from);
            var reply = await client.Reply();
            return reply.Code;
        }
    }

    [Fact]
    public async Task TLS_is_offered_to_new_clients_and_remains_available_to_clients_that_were_offered_it()
    {
        await using var recorder = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(recorder.Port));
        PemPair.Write(reloading.Program["late.pem"], reloading.Program["late.key"], "mx.example.test");
        using var early = await SmtpClientSocket.Greeted(reloading.Program.SmtpPort);

        var text = reloading.Program.TextOf(reloading.Configuration);
        await Rewrite(text + "grey-actors.tls { certificate = \"late.pem\", key = \"late.key\" }\n");

        Assert.DoesNotContain("STARTTLS", (await early.Say("EHLO client.example.org")).Text, StringComparison.Ordinal);
        using var offered = await SmtpClientSocket.Connect(reloading.Program.SmtpPort);
        await offered.Expect("220");
        Assert.Contains("STARTTLS", (await offered.Say("EHLO client.example.org")).Text, StringComparison.Ordinal);

        await Rewrite(text);
        await offered.StartTls();
        await offered.Say("EHLO client.example.org", "250");
        using var late = await SmtpClientSocket.Connect(reloading.Program.SmtpPort);
        await late.Expect("220");
        Assert.DoesNotContain("STARTTLS", (await late.Say("EHLO client.example.org")).Text, StringComparison.Ordinal);

        async Task Rewrite(string whole) => Assert.Equal(
            "applied",
            (await reloading.Outcome(async () =>
            {
                await File.WriteAllTextAsync(reloading.Program.ConfigurationFile, whole);
                reloading.Program.Signal("HUP");
            })).GetProperty("outcome").GetString());
    }
}
