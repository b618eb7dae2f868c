using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>Clients that disconnect without QUIT: the actors, sockets and relays of their sessions end at once.</summary>
public sealed class LeavingTests(LeavingTests.Peers peers) : IClassFixture<LeavingTests.Peers>
{
    // One second, and another one for a busy machine.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2);

    /// <summary>The dialogue, and the bytes sent after it.</summary>
    public static TheoryData<string, string, string> Stages
    {
        get
        {
            string[][] stages =
            [
                ["", ""],
                ["", "EHL"],
                ["EHLO a", ""],
                ["EHLO a", "MAIL FROM:<a@exam"],
                ["EHLO a|MAIL FROM:<a@example.net>", ""],
                ["EHLO a|MAIL FROM:<a@example.net>", "RCPT TO:<left@example.test>\r\nRCPT TO:<left2@exam"],
                ["EHLO a|MAIL FROM:<a@example.net>|RCPT TO:<left@example.test>", ""],
                ["EHLO a|MAIL FROM:<a@example.net>|RCPT TO:<left@example.test>", "DATA\r\n"],
                ["EHLO a|MAIL FROM:<a@example.net>|RCPT TO:<left@example.test>|DATA", ""],
                ["EHLO a|MAIL FROM:<a@example.net>|RCPT TO:<left@example.test>|DATA", "all but the end\r\n."],
                ["EHLO a|DATA", "content nobody asked for\r\n"],
                ["EHLO a|RCPT TO:<no@example.com>", "QUI"],
            ];
            var each = new TheoryData<string, string, string>();
            foreach (var stage in stages)
            {
                foreach (var way in new[] { "RST", "FIN", "FIN of one side" })
                    each.Add(way, stage[0], stage[1]);
            }

            return each;
        }
    }

