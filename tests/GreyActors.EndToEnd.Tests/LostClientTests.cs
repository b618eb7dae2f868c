using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>A client that disconnects before the final dot delivers no mail and leaves no actors.</summary>
public sealed class LostClientTests(LostClientTests.Peers peers) : IClassFixture<LostClientTests.Peers>
{
    private static int _recipients;

    private readonly string _recipient = $"lost{Interlocked.Increment(ref _recipients)}@example.test";

    /// <summary>The part of the mail data and its end that the client sent.</summary>
    public static TheoryData<string> Beginnings => ["", "half a li", "one line\r\n", "one line\r\n.", "one line\r\n.\r"];

    [Theory]
    [MemberData(nameof(Beginnings))]
    public async Task A_client_that_closes_before_the_final_dot_delivers_nothing(string beginning)
    {
        using (var client = await InMailData())
        {
            await client.SendBytes(beginning);
        }

        await NothingIsLeft();
    }

    [Theory]
    [MemberData(nameof(Beginnings))]
    public async Task A_client_that_resets_before_the_final_dot_delivers_nothing(string beginning)
    {
        using var client = await InMailData();
        await client.SendBytes(beginning);
        client.Reset();
        await NothingIsLeft();
    }

    [Fact]
    public async Task A_client_that_closes_its_side_before_the_final_dot_delivers_nothing()
    {
        using var client = await InMailData();
        await client.SendBytes("one line\r\n");
        client.HalfClose();
        await NothingIsLeft();
    }

    [Fact]
    public async Task A_client_that_resets_after_an_accepted_recipient_leaves_no_relay_behind()
    {
        using var client = await peers.AllowedClient();
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say($"RCPT TO:<{_recipient}>", "250");
        Assert.NotNull((await peers.Program.Tree()).Client(withRelay: true));
        client.Reset();
        await NothingIsLeft();
    }

    [Fact]
    public async Task A_client_that_resets_while_its_recipient_is_being_relayed_leaves_no_relay_behind()
    {
        var released = new TaskCompletionSource();
        peers.Recorder.Misbehave(Stage.Recipient, new Misbehaviour.Hold(released.Task));
        try
        {
            using var client = await peers.AllowedClient();
            await client.Say("MAIL FROM:<a@example.net>", "250");
            await client.Send($"RCPT TO:<{_recipient}>");
            await Eventually.Holds("a relay", async () => (await peers.Program.Tree()).Client(withRelay: true) is not null);
            client.Reset();
            await Eventually.Holds("the client is gone from the tree", async () => (await peers.Program.Tree()).Client() is null);
        }
        finally
        {
            peers.Recorder.Behave();
            released.SetResult();
        }

        await NothingIsLeft();
    }

    [Fact]
    public async Task A_client_that_closes_its_side_after_QUIT_still_gets_every_reply()
    {
        using var client = await peers.AllowedClient();
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say($"RCPT TO:<{_recipient}>", "250");
        await client.Say("DATA", "354");
        await client.SendBytes("all of it\r\n.\r\nQUIT\r\n");
        client.HalfClose();
        await client.Play("""
            S: 250 2.0.0 Ok: queued as
            S: 221
            """);
        await client.ExpectEnd();
        await peers.Recorder.MessageFor(_recipient);
    }

    private async Task<SmtpClientSocket> InMailData()
    {
        var client = await peers.AllowedClient();
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say($"RCPT TO:<{_recipient}>", "250");
        await client.Say("DATA", "354");
        return client;
    }

    private async Task NothingIsLeft()
    {
        await Eventually.Holds("the client is gone from the tree", async () => (await peers.Program.Tree()).Client() is null);
        await Eventually.Holds("the backend has no session", () => peers.Recorder.OpenSessions == 0);
        Assert.DoesNotContain(peers.Recorder.Delivered, message => message.IsFor(_recipient));
        var status = await Eventually.Find("a line in the greylist log", () =>
            peers.Program.GreylistLog().LastOrDefault(line => line.ForwardPaths == $"<{_recipient}>"));
        Assert.Equal("ABORTED", status.Status);
    }

    /// <summary>One program and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend;
}
