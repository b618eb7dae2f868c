using System.Net;
using GreyActors.History;
using Xunit;

namespace GreyActors.Tests.History;

/// <summary>Only mail that Postfix delivered from outside is history.</summary>
public sealed class PostfixLogTests
{
    private static readonly string[] Delivered =
    [
        "Mar  1 12:30:05 mx postfix/smtpd[2345]: connect from mail.example.org[192.0.2.1]",
        "Mar  1 12:30:06 mx postfix/smtpd[2345]: 4A1B2C3D4E: client=mail.example.org[192.0.2.1]",
        "Mar  1 12:30:06 mx postfix/cleanup[2349]: 4A1B2C3D4E: message-id=<m1@example.org>",
        "Mar  1 12:30:06 mx postfix/qmgr[108]: 4A1B2C3D4E: from=<ann@example.org>, size=12840, nrcpt=2 (queue active)",
        "Mar  1 12:30:07 mx postfix/lmtp[2350]: 4A1B2C3D4E: to=<bob@example.net>, relay=mx[private/dovecot-lmtp], delay=0.8, delays=0.1/0/0/0.7, dsn=2.0.0, status=sent (250 2.0.0 <bob@example.net> Saved)",
        "Mar  1 12:30:07 mx postfix/local[2351]: 4A1B2C3D4E: to=<carol@mx.example.net>, orig_to=<info@example.net>, relay=local, delay=5, delays=1.9/0/0/3.2, dsn=2.0.0, status=sent (delivered to command: /usr/local/bin/procmail)",
        "Mar  1 12:30:07 mx postfix/qmgr[108]: 4A1B2C3D4E: removed",
        "Mar  1 12:30:08 mx postfix/smtpd[2345]: disconnect from mail.example.org[192.0.2.1] ehlo=2 starttls=1 mail=1 rcpt=2 data=1 quit=1 commands=8",
    ];

    [Fact]
    public void A_delivered_mail_gives_its_client_its_sender_and_the_recipients_that_the_client_named()
    {
        var read = ReadLog.Of(Delivered);

        var at = new DateTimeOffset(2026, 3, 1, 12, 30, 6, TimeSpan.Zero);
        Assert.Equal(
        [
            new HistoricMail(at, IPAddress.Parse("192.0.2.1"), "mail.example.org", "", "ann@example.org", "bob@example.net", HistoricStatus.Accepted, default),
            new HistoricMail(at, IPAddress.Parse("192.0.2.1"), "mail.example.org", "", "ann@example.org", "info@example.net", HistoricStatus.Accepted, default),
        ], read.Mails);
        Assert.Empty(read.Unreadable);
        Assert.Empty(read.Unused);
    }

    [Theory]
    [InlineData("Mar  1 12:30:06 mx ", "2026-03-01T12:30:06.123456+00:00 mx ")]
    [InlineData("Mar  1 12:30:06 mx ", "2026-03-01T13:30:06+0100 mx ")]
    [InlineData("Mar  1 12:30:06 mx ", "<22>Mar 1 12:30:06 mx ")]
    [InlineData("Mar  1 12:30:06 mx ", "Mar 01 12:30:06.123456 mx ")]
    [InlineData("Mar  1 12:30:06 mx ", "Mar  1 12:30:06 <mail.info> mx ")]
    public void Every_usual_timestamp_is_read(string classic, string other)
    {
        var mail = Assert.Single(ReadLog.Of(Delivered.Select(line => line.Replace(classic, other, StringComparison.Ordinal))).Mails, mail => mail.ForwardPath == "bob@example.net");

        Assert.InRange(mail.At, new DateTimeOffset(2026, 3, 1, 12, 30, 6, TimeSpan.Zero), new DateTimeOffset(2026, 3, 1, 12, 30, 7, TimeSpan.Zero));
    }

