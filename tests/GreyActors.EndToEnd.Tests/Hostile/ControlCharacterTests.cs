using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>Control characters: refused in commands, and always escaped in logs.</summary>
public sealed class ControlCharacterTests(ControlCharacterTests.Peers peers) : IClassFixture<ControlCharacterTests.Peers>
{
    // No byte that controls a log or a terminal may be in a command, not even with SMTPUTF8.
    private static readonly string[] Octets =
    [
        .. Enumerable.Range(0, 32).Select(octet => ((char)octet).ToString()), "\u007f",
        "\u0080", "\u009b", "\u00a0", "\u00ff", "\u00c2\u0085", "\u00c2\u009b", "\u00e2\u0080\u00a8", "\u00e2\u0080\u00a9", "\u00c0\u0080", "\u00ed\u00a0\u0080",
    ];

    private static readonly string[] Commands =
    [
        "~EHLO a", "EHLO~a", "EHLO a~b", "EHLO a~", "HELO a~b", "MAIL~FROM:<a@example.net>", "MAIL FROM:<a~b@example.net>", "MAIL FROM:<\"a~b\"@example.net>",
        "MAIL FROM:<a@exam~ple.net>", "MAIL FROM:<a@example.net> ~", "MAIL FROM:<a@example.net> SIZE=1~", "RCPT TO:<a~b@example.test>", "RCPT TO:<\"\\~\"@example.test>",
        "RCPT TO:<a@example.test>~", "RCPT TO:<a@exam~ple.test>", "RCPT TO:<a@example.test> ORCPT=rfc822;a~", "DATA~", "QUIT~", "NOOP ~", "VRFY ~", "~", "BOGUS~", "XCLIENT ADDR=~", "GE~T / HTTP/1.0",
    ];

    // A TAB may replace a space between the words of MAIL and RCPT, as in Postfix, Exim and OpenSMTPD. It is not passed on.
    private static readonly string[] TabSeparates =
        ["MAIL FROM:<a@example.net> ~", "MAIL FROM:<a@example.net> SIZE=1~", "RCPT TO:<a@example.test>~"];

    [Fact]
    public async Task A_command_with_a_control_character_is_refused_and_escaped_in_all_logs()
    {
        using var client = await peers.AllowedClient();
        var envelopes = Envelopes();
        foreach (var octet in Octets)
        {
            foreach (var command in octet == "\t" ? Commands.Except(TabSeparates) : Commands)
            {
                var line = command.Replace("~", octet, StringComparison.Ordinal);
                await client.Send(line);
                await IsRefused(client, line);
            }
        }

        await client.Say("RSET", "250");
        Assert.Equal(envelopes, Envelopes());
        await TheLogsAreClean("GE");
    }

    [Fact]
    public async Task A_tab_separates_the_words_of_a_command_and_is_not_passed_on()
    {
        using var client = await peers.AllowedClient();
        await client.Say("MAIL FROM:<tab@example.net>\tSIZE=1\t", "250");
        await client.Say("RCPT TO:\t<tab@example.test>\t", "250");
        await client.Say("QUIT", "221");
        Assert.Contains(peers.Recorder.Commands, line => line.StartsWith("MAIL FROM:<tab@example.net>", StringComparison.Ordinal));
        Assert.All(peers.Recorder.Commands, line => Assert.DoesNotContain('\t', line));
        await TheLogsAreClean("tab@");
    }

    [Fact]
    public async Task Accepted_text_outside_of_ASCII_is_escaped_in_the_logs()
    {
        using var client = await peers.Stranger();
        await client.Say("EHLO <script>|x\\x1b[2J|", "250");
        await client.Say("MAIL FROM:<\"a|b > c\"@b\u00c3\u00bccher.example.net> SMTPUTF8", "250");
        await client.Say("RCPT TO:<\"x | DEFERRED | \"@example.test>", "451");
        await client.Say("RCPT TO:<\u00e2\u0080\u00ae\u00c3\u00a4@example.test>", "451");
        await client.Say("QUIT", "221");
        await Eventually.Holds("its line in the greylist log", () => peers.Program.GreylistLog().Any(line => line.Helo.Contains("script", StringComparison.Ordinal)));
        await TheLogsAreClean("DEFERRED");
    }

    [Fact]
    public async Task Replies_of_the_backend_are_escaped_in_the_logs()
    {
        peers.Recorder.Misbehave(Stage.Recipient, new Misbehaviour.Answer("550 5.1.1 \u00c2\u009b2J \u00e2\u0080\u00a8 | ACCEPTED | \u00ff"));
        try
        {
            using var client = await peers.AllowedClient();
            await client.Say("MAIL FROM:<a@example.net>", "250");
            await client.Send("RCPT TO:<escaped@example.test>");
            Assert.InRange((await client.Reply()).Code, 400, 599);
            await client.Say("QUIT", "221");
        }
        finally
        {
            peers.Recorder.Behave();
        }

        await Eventually.Holds("its line in the greylist log", () => peers.Program.GreylistLogText().Contains("escaped@", StringComparison.Ordinal));
        await TheLogsAreClean("escaped@");
    }

    // LF splits a command into two lines: an invalid one, and another command.
    private static async Task IsRefused(SmtpClientSocket client, string line)
    {
        var reply = await client.Reply();
        Assert.True(reply.Code is >= 500 and <= 555, $"{reply} to {Convert.ToHexString(Text.Bytes(line))}");
        if (line.Contains('\n', StringComparison.Ordinal))
            await client.Reply();
    }

    private int Envelopes() => peers.Recorder.Commands.Count(line => line.StartsWith("MAIL", StringComparison.Ordinal) || line.StartsWith("RCPT", StringComparison.Ordinal));

    private async Task TheLogsAreClean(string until)
    {
        await Eventually.Holds($"{until} in the debug log", () => peers.Program.DebugLog().Contains(until, StringComparison.Ordinal));
        Clean(peers.Program.GreylistLogText());
        Clean(peers.Program.DebugLog());
        Clean(peers.Program.Output);
        Clean(peers.Program.Error);
        Assert.All(peers.Program.GreylistLog(), line => Assert.Matches("^[A-Z]+$", line.Status));
    }

    private static void Clean(string log) => Assert.DoesNotContain(log, octet => octet is not ('\n' or (>= ' ' and <= '~')));

    /// <summary>A program without a limit for errors.</summary>
    public sealed class Peers : ProgramAndBackend
    {
        /// <inheritdoc/>
        protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) => configuration
            .With("limits.max-errors", "1000000")
            .With("log.level", "debug");
    }
}
