using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using GreyActors.Core.Access;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

/// <summary>From the command line to the rule: no spelling of a recipient lets an unknown client relay to a domain that is not served.</summary>
public sealed class OpenRelayTests
{
    private static readonly IPAddress Stranger = IPAddress.Parse("192.0.2.1");

    private static readonly AccessPolicy Policy = AccessPolicy.Compile(new AccessRules(
        [], [], ["example.com", "bücher.example", "straße.example", "kelvin.example"], [], []));

    [Theory]
    [InlineData("<bob@elsewhere.example>")]
    [InlineData("<bob@sub.example.com>")]
    [InlineData("<bob@example.com.elsewhere.example>")]
    [InlineData("<bob@example.com.>")]
    [InlineData("<bob@elsewhere.example.>")]
    [InlineData("<bob@example.com@elsewhere.example>")]
    [InlineData("<bob@elsewhere.example@example.com>")]
    [InlineData("<bob%elsewhere.example@example.com>")]
    [InlineData("<bob%elsewhere.example%x@example.com>")]
    [InlineData("<%@example.com>")]
    [InlineData("<elsewhere.example!bob@example.com>")]
    [InlineData("<\"bob@elsewhere.example\"@example.com>")]
    [InlineData("<\"bob\\@elsewhere.example\"@example.com>")]
    [InlineData("<\"bob%elsewhere.example\"@example.com>")]
    [InlineData("<\"bob\\%elsewhere.example\"@example.com>")]
    [InlineData("<\"elsewhere.example!bob\"@example.com>")]
    [InlineData("<\"elsewhere.example\\!bob\"@example.com>")]
    [InlineData("<\"@elsewhere.example:bob\"@example.com>")]
    [InlineData("<\"<bob@elsewhere.example>\"@example.com>")]
    [InlineData("<\"bob@elsewhere.example> \"@example.com>")]
    [InlineData("<\"bob\"@elsewhere.example>")]
    [InlineData("<@example.com:bob@elsewhere.example>")]
    [InlineData("<@elsewhere.example:bob%elsewhere.example@example.com>")]
    [InlineData("<bob@[127.0.0.1]>")]
    [InlineData("<bob@[192.0.2.1]>")]
    [InlineData("<bob@[IPv6:::1]>")]
    [InlineData("<bob@localhost>")]
    [InlineData("<bob>")]
    [InlineData("<bob%elsewhere.example>")]
    [InlineData("<postmaster@elsewhere.example>")]
    [InlineData("<\"postmaster\">")]
    [InlineData("<postmaster%elsewhere.example@example.com>")]
    [InlineData("<abuse@elsewhere.example>")]
    [InlineData("<bob@example.com,eve@elsewhere.example>")]
    [InlineData("<bob@example.com> <eve@elsewhere.example>")]
    [InlineData("<bob@example\u3002com>")]
    [InlineData("<bob@example\uff0ecom>")]
    [InlineData("<bob@ｅxample.com>")]
    [InlineData("<bob@exаmple.com>")]
    [InlineData("<bob@example.com\u200d>")]
    [InlineData("<bob@exam\u00adple.com>")]
    [InlineData("<bob@\u212aelvin.example>")]
    [InlineData("<bob@strasse.example>")]
    [InlineData("<bob@stra\u1e9ee.example>")]
    [InlineData("<bob@bucher.example>")]
    [InlineData("<bob@b\u0075\u0308cher.example>")]
    [InlineData("bob@elsewhere.example")]
    [InlineData(" bob@elsewhere.example")]
    [InlineData("bob@elsewhere.example bob@example.com")]
    [InlineData("bob@example.com@elsewhere.example")]
    [InlineData("bob@elsewhere.example@example.com")]
    [InlineData("bob%elsewhere.example@example.com")]
    [InlineData("elsewhere.example!bob@example.com")]
    [InlineData("\"bob@elsewhere.example\"@example.com")]
    [InlineData("@example.com:bob@elsewhere.example")]
    [InlineData("bob@example.com,eve@elsewhere.example")]
    [InlineData("bob@example.com:eve@elsewhere.example")]
    [InlineData("<..@elsewhere.example>")]
    [InlineData("<bob..%elsewhere.example@example.com>")]
    [InlineData("< bob@elsewhere.example >")]
    [InlineData("postmaster@elsewhere.example")]
    [InlineData("postmaster%elsewhere.example")]
    [InlineData("bob")]
    public void A_recipient_in_another_domain_is_refused(string path)
    {
        if (CommandParser.Parse(Encoding.UTF8.GetBytes($"RCPT TO:{path}")) is SmtpCommand.Rcpt rcpt)
            Assert.Contains(RuleFor(rcpt), new[] { AccessReason.DomainNotServed, AccessReason.SenderRouted });
    }

