using GreyActors.Core.Judging;
using GreyActors.Core.Policy;
using GreyActors.Core.Smtp;
using GreyActors.Core.Tests.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Policy;

/// <summary>From the attributes of a request to the question for the judge.</summary>
public sealed class PolicyRulesTests
{
    // As Postfix 3.7 sends it.
    private const string Recorded = """
        request=smtpd_access_policy
        protocol_state=RCPT
        protocol_name=ESMTP
        client_address=192.0.2.1
        client_name=mail.example.org
        client_port=41234
        reverse_client_name=mail.example.org
        server_address=198.51.100.1
        server_port=25
        helo_name=mail.example.org
        sender=ann@example.org
        recipient=bob@example.com
        recipient_count=0
        queue_id=
        instance=1a2b.65f1c3d4.1.0
        size=0
        etrn_domain=
        stress=
        sasl_method=
        sasl_username=
        sasl_sender=
        ccert_subject=
        ccert_issuer=
        ccert_fingerprint=
        ccert_pubkey_fingerprint=
        encryption_protocol=TLSv1.3
        encryption_cipher=TLS_AES_256_GCM_SHA384
        encryption_keysize=256
        policy_context=

        """;

    // Postfix 2.1.
    private const string Oldest = """
        request=smtpd_access_policy
        protocol_state=RCPT
        protocol_name=SMTP
        helo_name=some.domain.tld
        queue_id=8045F2AB23
        sender=foo@bar.tld
        recipient=bar@foo.tld
        client_address=192.0.2.4
        client_name=another.domain.tld

        """;

    [Fact]
    public void A_recipient_is_judged_at_RCPT_with_the_client_that_Postfix_reports()
    {
        var question = QuestionOf(Recorded)!.Value;

        Assert.Equal(
            ("192.0.2.1", "mail.example.org", "<ann@example.org>", "<bob@example.com>", true, false, Door.PostfixPolicy),
            (question.Client.ToString(), question.Helo, question.ReversePath.ToString(), question.ForwardPath.ToString(), question.Secured, question.Authenticated, question.Door));
        Assert.Equal("192.0.2.4 some.domain.tld <foo@bar.tld> <bar@foo.tld>", Show(QuestionOf(Oldest)));
    }

    [Theory]
    [InlineData("protocol_state=RCPT", "sender=", "recipient=bob@example.com", null)]
    [InlineData("protocol_state=DATA", "sender=", "recipient=bob@example.com", "192.0.2.1 mail.example.org <> <bob@example.com>")]
    [InlineData("protocol_state=DATA", "sender=", "recipient=", "192.0.2.1 mail.example.org <> <>")]
    [InlineData("protocol_state=DATA", "sender=ann@example.org", "recipient=bob@example.com", null)]
    [InlineData("protocol_state=RCPT", "sender=ann@example.org", "recipient=", null)]
    [InlineData("protocol_state=MAIL", "sender=ann@example.org", "recipient=", null)]
    [InlineData("protocol_state=END-OF-MESSAGE", "sender=ann@example.org", "recipient=bob@example.com", null)]
    [InlineData("protocol_state=END-OF-MESSAGE", "sender=", "recipient=bob@example.com", null)]
    [InlineData("protocol_state=CONNECT", "sender=", "recipient=", null)]
    [InlineData("protocol_state=VRFY", "sender=", "recipient=bob@example.com", null)]
    [InlineData("protocol_state=rcpt", "sender=ann@example.org", "recipient=bob@example.com", null)]
    [InlineData("stage=RCPT", "sender=ann@example.org", "recipient=bob@example.com", null)]
    public void Only_recipients_at_RCPT_and_the_null_reverse_path_at_DATA_are_judged(string state, string sender, string recipient, string? question) =>
        Assert.Equal(question, Show(QuestionOf($"request=smtpd_access_policy\n{state}\nclient_address=192.0.2.1\nhelo_name=mail.example.org\n{sender}\n{recipient}\n")));

    [Theory]
    [InlineData("client_address=unknown")]
    [InlineData("client_address=")]
    [InlineData("client_address=10.1")]
    [InlineData("client_name=mail.example.org")]
    public void A_request_without_a_client_is_not_judged(string attributes) =>
        Assert.Null(QuestionOf($"request=smtpd_access_policy\nprotocol_state=RCPT\nsender=ann@example.org\nrecipient=bob@example.com\n{attributes}\n"));

