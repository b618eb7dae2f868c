using GreyActors.History;
using Xunit;

namespace GreyActors.Tests.History;

/// <summary>Addresses and message-ids come from the client: no text in them makes a mail delivered or clean.</summary>
public sealed class ForgedLogTests
{
    private const string Address = "192.0.2.9";
    private const string Sent = "to=<bob@example.net>, relay=local, delay=1, dsn=2.0.0, status=sent (delivered)";

    [Theory]
    [InlineData("to=<bob@example.net>, relay=x, status=sent z@example.net>, relay=b[198.51.100.7]:25, delay=1, dsn=5.1.1, status=bounced (host said: 550 no)")]
    [InlineData("to=<q orig_to=<bob@example.net>, relay=x, status=sent z@example.net>, relay=b[198.51.100.7]:25, delay=1, dsn=5.1.1, status=bounced (host said: 550 no)")]
    [InlineData("to=<bob@example.net>, relay=x, status=sent z@example.net>, relay=b[198.51.100.7]:25, delay=1, dsn=4.1.1, status=deferred (host said: 450 no)")]
    [InlineData("to=<bob@example.net>, relay=b[198.51.100.7]:25, delay=1, dsn=5.1.1, status=bounced (host said: 550 <z>, relay=x, status=sent z>)")]
    public void An_address_that_contains_a_status_delivers_nothing(string delivery) =>
        Assert.DoesNotContain(Read("eve@example.org", "<m1@example.org>", [], delivery).Mails, mail => mail.Status == HistoricStatus.Accepted);

    [Theory]
    [InlineData(
        "\"Queue-ID: A, queued_as: B, Message-ID: <c>\"@example.org",
        "amavis[3]: (00003-01) Passed SPAM {RelayedTaggedInbound}, [192.0.2.9]:4000 <SENDER> -> <bob@example.net>, Queue-ID: 4A1B2C3D4E, Message-ID: <m1@example.org>, Hits: 9")]
    [InlineData(
        "\"(default: F (no action): \"@example.org",
        "rspamd[2538]: <8ae27d>; task; rspamd_task_write_log: id: <m1@example.org>, qid: <4A1B2C3D4E>, from: <SENDER>, (default: T (add header): [6.83/15.00] [X(1.0){}])")]
    [InlineData(
        "\" qid: <x> id: <y>\"@example.org",
        "rspamd[2538]: <8ae27d>; task; rspamd_task_write_log: id: <m1@example.org>, qid: <4A1B2C3D4E>, from: <SENDER>, (default: T (add header): [6.83/15.00] [X(1.0){}])")]
    public void A_sender_that_contains_the_words_of_a_filter_stays_spam(string sender, string verdict) =>
        Assert.Equal(HistoricStatus.Spam, Assert.Single(Read(sender, "<m1@example.org>", [verdict.Replace("SENDER", sender, StringComparison.Ordinal)], Sent).Mails).Status);

    [Theory]
    [InlineData("<a>x>,foo>")]
    [InlineData("m1@example.org")]
    [InlineData("<m1 x, y>")]
    [MemberData(nameof(TooLong))]
    public void A_verdict_is_found_whatever_the_message_id_contains(string messageId) => Assert.Equal(
        HistoricStatus.Spam,
        Assert.Single(Read("eve@example.org", messageId, [$"spamd[1]: spamd: result: Y 6 - X scantime=0.7,size=4,rport=42,mid={messageId},autolearn=no"], Sent).Mails).Status);

    /// <summary>Longer than a line of a mail server.</summary>
    public static TheoryData<string> TooLong => [$"<{new string('m', 1200)}@example.org>"];

    [Fact]
    public void A_clock_that_was_wrong_for_a_moment_does_not_change_the_time_of_later_mail()
    {
        var read = ReadLog.Of([.. Mail("2026-02-01", "eve@example.org", "<m1@example.org>", [], Sent),
            "2099-01-01T00:00:00Z mx postfix/smtpd[1]: connect from unknown[192.0.2.9]",
            .. Mail("2026-02-03", "eve@example.org", "<m2@example.org>", [], Sent)]);

        Assert.Equal([1, 3], read.Mails.Select(mail => mail.At.Day).Order());
        Assert.All(read.Mails, mail => Assert.Equal((2026, 2), (mail.At.Year, mail.At.Month)));
    }

    private static ReadLog Read(string sender, string messageId, string[] verdicts, string delivery) => ReadLog.Of(Mail("2026-02-01", sender, messageId, verdicts, delivery));

    private static IEnumerable<string> Mail(string day, string sender, string messageId, string[] verdicts, string delivery) =>
        new[]
        {
            $"postfix/smtpd[1]: 4A1B2C3D4E: client=unknown[{Address}]",
            $"postfix/cleanup[2]: 4A1B2C3D4E: message-id={messageId}",
            $"postfix/qmgr[3]: 4A1B2C3D4E: from=<{sender}>, size=349, nrcpt=1 (queue active)",
        }
            .Concat(verdicts)
            .Append($"postfix/local[4]: 4A1B2C3D4E: {delivery}")
            .Append("postfix/qmgr[3]: 4A1B2C3D4E: removed")
            .Select(line => $"{day}T12:30:06Z mx {line}");
}
