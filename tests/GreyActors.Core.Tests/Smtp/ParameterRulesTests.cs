using System.Text;
using CsCheck;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class ParameterRulesTests
{
    private static readonly SmtpCapabilities Offered = SessionDialogue.Rules.Offered;

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" SIZE=0")]
    [InlineData(" SIZE=999")]
    [InlineData(" SIZE=1000")]
    [InlineData(" size=00000000000000001000")]
    [InlineData(" BODY=7BIT")]
    [InlineData(" body=8bitmime")]
    [InlineData(" SMTPUTF8")]
    [InlineData(" RET=FULL")]
    [InlineData(" RET=hdrs")]
    [InlineData(" ENVID=QQ314159")]
    [InlineData(" ENVID=a=b")]
    [InlineData(" SMTPUTF8 ENVID=\u00c3\u00a4")]
    [InlineData(" ENVID=\u00c3\u00a4 SMTPUTF8")]
    [InlineData(" SIZE=1 SIZE=1")]
    [InlineData(" BODY=8BITMIME SMTPUTF8 body=8BITMIME SMTPUTF8")]
    [InlineData(" AUTH=<>")]
    [InlineData(" AUTH=e+3Dmc2@example.com")]
    [InlineData(" AUTH=")]
    [InlineData("\tSIZE=1\t BODY=7BIT\t")]
    [InlineData("  SIZE=1   BODY=7BIT  SMTPUTF8 RET=FULL ENVID=x ")]
    public void An_offered_parameter_of_MAIL_is_accepted(string text) => Assert.Null(CheckMail(text, Offered));

    [Theory]
    [InlineData(" SIZE=1001", 552)]
    [InlineData(" SIZE=99999999999999999999", 552)]
    [InlineData(" SIZE=999999999999999999999", 501)]
    [InlineData(" SIZE", 501)]
    [InlineData(" SIZE=", 501)]
    [InlineData(" SMTPUTF8=", 501)]
    [InlineData(" ENVID=", 501)]
    [InlineData(" AUTH", 501)]
    [InlineData(" XOORG=", 501)]
    [InlineData(" SIZE=1k", 501)]
    [InlineData(" SIZE=-1", 501)]
    [InlineData(" SIZE=+1", 501)]
    [InlineData(" SIZE=0x10", 501)]
    [InlineData(" SIZE==1", 501)]
    [InlineData(" SIZE=1,BODY=7BIT", 501)]
    [InlineData(" SIZE=1=1", 501)]
    [InlineData(" SIZE=1 size=2", 501)]
    [InlineData(" BODY", 501)]
    [InlineData(" BODY=BINARYMIME", 501)]
    [InlineData(" BODY=8BIT", 501)]
    [InlineData(" BODY=7BIT BODY=8BITMIME", 501)]
    [InlineData(" SMTPUTF8=1", 501)]
    [InlineData(" RET", 501)]
    [InlineData(" RET=ALL", 501)]
    [InlineData(" RET=FULL RET=HDRS", 501)]
    [InlineData(" ENVID", 501)]
    [InlineData(" ENVID=a ENVID=b", 501)]
    [InlineData(" ENVID=\u00c3\u00a4", 501)]
    [InlineData(" NOTIFY=NEVER", 555)]
    [InlineData(" ORCPT=rfc822;ann@example.org", 555)]
    [InlineData(" HOLDFOR=10", 555)]
    [InlineData(" X", 555)]
    public void An_invalid_parameter_of_MAIL_is_refused(string text, int code) => Assert.Equal(code, CheckMail(text, Offered));

    [Theory]
    [InlineData(" SIZE=1")]
    [InlineData(" BODY=7BIT")]
    [InlineData(" SMTPUTF8")]
    [InlineData(" RET=FULL")]
    [InlineData(" ENVID=x")]
    [InlineData(" AUTH=<>")]
    public void A_parameter_of_MAIL_that_was_not_offered_is_not_recognised(string text) =>
        Assert.Equal(555, CheckMail(text, SmtpCapabilities.None));

    [Fact]
    public void An_envelope_id_has_at_most_100_bytes()
    {
        Assert.Null(CheckMail($" ENVID={new string('x', 99)}", Offered));
        Assert.Null(CheckMail($" ENVID={new string('x', 100)}", Offered));
        Assert.Equal(501, CheckMail($" ENVID={new string('x', 101)}", Offered));
        Assert.Null(CheckMail($" SMTPUTF8 ENVID={Umlauts(50)}", Offered));
        Assert.Equal(501, CheckMail($" SMTPUTF8 ENVID={Umlauts(50)}x", Offered));
    }

    [Fact]
    public void The_AUTH_parameter_is_not_sent_to_the_backend() =>
        Assert.Equal(
            "MAIL FROM:<ann@example.org> RET=FULL\r\n",
            new RelayPlan("x", new MailPath("ann", "example.org"), Read(" AUTH=boss@example.org RET=FULL"), MailPath.Null, EsmtpParameters.None).MailLine(Offered));

    [Fact]
    public void Every_size_is_accepted_without_a_limit() =>
        Assert.Null(CheckMail(" SIZE=99999999999999999999", Offered with { MaxSize = 0 }));

    [Theory]
    [InlineData("")]
    [InlineData(" NOTIFY=NEVER")]
    [InlineData(" notify=never")]
    [InlineData(" NOTIFY=SUCCESS")]
    [InlineData(" NOTIFY=SUCCESS,FAILURE,DELAY")]
    [InlineData(" NOTIFY=delay,failure")]
    [InlineData(" ORCPT=rfc822;ann@example.org")]
    [InlineData(" ORCPT=rfc822;ann+2Bx@example.org NOTIFY=FAILURE")]
    [InlineData(" ORCPT=rfc822;bounce-ann=example.org@example.net")]
    [InlineData(" ORCPT=utf-8;ann@example.org")]
    [InlineData(" ORCPT=utf-8;\\x{E4}nn@example.org")]
    [InlineData(" ORCPT=utf-8;\\x{1F600}+2B@example.org")]
    [InlineData(" NOTIFY=NEVER NOTIFY=NEVER")]
    [InlineData(" ORCPT=rfc822;a orcpt=rfc822;a")]
    public void An_offered_parameter_of_RCPT_is_accepted(string text) => Assert.Null(CheckRcpt(text, Offered));

    [Theory]
    [InlineData(" NOTIFY", 501)]
    [InlineData(" NOTIFY=", 501)]
    [InlineData(" ORCPT=", 501)]
    [InlineData(" XRCPTFORWARD=", 501)]
    [InlineData(" NOTIFY=ALWAYS", 501)]
    [InlineData(" NOTIFY=NEVER,SUCCESS", 501)]
    [InlineData(" NOTIFY=SUCCESS,", 501)]
    [InlineData(" NOTIFY=,", 501)]
    [InlineData(" NOTIFY=NEVER notify=SUCCESS", 501)]
    [InlineData(" ORCPT", 501)]
    [InlineData(" ORCPT=ann@example.org", 501)]
    [InlineData(" ORCPT=;ann@example.org", 501)]
    [InlineData(" ORCPT=rfc822;a ORCPT=rfc822;b", 501)]
    [InlineData(" SIZE=1", 555)]
    [InlineData(" SMTPUTF8", 555)]
    [InlineData(" AUTH=<>", 555)]
    [InlineData(" RRVS=2014-04-03T23:01:00Z", 555)]
    public void An_invalid_parameter_of_RCPT_is_refused(string text, int code) => Assert.Equal(code, CheckRcpt(text, Offered));

    [Theory]
    [InlineData(" NOTIFY=NEVER")]
    [InlineData(" ORCPT=rfc822;ann@example.org")]
    public void A_parameter_of_RCPT_that_was_not_offered_is_not_recognised(string text) =>
        Assert.Equal(555, CheckRcpt(text, SmtpCapabilities.None));

    // RFC 6533 3: utf-8-addr-unitext. RFC 6531 3.4: SMTPUTF8 on MAIL holds for RCPT.
    [Theory]
    [InlineData(" ORCPT=utf-8;\u00c3\u00a4nn@example.org")]
    [InlineData(" ORCPT=UTF-8;ann@b\u00c3\u00bccher.example NOTIFY=FAILURE")]
    [InlineData(" NOTIFY=NEVER ORCPT=rfc822;\u00c3\u00a4")]
    public void A_value_beyond_ASCII_is_accepted_after_SMTPUTF8_and_refused_without(string text)
    {
        Assert.Null(CheckRcpt(text, Offered, smtpUtf8: true));
        Assert.Equal(SmtpReplies.InternationalParameter, ParameterRules.CheckRcpt(Read(text), Offered, smtpUtf8: false));
        Assert.Equal(text, Bytes.Text(Encoding.UTF8.GetBytes(Read(text).ToString())));
    }

    [Fact]
    public void An_original_recipient_has_at_most_500_bytes()
    {
        Assert.Null(CheckRcpt($" ORCPT=rfc822;{new string('x', 492)}", Offered));
        Assert.Null(CheckRcpt($" ORCPT=rfc822;{new string('x', 493)}", Offered));
        Assert.Equal(501, CheckRcpt($" ORCPT=rfc822;{new string('x', 494)}", Offered));
        Assert.Null(CheckRcpt($" ORCPT=utf-8;{Umlauts(247)}", Offered, smtpUtf8: true));
        Assert.Equal(501, CheckRcpt($" ORCPT=utf-8;{Umlauts(248)}", Offered, smtpUtf8: true));
    }

    [Theory]
    [InlineData("SIZE=1")]
    [InlineData(" =1")]
    [InlineData(" =")]
    [InlineData(" -SIZE=1")]
    [InlineData(" SI.ZE=1")]
    [InlineData(" ENVID=a\u00fc")]
    [InlineData(" ENVID=a\u00c2\u0085")]
    [InlineData(" ENVID=a\u00e2\u0080\u00a8")]
    [InlineData(" \u00c3\u00a4=1")]
    [InlineData(" ENVID=a\0")]
    [InlineData(" ENVID=a\r")]
    [InlineData(" ENVID=a\u007f")]
    [InlineData(" <ann@example.org>")]
    [InlineData(">")]
    public void An_invalid_parameter_is_not_parsed(string text) => Assert.False(EsmtpParameters.TryParse(Bytes.Of(text), out _));

    [Theory]
    [InlineData("", SmtpExtensions.None)]
    [InlineData(" SIZE=1 BODY=7BIT", SmtpExtensions.None)]
    [InlineData(" BODY=8bitmime", SmtpExtensions.EightBitMime)]
    [InlineData(" smtputf8", SmtpExtensions.SmtpUtf8)]
    [InlineData(" RET=FULL", SmtpExtensions.Dsn)]
    [InlineData(" ENVID=x BODY=8BITMIME", SmtpExtensions.Dsn | SmtpExtensions.EightBitMime)]
    [InlineData(" NOTIFY=NEVER", SmtpExtensions.Dsn)]
    [InlineData(" ORCPT=rfc822;x", SmtpExtensions.Dsn)]
    public void The_parameters_determine_what_the_backend_must_offer(string text, SmtpExtensions needed) =>
        Assert.Equal(needed, ParameterRules.NeededFor(Read(text)));

    [Fact]
    public void A_parameter_is_found_in_any_case_and_is_empty_without_a_value()
    {
        var parameters = Read(" SmtpUtf8 Size=1");
        Assert.Equal("", parameters.ValueOf("SMTPUTF8"));
        Assert.Equal("1", parameters.ValueOf("SIZE"));
        Assert.Null(parameters.ValueOf("BODY"));
    }

    [Fact]
    public void A_parsed_parameter_is_written_once_and_parsed_to_the_same_value() =>
        Bytes.Made(10, " ", " ", "\t", "SIZE", "=", "1", "BODY=7BIT", " ENVID=x", "-", "a", ",", "\u00c3\u00bc", "\u00ff", "\u00c2\u0085", "\0", "=").Sample(
            text =>
            {
                if (!EsmtpParameters.TryParse(Bytes.Of(text), out var parameters))
                    return;
                var written = Bytes.Text(Encoding.UTF8.GetBytes(parameters.ToString()));
                var words = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                Assert.Equal(words.Select(word => $" {word}").ToHashSet(StringComparer.OrdinalIgnoreCase), written.Split(' ').Skip(1).Select(word => $" {word}").ToHashSet(StringComparer.OrdinalIgnoreCase));
                Assert.Equal(parameters.Items.AsEnumerable(), Read(written).Items);
            },
            iter: 10_000,
            print: Bytes.Show);

    private static string Umlauts(int count) => string.Concat(Enumerable.Repeat("\u00c3\u00bc", count));

    private static EsmtpParameters Read(string text)
    {
        Assert.True(EsmtpParameters.TryParse(Bytes.Of(text), out var parameters));
        return parameters;
    }

    private static int? CheckMail(string text, SmtpCapabilities offered) => ParameterRules.CheckMail(Read(text), offered)?.Code;

    private static int? CheckRcpt(string text, SmtpCapabilities offered, bool smtpUtf8 = false) =>
        ParameterRules.CheckRcpt(Read(text), offered, smtpUtf8)?.Code;
}
