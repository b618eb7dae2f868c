using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>Nothing but CRLF.CRLF ends mail data (RFC 5321 4.1.1.4): a second envelope after any other sequence remains mail data of the first mail.</summary>
public abstract class SmugglingTests(ProgramAndBackend peers)
{
    private const string Envelope = "MAIL FROM:<evil@example.net>\r\nRCPT TO:<smuggled@example.test>\r\nDATA\r\n";

    private static int _recipients;

    private readonly string _recipient = $"victim{Interlocked.Increment(ref _recipients)}@example.test";

    /// <summary>Sequences with a bare CR or LF, each in one packet and byte by byte.</summary>
    public static TheoryData<string, bool> WithBareNewlines => Each(
        "<LF>.<LF>",
        "<LF>.<CRLF>",
        "<CRLF>.<LF>",
        "<CR>.<CR>",
        "<CR>.<CRLF>",
        "<LF>.<CR>",
        "<CRLF>.<CR>",
        "<CR>.<LF>",
        "<CRLF>.<CR><CRLF>",
        "<CRLF>.<LF><CRLF>",
        "<CRLF>.<CR><NUL><LF>",
        "<LF><CR>.<LF><CR>",
        "<LF><LF>.<LF><LF>",
        "<LF><NUL>.<CRLF>",
        "<CRLF>..<LF>.<CRLF>",
        "<CRLF>.<LF>.<LF>.<CRLF>",
        "<CR><LF><LF>.<CRLF>",
        "<LF>..<CRLF>");

    /// <summary>Sequences with only CRLF that do not end mail data.</summary>
    public static TheoryData<string, bool> WithoutBareNewlines => Each(
        "<CRLF><NUL>.<CRLF>",
        "<CRLF>.<NUL><CRLF>",
        "<CRLF><NUL>.<NUL><CRLF>",
        "<CRLF>. <CRLF>",
        "<CRLF> .<CRLF>",
        "<CRLF>..<CRLF>",
        "<0b>.<0b>",
        "<0c>.<CRLF>",
        "<85>.<85>",
        "<CRLF>.<c2><85>",
        "<e2><80><a8>.<e2><80><a8>",
        "<8d><8a>.<8d><8a>");

    /// <summary>The peers of the test.</summary>
    protected ProgramAndBackend Peers => peers;

    /// <summary>The reply to the mail data, and whether the session then continues.</summary>
    protected abstract (string Reply, bool GoesOn) ToBareNewlines { get; }

    [Theory]
    [MemberData(nameof(WithBareNewlines))]
    public async Task A_second_envelope_after_bare_newlines_is_never_executed(string sequence, bool byteByByte)
    {
        var (reply, goesOn) = ToBareNewlines;
        using var client = await Attack(sequence, byteByByte);
        await client.Expect(reply);
        if (goesOn)
            await OneMessageWentOn(client);
        else
            await client.ExpectEnd();
        await NothingWasSmuggled(goesOn ? 1 : 0);
    }

    [Theory]
    [MemberData(nameof(WithoutBareNewlines))]
    public async Task A_second_envelope_after_a_false_end_of_mail_data_is_never_executed(string sequence, bool byteByByte)
    {
        using var client = await Attack(sequence, byteByByte);
        await client.Expect("250 2.0.0 Ok: queued as");
        await OneMessageWentOn(client);
        await NothingWasSmuggled(1);
    }

    private async Task<SmtpClientSocket> Attack(string sequence, bool byteByByte)
    {
        var client = await peers.AllowedClient();
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say($"RCPT TO:<{_recipient}>", "250");
        await client.Say("DATA", "354");
        var mail = Text.Bytes($"Subject: one\r\n\r\nfirst{Octets.Of(sequence)}{Envelope}Subject: two\r\n\r\nsecond\r\n.\r\n");
        if (!byteByByte)
        {
            await client.SendBytes(mail);
            return client;
        }

        for (var i = 0; i < mail.Length; i++)
            await client.SendBytes(mail.AsMemory(i, 1));
        return client;
    }

    private async Task OneMessageWentOn(SmtpClientSocket client)
    {
        await client.Say("NOOP", "250");
        var message = await peers.Recorder.MessageFor(_recipient);
        Assert.False(message.HasBareNewline, Text.Of(message.Wire));
        Assert.Contains(Envelope, Text.Of(message.Wire), StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nsecond\r\n", Text.Of(message.Wire), StringComparison.Ordinal);
    }

    private async Task NothingWasSmuggled(int messages)
    {
        await Eventually.Holds("the backend has no session", () => peers.Recorder.OpenSessions == 0);
        Assert.Equal(messages, peers.Recorder.Delivered.Count(message => message.IsFor(_recipient)));
        Assert.DoesNotContain(peers.Recorder.Commands, line => line.Contains("smuggled", StringComparison.Ordinal) || line.Contains("evil", StringComparison.Ordinal));
    }

    private static TheoryData<string, bool> Each(params IEnumerable<string> sequences)
    {
        var each = new TheoryData<string, bool>();
        foreach (var sequence in sequences)
        {
            each.Add(sequence, false);
            each.Add(sequence, true);
        }

        return each;
    }
}
