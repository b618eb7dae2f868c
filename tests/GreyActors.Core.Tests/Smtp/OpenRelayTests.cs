using System.Net;
using System.Text;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

/// <summary>From the line to the rule: no spelling of a recipient brings mail of strangers to a domain that is not served.</summary>
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
    public void A_recipient_elsewhere_is_refused(string path)
    {
        if (CommandParser.Parse(Encoding.UTF8.GetBytes($"RCPT TO:{path}")) is SmtpCommand.Rcpt rcpt)
            Assert.Contains(RuleFor(rcpt), new[] { RecipientRule.DomainNotServed, RecipientRule.SenderRouted });
    }

    [Theory]
    [InlineData("<bob@example.com>", RecipientRule.AskGreylist)]
    [InlineData("<bob@EXAMPLE.Com>", RecipientRule.AskGreylist)]
    [InlineData("<\"bob lee\"@example.com>", RecipientRule.AskGreylist)]
    [InlineData("<@elsewhere.example:bob@example.com>", RecipientRule.AskGreylist)]
    [InlineData("<bob@bücher.example>", RecipientRule.AskGreylist)]
    [InlineData("<bob@BÜCHER.Example>", RecipientRule.AskGreylist)]
    [InlineData("<bob@xn--bcher-kva.example>", RecipientRule.AskGreylist)]
    [InlineData("<bob@straße.example>", RecipientRule.AskGreylist)]
    [InlineData("<postmaster>", RecipientRule.AlwaysAccepted)]
    [InlineData("<POSTMASTER>", RecipientRule.AlwaysAccepted)]
    [InlineData("<Postmaster@Example.com>", RecipientRule.AlwaysAccepted)]
    [InlineData("<\"postmaster\"@example.com>", RecipientRule.AlwaysAccepted)]
    [InlineData("<abuse@example.com>", RecipientRule.AlwaysAccepted)]
    public void A_recipient_here_is_not(string path, RecipientRule rule) =>
        Assert.Equal(rule, RuleFor(Assert.IsType<SmtpCommand.Rcpt>(CommandParser.Parse(Encoding.UTF8.GetBytes($"RCPT TO:{path}")))));

    // Whatever domain we find equal to a served one is equal for a real mail server too that folds case in ASCII only or not at all beyond it.
    [Fact]
    public void No_character_beyond_ascii_makes_a_domain_equal_to_one_in_ascii()
    {
        for (var code = 0x80; code <= 0x2ffff; code++)
        {
            if (!Rune.IsValid(code))
                continue;
            var odd = new Rune(code);
            foreach (var domain in new[] { $"example{odd}com", $"exampl{odd}.com", $"{odd}elvin.example", $"example.com{odd}" })
            {
                var served = CommandParser.Parse(Encoding.UTF8.GetBytes($"RCPT TO:<bob@{domain}>")) is SmtpCommand.Rcpt rcpt
                    && RuleFor(rcpt) != RecipientRule.DomainNotServed;
                Assert.False(served, $"U+{code:x4} in {domain}");
            }
        }
    }

    private static RecipientRule RuleFor(SmtpCommand.Rcpt rcpt) => RecipientRules.Decide(
        Policy, Stranger, "client.example.org", "eve@example.org", rcpt.ForwardPath.UnquotedLocalPart, rcpt.ForwardPath.Domain).Rule;
}
