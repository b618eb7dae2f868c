using GreyActors.Core.Policy;
using GreyActors.Core.Smtp;
using GreyActors.Core.Tests.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Policy;

/// <summary>The answers as Postfix gets them.</summary>
public sealed class PolicyActionTests
{
    [Fact]
    public void No_objection_is_DUNNO() => Assert.Equal(("action=DUNNO\n\n", "dunno"), (Bytes.Text(PolicyAction.Dunno.Bytes.Span), PolicyAction.Dunno.Kind));

    [Theory]
    [InlineData(ActionOnDeferral.DeferIfPermit, "action=DEFER_IF_PERMIT 4.7.1 Please try again later\n\n", "defer-if-permit")]
    [InlineData(ActionOnDeferral.Defer, "action=DEFER 4.7.1 Please try again later\n\n", "defer")]
    [InlineData(ActionOnDeferral.Reply, "action=451 4.7.1 Please try again later\n\n", "reply")]
    public void A_deferral_has_the_text_of_the_reply(ActionOnDeferral action, string answer, string kind)
    {
        var made = PolicyAction.Defer(new SmtpReply("451 4.7.1 Please try again later"), action);

        Assert.Equal((answer, kind), (Bytes.Text(made.Bytes.Span), made.Kind));
    }

    [Fact]
    public void A_reply_of_several_lines_becomes_one() => Assert.Equal(
        "action=DEFER_IF_PERMIT 4.7.1 first 4.7.1 second\n\n",
        Bytes.Text(PolicyAction.Defer(new SmtpReply(451, ["4.7.1 first", "4.7.1 second"]), ActionOnDeferral.DeferIfPermit).Bytes.Span));

    [Fact]
    public void A_header_field_is_unfolded() => Assert.Equal(
        "action=PREPEND X-Greylist: delayed 305 seconds by GreyActors at mx.example.com; Tue, 01 Dec 2026 00:00:00 +0000\n\n",
        Bytes.Text(PolicyAction.Prepend("X-Greylist: delayed 305 seconds\r\n\tby GreyActors at mx.example.com;\r\n\tTue, 01 Dec 2026 00:00:00 +0000\r\n"u8).Bytes.Span));
}