    [Fact]
    public void The_format_of_RFC_5424_is_read()
    {
        var read = ReadLog.Of(
            """<22>1 2026-03-01T12:30:06.003Z mx.example.net postfix/smtpd 2345 - [meta x="\]"][origin ip="::1"] 4A1B2C3D4E: client=mail.example.org[2001:db8::1]""",
            "<22>1 2026-03-01T12:30:06.003Z mx.example.net postfix/qmgr 108 - - 4A1B2C3D4E: from=<ann@example.org>, size=1, nrcpt=1 (queue active)",
            "<22>1 2026-03-01T12:30:06.003Z mx.example.net postfix/virtual 109 - - 4A1B2C3D4E: to=<bob@example.net>, relay=virtual, delay=1, dsn=2.0.0, status=sent (delivered to maildir)");

        Assert.Equal(IPAddress.Parse("2001:db8::1"), Assert.Single(read.Mails).Client);
    }

    [Theory]
    [InlineData("4A1B2C3D4E", "3Pt2mN2VXxznjll")]
    [InlineData("postfix/", "postfix-inbound/")]
    [InlineData("[192.0.2.1]", "[192.0.2.1]:54321")]
    public void Long_queue_ids_other_instances_and_client_ports_are_read(string usual, string other) =>
        Assert.Equal(2, ReadLog.Of(Delivered.Select(line => line.Replace(usual, other, StringComparison.Ordinal))).Mails.Count);

    [Fact]
    public void A_client_without_a_confirmed_name_has_none() => Assert.All(
        ReadLog.Of(Delivered.Select(line => line.Replace("mail.example.org[", "unknown[", StringComparison.Ordinal))).Mails, mail => Assert.Equal("", mail.ClientName));

    [Theory]
    [InlineData("client=mail.example.org[192.0.2.1]", "client=mail.example.org[192.0.2.1], sasl_method=PLAIN, sasl_username=bob@example.net", "sent by our own users")]
    [InlineData("postfix/smtpd", "postfix/submission/smtpd", "sent by our own users")]
    [InlineData("postfix/smtpd", "postfix/smtps/smtpd", "sent by our own users")]
    [InlineData("mail.example.org[192.0.2.1]", "printer[192.168.1.7]", "sent from this machine or a private network")]
    [InlineData("mail.example.org[192.0.2.1]", "localhost[127.0.0.1]", "sent from this machine or a private network")]
    public void Outgoing_mail_is_no_history(string usual, string other, string reason)
    {
        var read = ReadLog.Of(Delivered.Select(line => line.Replace(usual, other, StringComparison.Ordinal)));

        Assert.Empty(read.Mails);
        Assert.Equal([reason], read.Unused);
    }

