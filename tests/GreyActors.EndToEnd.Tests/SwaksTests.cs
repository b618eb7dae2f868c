using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>The decisions, as swaks gets them.</summary>
public sealed class SwaksTests(SwaksTests.Peers peers) : IClassFixture<SwaksTests.Peers>
{
    [Fact]
    public async Task A_message_is_deferred_and_later_delivered()
    {
        var first = Swaks("--to", "once@example.test");
        Assert.Contains("<** 451 4.7.1 Please try again later", first.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, first.ExitCode);

        var later = await Eventually.Find("the retry that passes", () => Swaks("--to", "once@example.test") is { ExitCode: 0 } passed ? passed : null);
        var message = await peers.Recorder.MessageFor("once@example.test");
        Assert.Contains("250 2.0.0 Ok: queued as ", later.Output, StringComparison.Ordinal);
        Assert.Contains("This is a test mailing", Text.Of(message.Wire), StringComparison.Ordinal);
        Assert.Equal(["RCPT TO:<once@example.test>"], message.Recipients);
    }

    [Fact]
    public async Task A_message_to_several_recipients_is_deferred_for_each_and_later_delivered_to_all()
    {
        const string recipients = "one@example.test,two@example.test,three@example.test";
        var first = Swaks("--to", recipients);
        Assert.Equal(3, first.Output.Split("<** 451 4.7.1 Please try again later").Length - 1);

        await Eventually.Holds("the retry that passes", () => Swaks("--to", recipients).ExitCode == 0);
        var message = await peers.Recorder.MessageFor("three@example.test");
        Assert.Equal(3, message.Recipients.Count);
    }

    [Fact]
    public void A_domain_that_is_not_served_is_refused_permanently()
    {
        var result = Swaks("--to", "somebody@example.com");
        Assert.Contains("<** 550 5.7.1 ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_allowed_sender_relays_anywhere_at_once()
    {
        var result = Swaks("--to", "far@example.com", "--local-interface", GreyActorsConfiguration.AllowedSender);
        Assert.Equal(0, result.ExitCode);
        await peers.Recorder.MessageFor("far@example.com");
    }

    private CommandResult Swaks(params IEnumerable<string> arguments) => Command.Run("swaks",
        ["--server", "127.0.0.1", "--port", $"{peers.Program.SmtpPort}", "--from", "swaks@example.net", "--helo", "swaks.example.net", .. arguments]);

    /// <summary>One program and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend;
}
