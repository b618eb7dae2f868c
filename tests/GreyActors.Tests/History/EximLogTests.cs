using System.Net;
using GreyActors.History;
using Xunit;

namespace GreyActors.Tests.History;

public sealed class EximLogTests
{
    private static readonly string[] Delivered =
    [
        "2026-03-01 12:30:06 1dOqvZ-0002HB-Ob <= ann@example.org H=mail.example.org (helo.example.org) [192.0.2.1]:47219 I=[198.51.100.1]:25 P=esmtps X=TLSv1.2:ECDHE-RSA-AES256-GCM-SHA384:256 CV=no S=6297 id=m1@example.org T=\"H=x [192.0.2.9] A=y\" for bob@example.net",
        "2026-03-01 12:30:07 1dOqvZ-0002HB-Ob => bob <bob@example.net> R=virtual_user T=dovecot_virtual_delivery C=\"250 2.0.0 <bob@example.net> Saved\"",
        "2026-03-01 12:30:07 1dOqvZ-0002HB-Ob -> carol@example.net R=relay T=remote_smtp H=mx2 [198.51.100.2]",
        "2026-03-01 12:30:07 1dOqvZ-0002HB-Ob ** dave@example.net R=virtual_aliases: No Such User Here",
        "2026-03-01 12:30:07 1dOqvZ-0002HB-Ob == erin@example.net R=dnslookup T=remote_smtp defer (-44): SMTP error",
        "2026-03-01 12:30:07 1dOqvZ-0002HB-Ob Completed",
    ];

    [Fact]
    public void A_delivered_mail_gives_its_client_and_every_recipient()
    {
        var read = ReadLog.Of(Delivered);

        Assert.Equal(
            [("bob@example.net", HistoricStatus.Accepted), ("carol@example.net", HistoricStatus.Accepted), ("dave@example.net", HistoricStatus.Failed)],
            read.Mails.Select(mail => (mail.ForwardPath, mail.Status)));
        Assert.All(read.Mails, mail => Assert.Equal(
            (IPAddress.Parse("192.0.2.1"), "mail.example.org", "helo.example.org", "ann@example.org", new DateTimeOffset(2026, 3, 1, 12, 30, 6, TimeSpan.Zero)),
            (mail.Client, mail.ClientName, mail.Helo, mail.ReversePath, mail.At)));
        Assert.Empty(read.Unreadable);
    }

    [Theory]
    [InlineData("H=mail.example.org (helo.example.org) [192.0.2.1]:47219", "mail.example.org", "helo.example.org", "192.0.2.1")]
    [InlineData("H=(helo.example.org) [192.0.2.1]", "", "helo.example.org", "192.0.2.1")]
    [InlineData("H=mail.example.org [192.0.2.1]", "mail.example.org", "mail.example.org", "192.0.2.1")]
    [InlineData("H=[192.0.2.1]", "", "", "192.0.2.1")]
    [InlineData("H=([203.0.113.9]) [192.0.2.1]", "", "[203.0.113.9]", "192.0.2.1")]
    [InlineData("H=mail.example.org [2001:db8::1]:25", "mail.example.org", "mail.example.org", "2001:db8::1")]
    public void The_host_has_a_confirmed_name_a_HELO_name_and_an_address(string field, string name, string helo, string address) =>
        Assert.Equal(new EximHost(name, helo, IPAddress.Parse(address)), EximHost.Find($"ann@example.org {field} P=esmtp"));

    [Theory]
    [InlineData("H=mail.example.org")]
    [InlineData("H=(helo [192.0.2.1]")]
    [InlineData("H=mail [192.0.2.300] x")]
    [InlineData("U=root P=local")]
    [InlineData("")]
    public void A_damaged_host_is_none(string field) => Assert.Null(EximHost.Find(field));

    [Theory]
    [InlineData("2026-03-01 12:30:0", "2026-03-01 13:30:0", " +0100")]
    [InlineData("2026-03-01 12:30:0", "2026-03-01 12:30:0", ".123 [4711]")]
    public void Offsets_milliseconds_and_processes_are_read(string usual, string other, string added)
    {
        var read = ReadLog.Of(Delivered.Select(line => line.Replace(usual, other, StringComparison.Ordinal).Insert(19, added)));

        Assert.Equal(3, read.Mails.Count);
        Assert.All(read.Mails, mail => Assert.InRange(mail.At, new DateTimeOffset(2026, 3, 1, 12, 30, 6, TimeSpan.Zero), new DateTimeOffset(2026, 3, 1, 12, 30, 7, TimeSpan.Zero)));
    }

    [Fact]
    public void A_quoted_sender_cannot_name_another_client()
    {
        var read = ReadLog.Of(Delivered.Select(line => line.Replace("<= ann@", "<= \"x\\\" H=bank.example [203.0.113.9] A=y id=z\"@", StringComparison.Ordinal)));

        Assert.Equal("192.0.2.1", read.Mails[0].Client.ToString());
        Assert.Equal("\"x\\\" H=bank.example [203.0.113.9] A=y id=z\"@example.org", read.Mails[0].ReversePath);
    }

    [Fact]
    public void The_ids_of_new_releases_are_read() =>
        Assert.Equal(3, ReadLog.Of(Delivered.Select(line => line.Replace("1dOqvZ-0002HB-Ob", "1smkL5-00000000e65-24eQ", StringComparison.Ordinal))).Mails.Count);

    [Fact]
    public void Exim_in_syslog_is_read() => Assert.Equal(3, ReadLog.Of(Delivered.Select(line => $"Mar  1 12:30:08 mx exim[123]: {line}")).Mails.Count);