    [Theory]
    [InlineData("<bob@example.com>", AccessReason.AskGreylist)]
    [InlineData("<bob@EXAMPLE.Com>", AccessReason.AskGreylist)]
    [InlineData("<\"bob lee\"@example.com>", AccessReason.AskGreylist)]
    [InlineData("<@elsewhere.example:bob@example.com>", AccessReason.AskGreylist)]
    [InlineData("<bob@bücher.example>", AccessReason.AskGreylist)]
    [InlineData("<bob@BÜCHER.Example>", AccessReason.AskGreylist)]
    [InlineData("<bob@xn--bcher-kva.example>", AccessReason.AskGreylist)]
    [InlineData("<bob@straße.example>", AccessReason.AskGreylist)]
    [InlineData("bob@example.com", AccessReason.AskGreylist)]
    [InlineData(" bob@EXAMPLE.com ", AccessReason.AskGreylist)]
    [InlineData("@elsewhere.example:bob@example.com", AccessReason.AskGreylist)]
    [InlineData("<.bob..lee.@example.com>", AccessReason.AskGreylist)]
    [InlineData("\"bob lee\"@example.com", AccessReason.AskGreylist)]
    [InlineData("< postmaster\t>", AccessReason.AlwaysAccepted)]
    [InlineData("postmaster", AccessReason.AlwaysAccepted)]
    [InlineData("abuse@example.com", AccessReason.AlwaysAccepted)]
    [InlineData("<postmaster>", AccessReason.AlwaysAccepted)]
    [InlineData("<POSTMASTER>", AccessReason.AlwaysAccepted)]
    [InlineData("<Postmaster@Example.com>", AccessReason.AlwaysAccepted)]
    [InlineData("<\"postmaster\"@example.com>", AccessReason.AlwaysAccepted)]
    [InlineData("<abuse@example.com>", AccessReason.AlwaysAccepted)]
    public void A_recipient_in_a_served_domain_is_not_refused(string path, AccessReason rule) =>
        Assert.Equal(rule, RuleFor(Assert.IsType<SmtpCommand.Rcpt>(CommandParser.Parse(Encoding.UTF8.GetBytes($"RCPT TO:{path}")))));

    // Written with code of its own: the part after the last @ outside of quotes, as RFC 5321 and Postfix read a path in brackets.
    [Fact]
    public void The_checked_domain_is_the_domain_in_the_line_to_the_backend() =>
        Bytes.Made(
            12,
            "bob", "@", "@", "example.com", "@example.com", "@elsewhere.example", "elsewhere.example", "<", ">", "\"", "\\", ".", "..", ":", ",", ";", "(x)", "[", "]",
            "192.0.2.1", "%", "!", " ", "\t", "\0", "\r", "\n", "\u00c3\u00bc", "\u00c2\u0085", "postmaster", "@relay.example:", " ORCPT=utf-8;", "=").Sample(
            text =>
            {
                if (CommandParser.Parse(Bytes.Of($"RCPT TO:{text}")) is not SmtpCommand.Rcpt rcpt)
                    return;
                var line = RelayPlan.RcptLine(rcpt.ForwardPath, rcpt.Parameters);
                Assert.Matches("^RCPT TO:<[^\r\n]*\r\n$", line);
                Assert.DoesNotContain(line[..^2], char.IsControl);
                var again = Assert.IsType<SmtpCommand.Rcpt>(CommandParser.Parse(Encoding.UTF8.GetBytes(line[..^2])));
                Assert.Equal((rcpt.ForwardPath, rcpt.Parameters.ToString()), (again.ForwardPath, again.Parameters.ToString()));
                var path = PathIn(line["RCPT TO:<".Length..]);
                var at = Unquoted(path).LastIndexOf('@');
                Assert.Equal(at, Unquoted(path).IndexOf('@', StringComparison.Ordinal));
                Assert.Equal(rcpt.ForwardPath.Domain, at < 0 ? "" : path[(at + 1)..]);
                Assert.DoesNotMatch(rcpt.ForwardPath.Domain.StartsWith('[') ? @"[<>(),;\\\s]" : @"[<>()\[\],;:\\\s]", Unquoted(path));
            },
            iter: 50_000,
            print: Bytes.Show);

    private static string PathIn(string text) => text[..Unquoted(text).IndexOf('>', StringComparison.Ordinal)];

    // The same length, with what is in quotes blotted out.
    private static string Unquoted(string text) => Regex.Replace(text, """("([^"\\]|\\.)*")""", quoted => new string('q', quoted.Length));

    // Whatever domain we find equal to a served one is equal for a backend too that folds case in ASCII only or not at all beyond it.
    [Fact]
    public void No_non_ASCII_character_makes_a_domain_equal_to_an_ASCII_domain()
    {
        for (var code = 0x80; code <= 0x2ffff; code++)
        {
            if (!Rune.IsValid(code))
                continue;
            var odd = new Rune(code);
            foreach (var domain in new[] { $"example{odd}com", $"exampl{odd}.com", $"{odd}elvin.example", $"example.com{odd}" })
            {
                var served = CommandParser.Parse(Encoding.UTF8.GetBytes($"RCPT TO:<bob@{domain}>")) is SmtpCommand.Rcpt rcpt
                    && RuleFor(rcpt) != AccessReason.DomainNotServed;
                Assert.False(served, $"U+{code:x4} in {domain}");
            }
        }
    }

    private static AccessReason RuleFor(SmtpCommand.Rcpt rcpt) => AccessCheck.Decide(
        Policy, Stranger, "client.example.org", "eve@example.org", rcpt.ForwardPath.UnquotedLocalPart, rcpt.ForwardPath.Domain).Reason;
}