    /// <summary>The stages at which the backend is silent, with a way to disconnect.</summary>
    public static TheoryData<Stage, string> Waits
    {
        get
        {
            var each = new TheoryData<Stage, string>();
            foreach (var stage in new[] { Stage.Banner, Stage.Hello, Stage.Mail, Stage.Recipient, Stage.Data })
            {
                foreach (var way in new[] { "RST", "FIN", "FIN of one side" })
                    each.Add(stage, way);
            }

            return each;
        }
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task A_client_that_disconnects_at_any_stage_leaves_nothing_behind(string way, string said, string begun)
    {
        using var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await client.Expect("220 ");
        foreach (var line in said.Split('|', StringSplitOptions.RemoveEmptyEntries))
            await client.Say(line);
        await client.SendBytes(begun);
        Leave(client, way);
        await NothingIsLeft();
    }

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task A_client_that_disconnects_while_the_backend_is_silent_leaves_nothing_behind(Stage stage, string way)
    {
        var released = new TaskCompletionSource();
        peers.Recorder.Misbehave(stage, new Misbehaviour.Hold(released.Task));
        try
        {
            using var client = await peers.AllowedClient();
            await client.SendBytes("MAIL FROM:<a@example.net>\r\nRCPT TO:<left@example.test>\r\n" + (stage == Stage.Data ? "DATA\r\n" : ""));
            var waiting = stage == Stage.Data ? "AwaitingGoAhead" : "AwaitingRecipientReply";
            await Eventually.Holds(waiting, async () => (await peers.Program.Tree()).All().Any(node => node.Behaviour == waiting));
            Leave(client, way);
            // Before any reply of the backend.
            await NothingIsLeft(alsoAtTheBackend: false);
        }
        finally
        {
            peers.Recorder.Behave();
            released.SetResult();
        }

        await NothingIsLeft();
    }

    [Theory]
    [InlineData(Stage.Recipient, "")]
    [InlineData(Stage.Data, "DATA\r\n")]
    public async Task A_client_that_closes_its_side_before_its_last_command_is_read_leaves_nothing_behind(Stage stage, string last)
    {
        var released = new TaskCompletionSource();
        peers.Recorder.Misbehave(stage, new Misbehaviour.Hold(released.Task));
        try
        {
            using var client = await peers.AllowedClient();
            await client.SendBytes("NOOP\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<left@example.test>\r\n" + last);
            client.HalfClose();
            await NothingIsLeft(alsoAtTheBackend: false);
        }
        finally
        {
            peers.Recorder.Behave();
            released.SetResult();
        }
    }

    [Fact]
    public async Task A_client_that_resets_while_the_backend_reads_no_mail_data_leaves_nothing_behind()
    {
        var released = new TaskCompletionSource();
        peers.Recorder.Misbehave(Stage.Content, new Misbehaviour.Hold(released.Task));
        try
        {
            using var client = await peers.AllowedClient();
            await client.Say("MAIL FROM:<a@example.net>", "250");
            await client.Say("RCPT TO:<left@example.test>", "250");
            await client.Say("DATA", "354");
            await client.SendBytes("little of it\r\n");
            client.Reset();
            await NothingIsLeft(alsoAtTheBackend: false);
        }
        finally
        {
            peers.Recorder.Behave();
            released.SetResult();
        }

        await NothingIsLeft();
    }

    [Fact]
    public async Task A_client_that_closes_its_side_after_the_end_of_mail_data_still_gets_the_reply_and_leaves_nothing_behind()
    {
        var released = new TaskCompletionSource();
        peers.Recorder.Misbehave(Stage.EndOfData, new Misbehaviour.Hold(released.Task));
        using var client = await peers.AllowedClient();
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<half-closed@example.test>", "250");
        await client.Say("DATA", "354");
        await client.SendBytes("all of it\r\n.\r\n");
        client.HalfClose();
        await Eventually.Holds("the policy waits for the reply", async () =>
            (await peers.Program.Tree()).All().Any(node => node.Behaviour == "AwaitingFinalReply"));
        released.SetResult();
        peers.Recorder.Behave();
        await client.ExpectLast("250 2.0.0 Ok: queued as");
        await peers.Recorder.MessageFor("half-closed@example.test");
        await NothingIsLeft();
    }

    [Fact]
    public async Task A_client_that_resets_after_the_end_of_mail_data_is_removed_when_the_backend_has_answered()
    {
        var released = new TaskCompletionSource();
        peers.Recorder.Misbehave(Stage.EndOfData, new Misbehaviour.Hold(released.Task));
        using var client = await peers.AllowedClient();
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<reset-late@example.test>", "250");
        await client.Say("DATA", "354");
        await client.SendBytes("all of it\r\n.\r\n");
        await Eventually.Holds("the policy waits for the reply", async () =>
            (await peers.Program.Tree()).All().Any(node => node.Behaviour == "AwaitingFinalReply"));
        client.Reset();
        released.SetResult();
        peers.Recorder.Behave();
        await NothingIsLeft();
        await Eventually.Holds("the log has the outcome", () => peers.Program.GreylistLog().Any(line =>
            line.ForwardPaths == "<reset-late@example.test>" && line.Status == "ACCEPTED"));
    }

    [Fact]
    public async Task Five_hundred_clients_that_reset_at_any_stage_leave_no_actors()
    {
        string[] lines = ["EHLO a\r\n", "MAIL FROM:<a@example.net>\r\n", "RCPT TO:<left@example.test>\r\n", "DATA\r\n", "x\r\n.\r"];
        await Parallel.ForEachAsync(Enumerable.Range(0, 500), new ParallelOptions { MaxDegreeOfParallelism = 50 }, async (i, _) =>
        {
            using var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort, GreyActorsConfiguration.AllowedSender);
            try
            {
                for (var line = 0; line < i % (lines.Length + 1); line++)
                {
                    await client.Reply();
                    await client.SendBytes(lines[line]);
                }
            }
            finally
            {
                client.Reset();
            }
        });
        await peers.Program.NobodyIsLeft(TimeSpan.FromSeconds(10));
        await Eventually.Holds("the backend has no session", () => peers.Recorder.OpenSessions == 0);
        Assert.DoesNotContain("Exception", peers.Program.Output + peers.Program.Error, StringComparison.Ordinal);
    }

    private static void Leave(SmtpClientSocket client, string way)
    {
        switch (way)
        {
            case "RST":
                client.Reset();
                break;
            case "FIN":
                client.Dispose();
                break;
            default:
                client.HalfClose();
                break;
        }
    }

    private async Task NothingIsLeft(bool alsoAtTheBackend = true)
    {
        await peers.Program.NobodyIsLeft(AtOnce);
        if (alsoAtTheBackend)
            await Eventually.Holds("the backend has no session", () => peers.Recorder.OpenSessions == 0, AtOnce);
    }

    /// <summary>One program and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend;
}