    [Theory]
    [InlineData("Mar  1 12:30:06 mx amavis[3]: (00003-01) Passed SPAMMY {RelayedTaggedInbound}, [192.0.2.1]:4000 [192.0.2.1] <ann@example.org> -> <bob@example.net>, Queue-ID: 4A1B2C3D4E, Message-ID: <m1@example.org>, mail_id: Tq0EZ1qm6_xb, Hits: 12.5, size: 349, queued_as: E27B04562007, 667 ms")]
    [InlineData("Mar  1 12:30:06 mx amavis[3]: (00003-01) Blocked SPAM {DiscardedInbound,Quarantined}, [192.0.2.1]:4000 [192.0.2.1] <ann@example.org> -> <bob@example.net>, quarantine: W/spam-WK3LMJCskwci.gz, Message-ID: <m1@example.org>, mail_id: WK3LMJCskwci, Hits: 1000.053, size: 2997, 1093 ms")]
    [InlineData("Mar  1 12:30:06 mx amavis[3]: (00003-01) Passed SPAM, LOCAL [10.10.1.2] [192.0.2.1] <ann@example.org> -> <bob@example.net>, Message-ID: <m1@example.org>, Hits: 9")]
    [InlineData("Mar  1 12:30:06 mx spamd[1279]: spamd: result: Y 6 - HTML_IMAGE_ONLY_24,HTML_MESSAGE scantime=0.7,size=4334,user=spamd,uid=1003,required_score=5.0,rhost=localhost,raddr=127.0.0.1,rport=42431,mid=<m1@example.org>,autolearn=disabled,shortcircuit=no")]
    [InlineData("Mar  1 12:30:06 mx rspamd[2538]: <8ae27d>; proxy; rspamd_task_write_log: id: <m1@example.org>, qid: <4A1B2C3D4E>, ip: 192.0.2.1, from: <ann@example.org>, (default: T (add header): [6.83/15.00] [BAYES_SPAM(5.0){}]), len: 188249, time: 100ms")]
    [InlineData("2026-03-01 12:30:06.123 #4242(normal) <a1b2c3>; task; rspamd_task_write_log: id: <m1@example.org>, qid: <undef>, ip: 192.0.2.1, (default: T (rewrite subject): [6.83/15.00] [BAYES_SPAM(5.0){}])")]
    [InlineData("Mar  1 12:30:06 mx postfix/cleanup[2349]: 4A1B2C3D4E: milter-header-add: header X-Spam-Status: Yes, score=5.5 required=5.0 tests=DKIM_SIGNED autolearn=no from mail.example.org[192.0.2.1]; from=<ann@example.org> to=<bob@example.net> proto=ESMTP helo=<mail.example.org>")]
    [InlineData("Mar  1 12:30:06 mx postfix/cleanup[2349]: 4A1B2C3D4E: info: header X-Spam-Flag: YES from local; from=<ann@example.org> to=<bob@example.net>")]
    [InlineData("Mar  1 12:30:06 mx postfix/cleanup[2349]: 4A1B2C3D4E: milter-header-add: header X-Rspamd-Action: add header from mail.example.org[192.0.2.1]; from=<ann@example.org> to=<bob@example.net>")]
    public void Mail_that_a_filter_takes_for_spam_is_spam(string verdict)
    {
        // A verdict may also be logged after the delivery.
        foreach (var lines in new[] { Delivered.Take(3).Append(verdict).Concat(Delivered.Skip(3)), Delivered.Append(verdict) })
        {
            var read = ReadLog.Of(lines);
            Assert.Equal([HistoricStatus.Spam, HistoricStatus.Spam], read.Mails.Select(mail => mail.Status));
            Assert.Empty(read.Unreadable);
        }
    }

    [Theory]
    [InlineData("Mar  1 12:30:06 mx amavis[3]: (00003-01) Passed CLEAN {RelayedInbound}, [192.0.2.1]:4000 <ann@example.org> -> <bob@example.net>, Queue-ID: 4A1B2C3D4E, Message-ID: <m1@example.org>, Hits: -1.2")]
    [InlineData("Mar  1 12:30:06 mx spamd[1279]: spamd: result: . -20 - USER_IN_WHITELIST scantime=0.0,mid=<m1@example.org>,autolearn=disabled")]
    [InlineData("Mar  1 12:30:06 mx rspamd[2538]: <8ae27d>; proxy; rspamd_task_write_log: id: <m1@example.org>, qid: <4A1B2C3D4E>, (default: F (no action): [0.34/15.00] [BAYES_HAM(-3.00)])")]
    [InlineData("Mar  1 12:30:06 mx postfix/cleanup[2349]: 4A1B2C3D4E: milter-header-add: header X-Rspamd-Action: no action from mail.example.org[192.0.2.1]; from=<ann@example.org> to=<bob@example.net>")]
    [InlineData("Mar  1 12:30:06 mx postfix/cleanup[2349]: 4A1B2C3D4E: milter-header-replace: header X-Spam-Status: No, score=-2.29 from mail.example.org[192.0.2.1]; from=<ann@example.org> to=<bob@example.net>")]
    [InlineData("Mar  1 12:30:06 mx amavis[3]: (00003-01) Passed SPAMMY {RelayedTaggedInbound}, Queue-ID: 000000000E, Message-ID: <other@example.org>, queued_as: E27B04562007")]
    public void Mail_that_a_filter_finds_clean_is_used(string verdict) => Assert.Equal(
        [HistoricStatus.Accepted, HistoricStatus.Accepted], ReadLog.Of(Delivered.Take(3).Append(verdict).Concat(Delivered.Skip(3))).Mails.Select(mail => mail.Status));

