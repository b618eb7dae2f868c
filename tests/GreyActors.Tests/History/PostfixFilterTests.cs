using GreyActors.History;
using Xunit;

namespace GreyActors.Tests.History;

/// <summary>A mail that a filter gives back to Postfix has the client, and the recipients, of the mail before the filter.</summary>
public sealed class PostfixFilterTests
{
    private static readonly string[] AfterQueue =
    [
        "Mar  1 12:30:06 mx postfix/smtpd[1]: 430R6q29CS: client=mail.example.org[192.0.2.1]",
        "Mar  1 12:30:06 mx postfix/cleanup[2]: 430R6q29CS: message-id=<m1@example.org>",
        "Mar  1 12:30:06 mx postfix/qmgr[3]: 430R6q29CS: from=<ann@example.org>, size=57417, nrcpt=1 (queue active)",
        "Mar  1 12:30:07 mx postfix/smtpd[4]: 430R6r67h7: client=localhost[127.0.0.1]",
        "Mar  1 12:30:07 mx postfix/cleanup[2]: 430R6r67h7: message-id=<m1@example.org>",
        "Mar  1 12:30:07 mx postfix/qmgr[3]: 430R6r67h7: from=<ann@example.org>, size=58000, nrcpt=1 (queue active)",
        "Mar  1 12:30:07 mx postfix/lmtp[5]: 430R6q29CS: to=<bob@mailbox.example.net>, orig_to=<info@example.net>, relay=127.0.0.1[127.0.0.1]:10024, delay=1.7, dsn=2.0.0, status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 430R6r67h7)",
        "Mar  1 12:30:07 mx postfix/qmgr[3]: 430R6q29CS: removed",
        "Mar  1 12:30:08 mx postfix/virtual[6]: 430R6r67h7: to=<bob@mailbox.example.net>, relay=virtual, delay=0.1, dsn=2.0.0, status=sent (delivered to maildir)",
        "Mar  1 12:30:08 mx postfix/qmgr[3]: 430R6r67h7: removed",
    ];

    [Theory]
    [InlineData("")]
    [InlineData(", orig_queue_id=430R6q29CS, orig_client=mail.example.org[192.0.2.1]")]
    public void A_filter_after_the_queue_is_seen_through(string forwarded)
    {
        var read = ReadLog.Of(AfterQueue.Select(line => line.EndsWith("[127.0.0.1]", StringComparison.Ordinal) ? line + forwarded : line));

        var mail = Assert.Single(read.Mails);
        Assert.Equal(("192.0.2.1", "info@example.net", HistoricStatus.Accepted), (mail.Client.ToString(), mail.ForwardPath, mail.Status));
        Assert.Empty(read.Unused);
    }

    [Theory]
    [InlineData("status=bounced (550 no)", HistoricStatus.Failed)]
    [InlineData("status=deferred (later)", HistoricStatus.Failed)]
    public void A_mail_that_was_not_delivered_after_the_filter_has_failed(string outcome, HistoricStatus status) => Assert.Equal(
        status, Assert.Single(ReadLog.Of(AfterQueue.Select(line => line.Replace("status=sent (delivered to maildir)", outcome, StringComparison.Ordinal))).Mails).Status);

    [Fact]
    public void A_verdict_about_the_mail_after_the_filter_counts() => Assert.Equal(
        HistoricStatus.Spam,
        Assert.Single(ReadLog.Of(AfterQueue.Append(
            "Mar  1 12:30:08 mx amavis[3]: (00003-01) Passed SPAMMY {RelayedTaggedInbound}, [192.0.2.1]:4000 <ann@example.org> -> <bob@example.net>, Hits: 9, queued_as: 430R6r67h7, 667 ms")).Mails).Status);

    [Fact]
    public void Deliveries_that_take_long_after_the_filter_are_waited_for()
    {
        var lines = AfterQueue.Select(line => line.Replace("12:30:08", "14:30:08", StringComparison.Ordinal)).ToList();
        lines.Insert(8, "Mar  1 13:00:00 mx postfix/anvil[7]: statistics: max connection rate 1/60s");
        lines.Insert(9, "Mar  1 14:00:00 mx postfix/anvil[7]: statistics: max connection rate 1/60s");

        Assert.Equal(HistoricStatus.Accepted, Assert.Single(ReadLog.Of(lines).Mails).Status);
    }