    // Postfix takes mail of these from its clients. A client that is not judged would not wait.
    [Theory]
    [InlineData("@example.org", "<\"\"@example.org>")]
    [InlineData("a\u007f@example.org", "<\"a\\\\x7F\"@example.org>")]
    [InlineData("a\u0001b@example.org", "<\"a\\\\x01b\"@example.org>")]
    [InlineData("v7+\u0001@example.org", "<\"v7+\\\\x01\"@example.org>")]
    [InlineData("bob@", "<\"bob@\">")]
    [InlineData("bob@exa\u0001mple.org", "<\"bob@exa\\\\x01mple.org\">")]
    [InlineData("\"", "<\"\\\"\">")]
    [InlineData("\"\\\"@l.example", "<\"\\\"\\\\\\\"\"@l.example>")]
    public void An_address_that_the_SMTP_door_would_refuse_is_judged(string written, string read)
    {
        var question = QuestionOf(Oldest + $"recipient={written}\nsender={written}\n")!.Value;

        Assert.Equal((read, read), (question.ReversePath.ToString(), question.ForwardPath.ToString()));
        Assert.False(question.ReversePath.IsNull);
        _ = question.ForwardPath.UnquotedLocalPart;
    }

    [Fact]
    public void A_request_without_sender_is_not_judged() =>
        Assert.Null(QuestionOf("request=smtpd_access_policy\nprotocol_state=DATA\nclient_address=192.0.2.1\nrecipient=bob@example.com\n"));

    [Theory]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("fe80::1%2", "fe80::1%2")]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.1")]
    public void A_client_may_have_an_IPv6_address(string written, string read) =>
        Assert.Equal(read, QuestionOf(Oldest + $"client_address={written}\n")!.Value.Client.ToString());

    [Theory]
    [InlineData("ann@example.org", "ann", "example.org")]
    [InlineData("ann+x=y@Example.ORG", "ann+x=y", "Example.ORG")]
    [InlineData("ann smith@example.org", "\"ann smith\"", "example.org")]
    [InlineData("\"ann\"@example.org", "\"\\\"ann\\\"\"", "example.org")]
    [InlineData("a\"b\\c@example.org", "\"a\\\"b\\\\c\"", "example.org")]
    [InlineData("a@b@example.org", "\"a@b\"", "example.org")]
    [InlineData("postmaster", "postmaster", "")]
    [InlineData("bob@[192.0.2.1]", "bob", "[192.0.2.1]")]
    public void A_local_part_has_the_quotes_that_SMTP_needs(string written, string local, string domain)
    {
        var question = QuestionOf(Oldest + $"recipient={written}\nsender={written}\n")!.Value;

        Assert.Equal(new MailPath(local, domain), question.ForwardPath);
        Assert.Equal(new MailPath(local, domain), question.ReversePath);
    }

    [Fact]
    public void A_sasl_username_means_that_the_client_has_authenticated()
    {
        Assert.True(QuestionOf(Oldest + "sasl_username=ann\n")!.Value.Authenticated);
        Assert.False(QuestionOf(Oldest + "sasl_username=\nsasl_sender=ann\n")!.Value.Authenticated);
    }

    [Theory]
    [InlineData("a\u0001b")]
    [InlineData("\u00ff")]
    public void A_helo_name_that_is_no_text_counts_as_none(string helo) => Assert.Equal("", QuestionOf(Oldest + $"helo_name={helo}\n")!.Value.Helo);

    [Fact]
    public void A_helo_name_longer_than_a_domain_counts_as_none() => Assert.Equal(
        (255, 0),
        (QuestionOf(Oldest + $"helo_name={new string('a', 255)}\n")!.Value.Helo.Length, QuestionOf(Oldest + $"helo_name={new string('a', 256)}\n")!.Value.Helo.Length));

    [Theory]
    [InlineData("protocol_state=RCPT\n")]
    [InlineData("request=junk\nprotocol_state=RCPT\n")]
    [InlineData("request=smtpd_access_policy2\n")]
    public void Other_requests_are_none_of_Postfix(string lines) => Assert.Null(PolicyRequest.Parse(Bytes.Of(lines)));

    private static RecipientQuestion? QuestionOf(string lines) => PolicyRules.QuestionOf(PolicyRequest.Parse(Bytes.Of(lines))!);

    private static string? Show(RecipientQuestion? question) => question is { } one ? $"{one.Client} {one.Helo} {one.ReversePath} {one.ForwardPath}" : null;
}