    [Theory]
    [InlineData("hold: header Received: from mail.example.org (mail.example.org [192.0.2.1])??by mx (Postfix) with ESMTP id 4A1B2C3D4E from mail.example.org[192.0.2.1]; from=<ann@example.org> to=<bob@example.net> proto=ESMTP helo=<mail.example.org>")]
    [InlineData("discard: header Subject: lottery from mail.example.org[192.0.2.1]; from=<ann@example.org> to=<bob@example.net> proto=ESMTP helo=<mail.example.org>")]
    [InlineData("milter-hold: END-OF-MESSAGE from mail.example.org[192.0.2.1]: milter triggers HOLD action; from=<ann@example.org> to=<bob@example.net>")]
    [InlineData("milter-discard: END-OF-MESSAGE from mail.example.org[192.0.2.1]: milter triggers DISCARD action; from=<ann@example.org>")]
    public void Mail_that_is_held_or_discarded_is_no_delivered_mail(string action) => Assert.All(
        ReadLog.Of(Delivered.Take(3).Append($"Mar  1 12:30:06 mx postfix/cleanup[2349]: 4A1B2C3D4E: {action}").Concat(Delivered.Skip(3))).Mails,
        mail => Assert.Equal(HistoricStatus.Failed, mail.Status));

    [Theory]
    [InlineData("status=sent", "status=bounced")]
    [InlineData("postfix/local", "postfix/discard")]
    public void A_recipient_that_did_not_get_the_mail_has_failed(string usual, string other) => Assert.Equal(
        HistoricStatus.Failed, Assert.Single(ReadLog.Of(Delivered.Select(line => line.Replace(usual, other, StringComparison.Ordinal))).Mails, mail => mail.ForwardPath == "info@example.net").Status);

    [Fact]
    public void Mail_that_is_still_in_the_queue_is_not_used()
    {
        var read = ReadLog.Of(Delivered.Take(4).Append(
            "Mar  1 12:30:07 mx postfix/smtp[2350]: 4A1B2C3D4E: to=<bob@example.net>, relay=none, delay=30, delays=0/0/30/0, dsn=4.4.1, status=deferred (connect to mx.example.net[198.51.100.7]:25: Connection timed out)"));

        Assert.Empty(read.Mails);
        Assert.Equal(["not delivered as far as the log shows"], read.Unused);
    }

    [Theory]
    [InlineData("postfix/smtpd[2345]: NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 450 4.2.0 <bob@example.net>: Recipient address rejected: Greylisted; from=<eve@example.org> to=<bob@example.net> proto=ESMTP helo=<eve>", HistoricStatus.Deferred)]
    [InlineData("postfix/smtpd[2345]: 4A1B2C3D4F: reject: RCPT from unknown[192.0.2.9]: 550 5.1.1 <bob@example.net>: Recipient address rejected: User unknown; from=<eve@example.org> to=<bob@example.net> proto=ESMTP helo=<eve>", HistoricStatus.Rejected)]
    [InlineData("postfix/postscreen[10]: NOQUEUE: reject: RCPT from [192.0.2.9]:4000: 550 5.7.1 Service unavailable; client [192.0.2.9] blocked using zen; from=<eve@example.org>, to=<bob@example.net>, proto=ESMTP, helo=<eve>", HistoricStatus.Rejected)]
    [InlineData("postfix/cleanup[12]: 7EB9BFF16A: milter-reject: END-OF-MESSAGE from unknown[192.0.2.9]: 5.7.1 Spam message rejected; from=<eve@example.org> to=<bob@example.net> proto=ESMTP helo=<eve>", HistoricStatus.Rejected)]
    [InlineData("postfix/cleanup[12]: 7EB9BFF16A: milter-reject: END-OF-MESSAGE from unknown[192.0.2.9]: 4.7.1 Try again later; from=<eve@example.org> to=<bob@example.net> proto=ESMTP helo=<eve>", HistoricStatus.Deferred)]
    [InlineData("postfix/cleanup[12]: 7EB9BFF16A: reject: header Subject: greetings from mars[192.0.2.77]; from=<a@b> from unknown[192.0.2.9]; from=<eve@example.org> to=<bob@example.net> proto=ESMTP helo=<eve>: 5.7.1 no", HistoricStatus.Rejected)]
    [InlineData("postfix/smtpd[2345]: NOQUEUE: milter-reject: RCPT from unknown[192.0.2.9]: 451 4.3.2 Come back later; from=<eve@example.org> to=<bob@example.net> proto=ESMTP helo=<eve>", HistoricStatus.Deferred)]
    public void A_refused_recipient_is_recorded_with_its_client(string message, HistoricStatus status)
    {
        var mail = Assert.Single(ReadLog.Of($"Mar  1 12:30:06 mx {message}").Mails);

        Assert.Equal(
            new HistoricMail(new(2026, 3, 1, 12, 30, 6, TimeSpan.Zero), IPAddress.Parse("192.0.2.9"), "", "eve", "eve@example.org", "bob@example.net", status, default), mail);
    }