    [Fact]
    public void A_filter_before_the_queue_is_seen_through()
    {
        var read = ReadLog.Of(
            "Mar  1 12:30:05 mx postfix/smtpd[11]: NOQUEUE: client=mail.example.org[192.0.2.1]",
            "Mar  1 12:30:06 mx postfix/smtpd[12]: 4A1B2C3D4E: client=localhost[127.0.0.1]",
            "Mar  1 12:30:06 mx postfix/qmgr[14]: 4A1B2C3D4E: from=<ann@example.org>, size=1200, nrcpt=2 (queue active)",
            "Mar  1 12:30:06 mx postfix/lmtp[15]: 4A1B2C3D4E: to=<bob@example.net>, relay=mx[private/dovecot-lmtp], delay=0.1, dsn=2.0.0, status=sent (250 2.0.0 Saved)",
            "Mar  1 12:30:06 mx postfix/qmgr[14]: 4A1B2C3D4E: removed",
            "Mar  1 12:30:07 mx postfix/smtpd[11]: proxy-accept: END-OF-MESSAGE: 250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4A1B2C3D4E; from=<ann@example.org> to=<bob@example.net> proto=ESMTP helo=<mx.example.org>");

        var mail = Assert.Single(read.Mails);
        Assert.Equal(("192.0.2.1", "mail.example.org", "mx.example.org"), (mail.Client.ToString(), mail.ClientName, mail.Helo));
    }

    [Fact]
    public void A_gateway_that_forwards_the_client_is_seen_through() => Assert.Equal("192.0.2.1", Assert.Single(ReadLog.Of(
        "Mar  1 12:30:06 mx postfix/smtpd[12]: 4A1B2C3D4E: client=gateway[10.0.0.1], orig_queue_id=ABCDEF0123, orig_client=mail.example.org[192.0.2.1]",
        "Mar  1 12:30:06 mx postfix/qmgr[14]: 4A1B2C3D4E: from=<ann@example.org>, size=1200, nrcpt=2 (queue active)",
        "Mar  1 12:30:06 mx postfix/lmtp[15]: 4A1B2C3D4E: to=<bob@example.net>, relay=mx, delay=0.1, dsn=2.0.0, status=sent (250 2.0.0 Saved)").Mails).Client.ToString());

    [Fact]
    public void A_reply_of_another_server_that_names_a_queue_id_is_a_delivery() => Assert.Equal(HistoricStatus.Accepted, Assert.Single(ReadLog.Of(
        "Mar  1 12:30:06 mx postfix/smtpd[12]: 4A1B2C3D4E: client=mail.example.org[192.0.2.1]",
        "Mar  1 12:30:06 mx postfix/qmgr[14]: 4A1B2C3D4E: from=<ann@example.org>, size=1200, nrcpt=2 (queue active)",
        "Mar  1 12:30:06 mx postfix/smtp[15]: 4A1B2C3D4E: to=<bob@example.net>, relay=mx2[198.51.100.1]:25, delay=0.1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 9D546FB215)").Mails).Status);

    [Fact]
    public void Forged_chains_of_mails_end()
    {
        var lines = Enumerable.Range(10_000, 3000).SelectMany(number => new[]
        {
            $"Mar  1 12:30:06 mx postfix/smtpd[12]: {number}: client=mail.example.org[192.0.2.1]",
            $"Mar  1 12:30:06 mx postfix/qmgr[14]: {number}: from=<ann@example.org>, size=1",
            $"Mar  1 12:30:06 mx postfix/smtp[15]: {number - 1}: to=<bob@example.net>, relay=x, status=sent (queued as {number})",
            $"Mar  1 12:30:06 mx postfix/smtp[15]: {number}: to=<bob@example.net>, relay=x, status=sent (queued as {number - 1})",
            $"Mar  1 12:30:06 mx postfix/smtp[15]: {number}: to=<bob@example.net>, relay=x, status=sent (queued as {number})",
        });

        Assert.NotEmpty(ReadLog.Of(lines).Mails);
    }
}
