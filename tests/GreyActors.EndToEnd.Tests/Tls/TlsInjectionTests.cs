using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Tls;

/// <summary>Cleartext commands after STARTTLS, in the same packet (CVE-2011-0411).</summary>
public sealed class TlsInjectionTests
{
    public static TheoryData<string> Injected =>
    [
        "RSET\r\n",
        "EHLO x\r\nMAIL FROM:<evil@example.net>\r\nRCPT TO:<victim@example.test>\r\n",
        "EHLO x\r\nMAIL FROM:<evil@exam",
        "\0",
    ];

    [Theory]
    [MemberData(nameof(Injected))]
    public async Task A_session_with_injected_commands_is_closed_by_default(string injected)
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port).WithTls());
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort);

        await client.SendBytes("STARTTLS\r\n" + injected);

        await client.ExpectLast("554 5.5.0 Error: SMTP protocol synchronization");
        await Eventually.Holds("the warning", () => program.Output.Contains("sent cleartext after STARTTLS", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Injected))]
    public async Task Injected_commands_are_discarded_if_early_talkers_are_accepted(string injected)
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(
            GreyActorsConfiguration.RelayingTo(recorder.Port).WithTls().With("limits.reject-early-talkers", "off"));
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);

        await client.SendBytes("STARTTLS\r\n" + injected);
        await client.Expect("220 2.0.0 ");
        await client.Secure();

        // No reply to the injected commands, no transaction of them, and no earlier HELO name.
        await client.Say("ple.net>", "500");
        await client.Say("RCPT TO:<victim@example.test>", "503 5.5.1 Error: send HELO");
        await client.Say("MAIL FROM:<a@example.net>", "503 5.5.1 Error: send HELO");
        await client.Say("EHLO inside.example.org", "250");
        Assert.StartsWith("250", (await client.Deliver("a@example.net", "good@example.test", "x\r\n")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(recorder.Commands, line => line.Contains("evil", StringComparison.Ordinal));
        await program.Says("sent cleartext after STARTTLS");
    }
}