    [Theory]
    [InlineData("postfix/smtpd[2345]: NOQUEUE: reject: CONNECT from unknown[192.0.2.9]: 554 5.7.1 Client host rejected; proto=SMTP")]
    [InlineData("postfix/smtpd[2345]: NOQUEUE: milter-reject: HELO from unknown[192.0.2.9]: 451 4.3.2 Too many errors; proto=SMTP helo=<eve>")]
    public void A_refused_client_is_counted(string message) => Assert.Equal(["rejected"], ReadLog.Of($"Mar  1 12:30:06 mx {message}").Unused);

    [Fact]
    public void A_mail_with_a_rejected_recipient_is_delivered_to_the_others()
    {
        var read = ReadLog.Of(Delivered.Take(2)
            .Append("Mar  1 12:30:06 mx postfix/smtpd[2345]: 4A1B2C3D4E: reject: RCPT from mail.example.org[192.0.2.1]: 550 5.1.1 <x@example.net>: Recipient address rejected; from=<ann@example.org> to=<x@example.net> proto=ESMTP helo=<mail.example.org>")
            .Concat(Delivered.Skip(2)));

        Assert.Equal(2, read.Mails.Count(mail => mail.Status == HistoricStatus.Accepted));
        Assert.Equal("x@example.net", Assert.Single(read.Mails, mail => mail.Status == HistoricStatus.Rejected).ForwardPath);
    }

    [Fact]
    public void A_message_that_names_a_rejection_in_a_queue_reply_is_no_rejection() => Assert.Equal(
        HistoricStatus.Failed,
        Assert.Single(ReadLog.Of(Delivered.Take(4).Append(
            "Mar  1 12:30:07 mx postfix/smtp[2350]: 4A1B2C3D4E: to=<bob@example.net>, relay=b[198.51.100.7]:25, delay=1, dsn=5.0.0, status=bounced (host said: 550 reject: RCPT from unknown[192.0.2.9]: no; from=<x@y> to=<z@y>)")).Mails).Status);

    [Fact]
    public void A_recipient_cannot_forge_its_outcome() => Assert.Empty(ReadLog.Of(Delivered.Take(4).Append(
        "Mar  1 12:30:07 mx postfix/smtp[2350]: 4A1B2C3D4E: to=<\"x, status=sent\"@example.net>, relay=none, delay=30, dsn=4.4.1, status=deferred (later)")).Mails);

    [Fact]
    public void A_header_cannot_forge_a_delivery()
    {
        var read = ReadLog.Of(
            "Mar  1 12:30:06 mx postfix/cleanup[9]: 4A1B2C3D4E: info: header Subject: 4A1B2C3D4F: client=bank.example[192.0.2.7] from unknown[192.0.2.9]; from=<eve@example.org>",
            "Mar  1 12:30:06 mx postfix/cleanup[9]: 4A1B2C3D4E: info: header Subject: to=<bob@example.net>, status=sent (x) from unknown[192.0.2.9]; from=<eve@example.org>");

        Assert.Empty(read.Mails);
    }
}
