using System.Net;
using System.Text.Json;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;
using GreyActors.History;
using GreyActors.Observability;
using Xunit;

namespace GreyActors.Tests.History;

/// <summary>The readers understand every line that our own logs contain.</summary>
public sealed class OwnLogTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 30, 5, 250, TimeSpan.Zero);

    private static readonly MailLogged Logged = new(
        At, "mail|1.example.org", IPAddress.Parse("2001:db8::1"), "a<ü>|\\x41@example.org", ["b@example.net", "c@example.net"], MailStatus.Accepted, "waited 5m");

    [Fact]
    public void A_line_of_the_greylist_log_gives_one_mail_for_each_recipient()
    {
        var read = ReadLog.Of("20260301123005.250 | mail.example.org | 192.0.2.1 | <> | <b@example.net>, <c@example.net> | DEFERRED | ");

        Assert.Equal(
        [
            new HistoricMail(At, IPAddress.Parse("192.0.2.1"), "", "mail.example.org", "", "b@example.net", HistoricStatus.Deferred, default),
            new HistoricMail(At, IPAddress.Parse("192.0.2.1"), "", "mail.example.org", "", "c@example.net", HistoricStatus.Deferred, default),
        ], read.Mails);
        Assert.Empty(read.Unreadable);
    }

    [Fact]
    public void Hostile_text_is_the_same_after_writing_and_reading_in_both_formats()
    {
        foreach (var line in new[] { new MailLogText().Of(Logged), new MailLogJson().Of(Logged) })
        {
            var read = ReadLog.Of(line);
            Assert.Equal(["b@example.net", "c@example.net"], read.Mails.Select(mail => mail.ForwardPath));
            Assert.All(read.Mails, mail => Assert.Equal((Logged.Helo, Logged.ReversePath, Logged.Client, Logged.At), (mail.Helo, mail.ReversePath, mail.Client, mail.At)));
        }
    }

    [Fact]
    public void Every_status_of_the_greylist_log_is_known()
    {
        foreach (var status in Enum.GetValues<MailStatus>())
        {
            var lines = new[] { new MailLogText().Of(Logged with { Status = status }), new MailLogJson().Of(Logged with { Status = status }) };
            var read = ReadLog.Of(lines);
            Assert.Empty(read.Unreadable);
            Assert.Equal(4, read.Mails.Count);
        }
    }

    [Fact]
    public void The_greylist_log_of_the_mode_observe_is_known() => Assert.Equal(
        HistoricStatus.WouldDefer, Assert.Single(ReadLog.Of("20260301123005.250 | h | 192.0.2.1 | <> | <b@example.net> | WOULD-DEFER | ").Mails).Status);

    [Fact]
    public void The_lines_of_the_debug_log_are_no_mails()
    {
        IMailLogLines[] logs = [new MailLogText(), new MailLogJson()];
        var read = ReadLog.Of(logs.SelectMany(log => new[]
        {
            log.Of(At, new DialogueLine("client-1", DialogueDirection.FromClient, "MAIL FROM:<a@example.org>")),
            log.Of(At, new ClientIdentified("client-1", new ClientDescription(null, [], [], []))),
            log.Of(At, new LiveComponents(["client-1"])),
        }));

        Assert.Empty(read.Mails);
        Assert.Empty(read.Unreadable);
    }

    [Fact]
    public void A_decision_has_the_recorded_identities()
    {
        var read = ReadLog.Of(Decision("accepted", "known-triplet", """[{"identity":"192.0.2.0/24","evidence":"the network"},{"identity":"spf:example.org","evidence":"SPF"}]"""));

        var mail = Assert.Single(read.Mails);
        Assert.Equal(["192.0.2.0/24", "spf:example.org"], mail.Identities.Select(identity => identity.Text));
        Assert.Equal(HistoricStatus.Accepted, mail.Status);
        Assert.Equal("b@example.net", mail.ForwardPath);
    }

    [Fact]
    public void A_line_of_the_greylist_log_has_the_recorded_identities() => Assert.Equal(
        ["192.0.2.0/24", "host:example.org"],
        Assert.Single(ReadLog.Of("""{"time":"2026-03-01T12:30:05Z","session":"client-1","client":"192.0.2.1","identities":["192.0.2.0/24","host:example.org"],"helo":"","from":"","to":["b@example.net"],"status":"ACCEPTED"}""").Mails)
            .Identities.Select(identity => identity.Text));

    [Fact]
    public void A_page_of_decisions_is_read_as_its_decisions()
    {
        var page = $$"""{"oldest":1,"newest":2,"lost":0,"decisions":[{{Decision("deferred", "never-seen")}},{{Decision("refused", "domain-not-served")}}]}""";

        Assert.Equal([HistoricStatus.Deferred, HistoricStatus.Rejected], ReadLog.Of(page).Mails.Select(mail => mail.Status));
    }

    [Fact]
    public void Every_status_of_a_decision_is_known() => Assert.All(
        Enum.GetValues<DecisionStatus>(),
        status => Assert.Single(ReadLog.Of(Decision(JsonNamingPolicy.KebabCaseLower.ConvertName(status.ToString()), "never-seen")).Mails));

    [Fact]
    public void A_decision_of_the_mode_observe_is_known() => Assert.Equal(
        HistoricStatus.WouldDefer,
        Assert.Single(ReadLog.Of(Decision("accepted", "never-seen").Replace("\"rule\"", "\"wouldDefer\":true,\"rule\"", StringComparison.Ordinal)).Mails).Status);

    [Fact]
    public void Mail_of_our_own_users_is_not_used()
    {
        var read = ReadLog.Of(Decision("accepted", "allowed-client"));

        Assert.Empty(read.Mails);
        Assert.Equal(["sent by our own users"], read.Unused);
    }

    [Theory]
    [InlineData("20260301123005.250 | mail.example.org | 192.0.2.1 | <a@example.org> | <b@exam")]
    [InlineData("20260301123005.250 | mail.example.org | 192.0.2.1 | <a@example.org> | <b@example.net> | ACC")]
    [InlineData("20260301123005.250 | mail.example.org | 192.0.2.1 | <a@example.org> | <b@example.net> | GONE | ")]
    [InlineData("20260301123005.250 | mail.example.org | 192.0.2 | <a@example.org> | <b@example.net> | ACCEPTED | ")]
    [InlineData("20260301123005.250 | mail.example.org | 192.0.2.1 | a@example.org | <b@example.net> | ACCEPTED | ")]
    [InlineData("20260301123005.250 | mail.example.org | 192.0.2.1 | <a@example.org> | <b@example.net>, | ACCEPTED | ")]
    [InlineData("20261301123005.250 | mail.example.org | 192.0.2.1 | <> | <b@example.net> | ACCEPTED | ")]
    [InlineData("""{"time":"2026-03-01T12:30:05Z","client":"192.0.2.1",""")]
    [InlineData("""{"time":"2026-03-01T12:30:05Z","client":"192.0.2.1","from":"","to":["b@example.net"],"status":"GONE"}""")]
    [InlineData("""{"time":"yesterday","client":"192.0.2.1","from":"","to":["b@example.net"],"status":"ACCEPTED"}""")]
    [InlineData("""{"time":"2026-03-01T12:30:05Z","client":"nobody","from":"","to":["b@example.net"],"status":"ACCEPTED"}""")]
    [InlineData("""{"time":"2026-03-01T12:30:05Z","client":"192.0.2.1","from":"","to":[1],"status":"ACCEPTED"}""")]
    [InlineData("""{"time":"2026-03-01T12:30:05Z","client":"\ud800","from":"\ud800","to":["b@example.net"],"status":"ACCEPTED"}""")]
    [InlineData("""{"decisions":[1]}""")]
    [InlineData("""{"level":"info"}""")]
    [InlineData("hello")]
    public void A_damaged_or_foreign_line_is_reported_once(string line)
    {
        var read = ReadLog.Of(line);

        Assert.Empty(read.Mails);
        Assert.Equal(line, Assert.Single(read.Unreadable).Line.Text);
    }

    private static string Decision(string status, string rule, string identities = "[]") =>
        $$$"""{"id":1,"at":"2026-03-01T12:30:05.25+00:00","session":"client-1","listener":"127.0.0.1:25","client":"192.0.2.1","helo":"mail.example.org","from":"a@example.org","to":"b@example.net","status":"{{{status}}}","rule":"{{{rule}}}","why":"","waitedSeconds":null,"identified":{"organisation":null,"identities":{{{identities}}},"unproven":[],"lists":[]}}""";
}