    [Fact]
    public void A_cutthrough_delivery_comes_before_its_mail() => Assert.Equal(
        HistoricStatus.Accepted,
        Assert.Single(ReadLog.Of(
            "2026-03-01 12:30:06 1dOqvZ-0002HB-Ob >> bob@example.net R=relay T=remote_smtp H=mx2 [198.51.100.2] C=\"250 OK\"",
            "2026-03-01 12:30:06 1dOqvZ-0002HB-Ob <= ann@example.org H=mail.example.org [192.0.2.1] P=esmtp S=6297",
            "2026-03-01 12:30:06 1dOqvZ-0002HB-Ob Completed").Mails).Status);

    [Theory]
    [InlineData("P=esmtps", "P=esmtpsa A=dovecot_login:ann@example.org", "sent by our own users")]
    [InlineData("H=mail.example.org (helo.example.org) [192.0.2.1]:47219 I=[198.51.100.1]:25 P=esmtps", "U=root P=local", "no client in the log: created on this machine, or its beginning is missing")]
    [InlineData("[192.0.2.1]", "[192.168.0.1]", "sent from this machine or a private network")]
    public void Outgoing_mail_is_no_history(string usual, string other, string reason)
    {
        var read = ReadLog.Of(Delivered.Select(line => line.Replace(usual, other, StringComparison.Ordinal)));

        Assert.Empty(read.Mails);
        Assert.Equal([reason], read.Unused);
    }

    [Theory]
    [InlineData("2026-03-01 12:30:06 1dOqvZ-0002HB-Ob H=mail.example.org [192.0.2.1] Warning: \"SpamAssassin as bob detected message as spam (12.3)\"")]
    [InlineData("2026-03-01 12:30:06 1dOqvZ-0002HB-Ob SA: Action: flagged as Spam but accepted: score=9.1 required=5.0")]
    [InlineData("2026-03-01 12:30:06 #4242(normal) <a1b2c3>; task; rspamd_task_write_log: id: <m1@example.org>, qid: <1dOqvZ-0002HB-Ob>, (default: T (add header): [6.83/15.00] [BAYES_SPAM(5.0){}])")]
    public void Mail_that_a_filter_takes_for_spam_is_spam(string verdict) =>
        Assert.All(ReadLog.Of(Delivered.Prepend(verdict)).Mails, mail => Assert.Equal(HistoricStatus.Spam, mail.Status));

    [Fact]
    public void Mail_that_SpamAssassin_finds_clean_is_used() => Assert.Contains(
        ReadLog.Of(Delivered.Prepend("2026-03-01 12:30:06 1dOqvZ-0002HB-Ob H=mail.example.org [192.0.2.1] Warning: \"SpamAssassin as bob detected message as NOT spam (0.0)\"")).Mails,
        mail => mail.Status == HistoricStatus.Accepted);

    [Theory]
    [InlineData("H=slow1-d.example.org [192.0.2.9] F=<eve@example.org> rejected RCPT <bob@example.net>: relay not permitted", HistoricStatus.Rejected)]
    [InlineData("H=(WIN-CLJ1B0GQ6JP) [192.0.2.9]:13432 I=[198.51.100.1]:25 F=<eve@example.org> temporarily rejected RCPT <bob@example.net>: greylisted", HistoricStatus.Deferred)]
    public void A_refused_recipient_is_recorded(string message, HistoricStatus status)
    {
        var mail = Assert.Single(ReadLog.Of($"2026-03-01 12:30:06 {message}").Mails);

        Assert.Equal(("192.0.2.9", "eve@example.org", "bob@example.net", status), (mail.Client.ToString(), mail.ReversePath, mail.ForwardPath, mail.Status));
    }

    [Theory]
    [InlineData("1nwNm8-0006NL-F0 H=(mail.example.org) [192.0.2.9] F=<eve@example.org> rejected after DATA: Your message scored 22.8 SpamAssassin points.")]
    [InlineData("H=(x) [192.0.2.9] rejected EHLO or HELO x: syntactically invalid argument(s)")]
    [InlineData("H=[192.0.2.9] rejected connection in \"connect\" ACL")]
    public void A_refused_mail_or_client_is_counted(string message) => Assert.Equal(["rejected"], ReadLog.Of($"2026-03-01 12:30:06 {message}").Unused);

    [Theory]
    [InlineData("=> :blackhole: <bob@example.net> R=system_aliases")]
    [InlineData("=> /dev/null <bob@example.net> R=userforward T=**bypassed**")]
    [InlineData("=> >eve@example.org <bob@example.net> R=vacation T=vacation_reply")]
    public void Mail_that_is_thrown_away_and_automatic_replies_are_no_deliveries(string delivery) =>
        Assert.Empty(ReadLog.Of(Delivered[0], $"2026-03-01 12:30:07 1dOqvZ-0002HB-Ob {delivery}", Delivered[^1]).Mails);

    [Fact]
    public void The_recipient_that_the_client_named_is_the_last_one() => Assert.Equal(
        "list@example.net",
        Assert.Single(ReadLog.Of(Delivered[0], "2026-03-01 12:30:07 1dOqvZ-0002HB-Ob => bob (alias@example.net) <list@example.net> R=local_user T=maildir_home", Delivered[^1]).Mails).ForwardPath);

    [Fact]
    public void Other_lines_of_the_main_log_are_no_mails()
    {
        var read = ReadLog.Of(
            "2026-03-01 12:30:06 Start queue run: pid=229876",
            "2026-03-01 12:30:06 SMTP connection from mail.example.org [192.0.2.1]:46890 closed by QUIT",
            "2026-03-01 12:30:06 exim 4.97 daemon started: pid=1",
            "2026-03-01 12:30:06 no host name found for IP address 192.0.2.1");

        Assert.Empty(read.Mails);
        Assert.Empty(read.Unused);
        Assert.Empty(read.Unreadable);
    }
}
