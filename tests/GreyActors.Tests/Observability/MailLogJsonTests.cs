using System.Net;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;
using GreyActors.Observability;
using Xunit;

namespace GreyActors.Tests.Observability;

public sealed class MailLogJsonTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 1, 2, 3, 450, TimeSpan.Zero);

    private readonly MailLogJson _lines = new();

    [Fact]
    public void A_mail_in_JSON_has_all_its_fields() => Assert.Equal(
        """{"time":"2026-11-23T01:02:03.45Z","session":"client-42","client":"192.0.2.1","identity":"192.0.2.0/24","helo":"client.example.net","from":"a@example.net","to":["b@example.org","c@example.org"],"status":"ACCEPTED","reason":"waited 5m 1s","waited":301.25}""",
        _lines.Of(Mail(MailStatus.Accepted, "client.example.net", "waited 5m 1s") with { Waited = TimeSpan.FromSeconds(301.25) }));

    [Fact]
    public void A_mail_that_did_not_wait_has_no_waited_field() =>
        Assert.EndsWith("\"status\":\"DEFERRED\",\"reason\":\"never seen\"}", _lines.Of(Mail(MailStatus.Deferred, "h", "never seen")), StringComparison.Ordinal);

    [Fact]
    public void A_judged_mail_has_all_identities_of_the_client_the_rule_and_the_identity_that_decided()
    {
        var judged = new JudgeNote("waited-long-enough", "spf:example.net", ["192.0.2.0/24", "spf:example.net"]);

        Assert.Equal(
            """{"time":"2026-11-23T01:02:03.45Z","session":"client-42","client":"192.0.2.1","identity":"192.0.2.0/24","identities":["192.0.2.0/24","spf:example.net"],"helo":"h","from":"a@example.net","to":["b@example.org","c@example.org"],"status":"ACCEPTED","rule":"waited-long-enough","by":"spf:example.net","reason":"waited 5m"}""",
            _lines.Of(Mail(MailStatus.Accepted, "h", "waited 5m") with { Judged = judged }));
        Assert.EndsWith(
            "\"status\":\"WOULD-DEFER\",\"rule\":\"never-seen\",\"reason\":\"never seen before; 250 Ok\"}",
            _lines.Of(Mail(MailStatus.WouldDefer, "h", "never seen before; 250 Ok") with { Judged = new JudgeNote("never-seen", null, [], WouldDefer: true) }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Text_from_clients_can_neither_end_a_line_nor_forge_a_field()
    {
        var line = _lines.Of(Mail(MailStatus.Rejected, "x\",\"status\":\"ACCEPTED\r\n\u001b[2J\ud800é", "no"));

        Assert.All(line, one => Assert.InRange(one, ' ', '~'));
        using var json = System.Text.Json.JsonDocument.Parse(line);
        Assert.Equal("REJECTED", json.RootElement.GetProperty("status").GetString());
    }

    [Fact]
    public void The_debug_log_in_JSON_has_dialogue_lines_and_live_components()
    {
        Assert.Equal(
            """{"time":"2026-11-23T01:02:03.45Z","session":"client-42","said":"client","text":"EHLO a"}""",
            _lines.Of(At, new DialogueLine("client-42", DialogueDirection.FromClient, "EHLO a")));
        Assert.Equal(
            """{"time":"2026-11-23T01:02:03.45Z","session":"client-42","said":"greyactors","text":"250 b"}""",
            _lines.Of(At, new DialogueLine("client-42", DialogueDirection.ToClient, "250 b")));
        Assert.Equal(
            """{"time":"2026-11-23T01:02:03.45Z","components":["A_a","B_b"]}""",
            _lines.Of(At, new LiveComponents(["A_a", "B_b"])));
    }

    [Fact]
    public void The_debug_log_in_JSON_has_the_identities_of_a_client_with_their_evidence() => Assert.Equal(
        """{"time":"2026-11-23T01:02:03.45Z","session":"client-42","identities":["192.0.2.0/24"],"evidence":["the network of the client","example.net has no SPF record"]}""",
        _lines.Of(At, new ClientIdentified(
            "client-42", new ClientDescription(null, [new IdentityDescription("192.0.2.0/24", "the network of the client")], ["example.net has no SPF record"], []))));

    [Fact]
    public void The_debug_log_has_each_recipient_that_would_be_deferred()
    {
        var observed = new RecipientObserved("client-42", "b@example.org\r\n", "never seen before");

        Assert.Equal(
            """{"time":"2026-11-23T01:02:03.45Z","session":"client-42","wouldDefer":"b@example.org\r\n","reason":"never seen before"}""", _lines.Of(At, observed));
        Assert.Equal(
            @"20261123010203.450 client-42 = would defer <b@example.org\x0d\x0a>: never seen before", new MailLogText().Of(At, observed));
    }

    private static MailLogged Mail(MailStatus status, string helo, string why) => new(
        At, helo, IPAddress.Parse("::ffff:192.0.2.1"), "a@example.net", ["b@example.org", "c@example.org"], status, why)
    {
        Session = "client-42",
        Identity = "192.0.2.0/24",
    };
}
