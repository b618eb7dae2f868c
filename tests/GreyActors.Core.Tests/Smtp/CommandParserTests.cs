using System.Text;
using CsCheck;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class CommandParserTests
{
    private static readonly string Name = new('n', 300);

    [Theory]
    [InlineData("HELO client.example.org", SmtpVerb.Helo)]
    [InlineData("EHLO client.example.org", SmtpVerb.Ehlo)]
    [InlineData("EHLO [192.0.2.1]", SmtpVerb.Ehlo)]
    [InlineData("EHLO   my_laptop  ", SmtpVerb.Ehlo)]
    [InlineData("DATA", SmtpVerb.Data)]
    [InlineData("DATA  ", SmtpVerb.Data)]
    [InlineData("RSET", SmtpVerb.Rset)]
    [InlineData("NOOP", SmtpVerb.Noop)]
    [InlineData("NOOP anything at all", SmtpVerb.Noop)]
    [InlineData("VRFY ann", SmtpVerb.Vrfy)]
    [InlineData("VRFY", SmtpVerb.Vrfy)]
    [InlineData("HELP", SmtpVerb.Help)]
    [InlineData("HELP MAIL", SmtpVerb.Help)]
    [InlineData("QUIT", SmtpVerb.Quit)]
    [InlineData("MAIL FROM:<ann@example.org>", SmtpVerb.Mail)]
    [InlineData("RCPT TO:<ann@example.org>", SmtpVerb.Rcpt)]
    public void A_command_is_recognised_in_any_case(string line, SmtpVerb verb)
    {
        foreach (var spelling in new[] { line, line.ToUpperInvariant(), line.ToLowerInvariant(), Alternating(line) })
        {
            var command = Parse(spelling);
            Assert.IsNotType<SmtpCommand.Malformed>(command);
            Assert.Equal(verb, command.Verb);
        }
    }

    [Theory]
    [InlineData("MAIL FROM:<ann@example.org>")]
    [InlineData("MAIL FROM: <ann@example.org>")]
    [InlineData("MAIL FROM:   <ann@example.org>")]
    [InlineData("MAIL FROM:\t<ann@example.org>")]
    [InlineData("MAIL FROM:<ann@example.org>\t \t")]
    [InlineData("MAIL FROM:ann@example.org")]
    [InlineData("MAIL FROM: ann@example.org  ")]
    [InlineData("MAIL FROM:@relay.example:ann@example.org")]
    [InlineData("MAIL FROM:< ann@example.org >")]
    [InlineData("MAIL   FROM:<ann@example.org>")]
    [InlineData("MAIL FROM:<ann@example.org>   ")]
    [InlineData("mail from:<ann@example.org>")]
    public void Extra_spaces_and_missing_brackets_are_ignored(string line) =>
        Assert.Equal(new SmtpCommand.Mail(new MailPath("ann", "example.org"), EsmtpParameters.None), Parse(line));

    [Theory]
    [InlineData("RCPT TO:<postmaster>")]
    [InlineData("RCPT TO:<POSTMASTER>")]
    [InlineData("rcpt to: <PostMaster>")]
    [InlineData("rcpt to:PostMaster")]
    public void Postmaster_needs_no_domain_in_any_case(string line) =>
        Assert.Equal("", Assert.IsType<SmtpCommand.Rcpt>(Parse(line)).ForwardPath.Domain);

    [Fact]
    public void Empty_brackets_are_the_null_reverse_path() => Assert.True(Assert.IsType<SmtpCommand.Mail>(Parse("MAIL FROM:<>")).ReversePath.IsNull);

    [Theory]
    [InlineData("MAIL", "501 5.1.7")]
    [InlineData("MAIL FROM", "501 5.1.7")]
    [InlineData("MAIL FROM:", "501 5.1.7")]
    [InlineData("MAIL FROM <ann@example.org>", "501 5.1.7")]
    [InlineData("MAIL FROM :<ann@example.org>", "501 5.1.7")]
    [InlineData("MAIL TO:<ann@example.org>", "501 5.1.7")]
    [InlineData("MAIL FROM:ann@example.org>", "501 5.1.7")]
    [InlineData("MAIL FROM:ann", "501 5.1.7")]
    [InlineData("MAIL FROM:ann SIZE=1", "501 5.1.7")]
    [InlineData("MAIL FROM:ann @example.org", "501 5.1.7")]
    [InlineData("MAIL FROM:ann@example.org lee@example.org", "501 5.5.4")]
    [InlineData("MAIL FROM:\"ann\tlee\"@example.org", "501 5.1.7")]
    [InlineData("MAIL FROM:<ann\t@example.org>", "501 5.1.7")]
    [InlineData("MAIL FROM:<ann>", "501 5.1.7")]
    [InlineData("MAIL FROM:<postmaster>", "501 5.1.7")]
    [InlineData("MAIL FROM:<\"\">", "501 5.1.7")]
    [InlineData("MAIL FROM:<ann@example.org", "501 5.1.7")]
    [InlineData("MAIL FROM:Ann <ann@example.org>", "501 5.1.7")]
    [InlineData("MAIL FROM:<ann@example.org>SIZE=1", "501 5.5.4")]
    [InlineData("MAIL FROM:<ann@example.org>>", "501 5.5.4")]
    [InlineData("MAIL FROM:<ann@example.org> <bob@example.org>", "501 5.5.4")]
    [InlineData("MAIL FROM:<ann@example.org> =", "501 5.5.4")]
    [InlineData("RCPT", "501 5.1.3")]
    [InlineData("RCPT TO:<>", "501 5.1.3")]
    [InlineData("RCPT TO:<bob>", "501 5.1.3")]
    [InlineData("RCPT TO:", "501 5.1.3")]
    [InlineData("RCPT TO:< >", "501 5.1.3")]
    [InlineData("RCPT TO:bob", "501 5.1.3")]
    [InlineData("RCPT TO:bob@example.com>", "501 5.1.3")]
    [InlineData("RCPT TO:bob @example.com", "501 5.1.3")]
    [InlineData("RCPT TO:postmaster @example.com", "501 5.5.4")]
    [InlineData("RCPT TO:bob@example.com eve@elsewhere.example", "501 5.5.4")]
    [InlineData("RCPT TO:<postmaster@>", "501 5.1.3")]
    [InlineData("RCPT TO:<\"postmaster\">", "501 5.1.3")]
    [InlineData("RCPT TO:<bob@example.com.>", "501 5.1.3")]
    [InlineData("RCPT FROM:<bob@example.com>", "501 5.1.3")]
    [InlineData("RCPT TO:<bob@example.com>,<eve@elsewhere.example>", "501 5.5.4")]
    [InlineData("RCPT TO:<bob@example.com><eve@elsewhere.example>", "501 5.5.4")]
    [InlineData("HELO", "501 5.5.4")]
    [InlineData("EHLO", "501 5.5.4")]
    [InlineData("EHLO   ", "501 5.5.4")]
    [InlineData("EHLO two words", "501 5.5.4")]
    [InlineData("EHLO b\u00c3\u00bccher.example", "501 5.5.4")]
    [InlineData("DATA now", "501 5.5.4")]
    [InlineData("RSET now", "501 5.5.4")]
    [InlineData("QUIT now", "501 5.5.4")]
    public void A_malformed_command_gets_a_reply_that_names_the_error(string line, string reply) => AssertMalformed(line, reply);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" NOOP")]
    [InlineData("FOO")]
    [InlineData("NOO")]
    [InlineData("NOOPS")]
    [InlineData("DATA.")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("Subject: hello")]
    [InlineData("GETS")]
    [InlineData("GE")]
    [InlineData("TRACE / HTTP/1.1")]
    [InlineData("POSTS")]
    [InlineData("HEADER")]
    [InlineData("GET/ HTTP/1.1")]
    [InlineData("\u00c4\u00b1")]
    public void An_unknown_command_is_not_recognised(string line)
    {
        AssertMalformed(line, "500 5.5.2 Error: command not recognised");
        Assert.Equal(SmtpVerb.Unknown, Parse(line).Verb);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("get / HTTP/1.1")]
    [InlineData("GET")]
    [InlineData("PUT /x HTTP/1.1")]
    [InlineData("POST /x HTTP/1.1")]
    [InlineData("CONNECT mail.example.com:25 HTTP/1.0")]
    [InlineData("HEAD / HTTP/1.0")]
    [InlineData("OPTIONS * HTTP/1.1")]
    [InlineData("Patch /x HTTP/1.1")]
    [InlineData("DELETE /x HTTP/1.1")]
    [InlineData("GET /\0")]
    public void A_word_of_another_protocol_is_foreign(string line)
    {
        AssertMalformed(line, "554 5.5.0 Error: this is an SMTP server");
        Assert.Equal(SmtpVerb.Foreign, Parse(line).Verb);
    }

    [Fact]
    public void A_line_of_another_protocol_is_foreign_at_any_length() =>
        AssertMalformed("GET /" + new string('x', CommandParser.MaxExtendedLine), "554 5.5.0 Error: this is an SMTP server");

    [Theory]
    [InlineData("BDAT 100 LAST")]
    [InlineData("bdat 0")]
    [InlineData("BDAT")]
    public void BDAT_is_foreign_and_its_chunk_is_never_read_as_commands(string line)
    {
        AssertMalformed(line, "554 5.5.1 Error: CHUNKING is not offered");
        Assert.Equal(SmtpVerb.Foreign, Parse(line).Verb);
    }

    [Theory]
    [InlineData("AUTH PLAIN AGFubgBzZWNyZXQ=")]
    [InlineData("EXPN staff")]
    [InlineData("ETRN example.org")]
    [InlineData("XCLIENT ADDR=192.0.2.1")]
    [InlineData("xforward NAME=x")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 1 25")]
    [InlineData("TURN")]
    [InlineData("SEND FROM:<ann@example.org>")]
    public void A_command_of_other_servers_is_not_implemented(string line)
    {
        AssertMalformed(line, "502 5.5.1");
        Assert.Equal(SmtpVerb.NotOffered, Parse(line).Verb);
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("\u0001")]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("\u001b[2J")]
    [InlineData("\u007f")]
    [InlineData("\u00c2\u0080")]
    [InlineData("\u00c2\u0085")]
    [InlineData("\u00c2\u009f")]
    [InlineData("\u00e2\u0080\u00a8")]
    [InlineData("\u00e2\u0080\u00a9")]
    [InlineData("\u0080")]
    [InlineData("\u00ff")]
    [InlineData("\u00fc")]
    [InlineData("\u00c3")]
    [InlineData("\u00c0\u00ae")]
    [InlineData("\u00ed\u00a0\u0080")]
    public void A_line_with_a_control_character_or_invalid_text_at_any_place_is_refused(string bad)
    {
        foreach (var line in new[]
        {
            $"EHLO client{bad}", $"MAIL FROM:<ann{bad}@example.org>", $"MAIL FROM:<ann@example{bad}.org>", $"MAIL FROM:<\"a{bad}\"@example.org>",
            $"RCPT TO:<ann@example.org>{bad}", $"RCPT TO:<@relay{bad}.example:ann@example.org>", $"RCPT TO:<ann@example.org> ORCPT=rfc822;{bad}",
            $"NOOP {bad}", $"VRFY {bad}", $"HELP {bad}", $"DATA{bad}", $"DATA {bad}", $"QUIT {bad}", $"{bad}", $"{bad}QUIT", $"AUTH {bad}",
        })
        {
            AssertMalformed(line, "500 5.5.2 Error: bad character in command");
        }
    }

    [Theory]
    [InlineData("EHLO client\t")]
    [InlineData("NOOP \t")]
    [InlineData("VRFY\tann")]
    [InlineData("DATA\t")]
    [InlineData("MAIL\tFROM:<ann@example.org>")]
    [InlineData("\tQUIT")]
    public void A_TAB_is_accepted_between_the_words_of_MAIL_and_RCPT_and_nowhere_else(string line) =>
        AssertMalformed(line, "500 5.5.2 Error: bad character in command");

    [Theory]
    [InlineData("NOOP ", 512)]
    [InlineData("WHAT ", 512)]
    [InlineData("VRFY ", 512)]
    [InlineData("MAIL FROM:<ann@example.org> X=", 1100)]
    [InlineData("RCPT TO:<ann@example.org> X=", 1100)]
    public void The_length_limit_of_a_line_includes_its_line_end(string start, int limit)
    {
        foreach (var (length, reply) in new[] { (limit - 1, false), (limit, false), (limit + 1, true), (100_000, true) })
        {
            var command = Parse(start.PadRight(length - 2, 'x'));
            Assert.Equal((length, reply), (length, command is SmtpCommand.Malformed { Reply: var said } && said == SmtpReplies.LineTooLong));
        }
    }

    [Fact]
    public void The_name_in_a_greeting_has_at_most_255_bytes()
    {
        Assert.Equal(Name[..254], Assert.IsType<SmtpCommand.Greeting>(Parse($"EHLO {Name[..254]}")).ClientName);
        Assert.Equal(Name[..255], Assert.IsType<SmtpCommand.Greeting>(Parse($"EHLO {Name[..255]}")).ClientName);
        AssertMalformed($"EHLO {Name[..256]}", "501 5.5.4");
    }

    [Fact]
    public void The_command_parser_never_throws_and_a_command_is_relayed_as_one_equivalent_line() =>
        Bytes.Made(
            12,
            "MAIL FROM:<", "RCPT TO:<", "mail from: <", "MAIL FROM:", "RCPT TO:", "\t", "..", "MAIL FROM:ann@example.org", "RCPT TO:bob@example.com", "ENVID=\u00c3\u00bc",
            "ORCPT=utf-8;\u00c3\u00a4", "(x)", Name, "ann", "@example.org", ">", "> ", " ", "SIZE=1", "BODY=8BITMIME", " SMTPUTF8",
            "NOTIFY=NEVER", "=", "\"", "\\", "@relay.example:", "EHLO ", "DATA", "QUIT", "RSET", "postmaster", "\r", "\n", "\0", ".",
            "\u00c3\u00bc", "\u00ff", "\u00c2\u0085", "[192.0.2.1]", "%", "\u007f", "\t", "MAIL FROM:<ann@example.org>",
            "RCPT TO:<bob@example.com>").Sample(
            text =>
            {
                var command = CommandParser.Parse(Bytes.Of(text));
                var written = command switch
                {
                    SmtpCommand.Mail mail => new RelayPlan("x", mail.ReversePath, mail.Parameters, MailPath.Null, EsmtpParameters.None)
                        .MailLine(All),
                    SmtpCommand.Rcpt rcpt => RelayPlan.RcptLine(rcpt.ForwardPath, rcpt.Parameters),
                    _ => null,
                };
                if (written is null)
                    return;
                AssertOneLine(written);
                AssertSame(command, CommandParser.Parse(Encoding.UTF8.GetBytes(written[..^2])));
            },
            iter: 20_000,
            print: Bytes.Show);

    [Fact]
    public void Random_bytes_cause_no_exception() =>
        Gen.Select(Gen.OneOf("", "MAIL FROM:", "RCPT TO:<", "EHLO ", "NOOP "), Gen.Byte.Array[0, 80])
            .Sample((start, octets) => CommandParser.Parse([.. Bytes.Of(start), .. octets]) is not null, iter: 5_000);

    private static readonly SmtpCapabilities All = new(
        SmtpExtensions.Pipelining | SmtpExtensions.EightBitMime | SmtpExtensions.SmtpUtf8 | SmtpExtensions.Dsn | SmtpExtensions.Size, 0);

    private static void AssertOneLine(string written)
    {
        Assert.EndsWith("\r\n", written, StringComparison.Ordinal);
        Assert.DoesNotContain(written[..^2], char.IsControl);
        // The brackets that a path lacked.
        Assert.InRange(Encoding.UTF8.GetByteCount(written), 1, CommandParser.MaxExtendedLine + 2);
    }

    private static void AssertSame(SmtpCommand expected, SmtpCommand actual)
    {
        switch (expected, actual)
        {
            case (SmtpCommand.Mail one, SmtpCommand.Mail other):
                Assert.Equal((one.ReversePath, one.Parameters.ToString()), (other.ReversePath, other.Parameters.ToString()));
                break;
            case (SmtpCommand.Rcpt one, SmtpCommand.Rcpt other):
                Assert.Equal((one.ForwardPath, one.Parameters.ToString()), (other.ForwardPath, other.Parameters.ToString()));
                break;
            default:
                Assert.Fail($"{expected} became {actual}");
                break;
        }
    }

    private static void AssertMalformed(string line, string reply)
    {
        var malformed = Assert.IsType<SmtpCommand.Malformed>(Parse(line));
        Assert.StartsWith(reply, malformed.Reply.ToString(), StringComparison.Ordinal);
    }

    private static string Alternating(string line) =>
        string.Concat(line.Select((c, i) => i % 2 == 0 ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)));

    private static SmtpCommand Parse(string line) => CommandParser.Parse(Bytes.Of(line));
}
