using GreyActors.EndToEnd.Tests.Harness;
using GreyActors.EndToEnd.Tests.Reload;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>The backend is asked about unknown recipients before the first deferral (relay.verify-recipients).</summary>
public sealed class VerifyRecipientsTests
{
    private const string NoSuchUser = "550 5.1.1 <bob@example.test>: Recipient address rejected: User unknown";

    [Fact]
    public async Task A_recipient_that_the_backend_refuses_gets_its_reply_at_once_and_no_triplet_is_stored()
    {
        await using var backend = new RecordingMailServer();
        backend.Misbehave(Stage.Recipient, new Misbehaviour.Answer(NoSuchUser));
        await using var program = await Start(backend.Port);
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort);

        await client.Say("MAIL FROM:<ann@example.net>", "250");
        Assert.Equal(NoSuchUser, (await client.Say("RCPT TO:<bob@example.test>")).Text);
        await client.Say("RSET", "250");
        // Call-outs ask with the null reverse-path, and get the answer at RCPT.
        await client.Say("MAIL FROM:<>", "250");
        Assert.Equal(NoSuchUser, (await client.Say("RCPT TO:<bob@example.test>")).Text);

        Assert.Equal(["MAIL FROM:<>", "RCPT TO:<bob@example.test>", "RSET"], Mail(backend));
        using var introspection = new Introspection(program);
        Assert.Equal(0, (await introspection.Get("/api/triplets")).GetProperty("triplets").GetArrayLength());
        Assert.Contains("\"rule\":\"refused-by-backend\"", await introspection.Text("/api/decisions"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recipient_that_the_backend_accepts_is_deferred_and_its_session_stays_open_for_the_next_one()
    {
        await using var backend = new RecordingMailServer();
        await using var program = await Start(backend.Port);
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort);

        await client.Say("MAIL FROM:<ann@example.net>", "250");
        await client.Say("RCPT TO:<bob@example.test>", "451 4.7.1");
        await Eventually.Holds("the session is ready again", () => Mail(backend).Count == 3);
        await client.Say("RCPT TO:<carl@example.test>", "451 4.7.1");

        await Eventually.Holds("both are verified", () => Mail(backend).Count == 6);
        Assert.Equal(
            ["MAIL FROM:<>", "RCPT TO:<bob@example.test>", "RSET", "MAIL FROM:<>", "RCPT TO:<carl@example.test>", "RSET"], Mail(backend));
        Assert.Equal(1, backend.OpenSessions);
        Assert.Empty(backend.Delivered);
    }

    [Theory]
    [InlineData("temporary failure")]
    [InlineData("silence")]
    [InlineData("closed connection")]
    [InlineData("no bounces")]
    public async Task A_recipient_is_deferred_as_usual_when_the_backend_does_not_say(string how)
    {
        await using var backend = new RecordingMailServer();
        await using var program = await Start(backend.Port);
        backend.Misbehave(how == "no bounces" ? Stage.Mail : Stage.Recipient, how switch
        {
            "temporary failure" => new Misbehaviour.Answer("450 4.2.0 later"),
            "silence" => new Misbehaviour.Silence(),
            "closed connection" => new Misbehaviour.Close(),
            _ => new Misbehaviour.Answer("550 5.7.1 no bounces"),
        });
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort);

        await client.Say("MAIL FROM:<ann@example.net>", "250");
        await client.Say("RCPT TO:<bob@example.test>", "451 4.7.1");

        using var introspection = new Introspection(program);
        Assert.Equal(1, (await introspection.Get("/api/triplets")).GetProperty("triplets").GetArrayLength());
    }

    [Fact]
    public async Task Dovecot_knows_its_users_over_LMTP()
    {
        await using var dovecot = await DovecotInstance.Start();
        await using var program = await Start(dovecot.Port, lmtp: true);
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort);

        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<nobody@example.test>", "550 5.1.1");
        await client.Say("RCPT TO:<ann@example.test>", "451 4.7.1");
    }

    [Fact]
    public async Task A_reload_turns_verification_on()
    {
        await using var backend = new RecordingMailServer();
        backend.Misbehave(Stage.Recipient, new Misbehaviour.Answer(NoSuchUser));
        await using var reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(backend.Port));
        using var client = await SmtpClientSocket.Greeted(reloading.Program.SmtpPort);
        await client.Say("MAIL FROM:<ann@example.net>", "250");
        await client.Say("RCPT TO:<bob@example.test>", "451 4.7.1");
        await client.Say("RSET", "250");

        await reloading.Reload(configuration => configuration.With("relay.verify-recipients", "before-deferral"));

        await client.Say("MAIL FROM:<other@example.net>", "250");
        Assert.Equal(NoSuchUser, (await client.Say("RCPT TO:<bob@example.test>")).Text);
    }

    private static List<string> Mail(RecordingMailServer backend) =>
        [.. backend.Commands.Where(line => line.StartsWith("MAIL", StringComparison.Ordinal) || line.StartsWith("RCPT", StringComparison.Ordinal) || line == "RSET")];

    private static Task<GreyActorsProcess> Start(int backend, bool lmtp = false) => GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(backend)
        .With("relay.verify-recipients", "before-deferral")
        .With("relay.verify-timeout", "2s")
        .With("relay.lmtp", lmtp ? "on" : "off"));
}
