using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class VerificationDialogueTests
{
    private static readonly MailPath Bob = new("bob", "example.org");

    [Theory]
    [InlineData("250 2.1.5 Ok", typeof(VerificationOutcome.Accepted))]
    [InlineData("251 User not local", typeof(VerificationOutcome.Accepted))]
    [InlineData("450 4.2.0 later", typeof(VerificationOutcome.Unknown))]
    [InlineData("452 4.2.2 full", typeof(VerificationOutcome.Unknown))]
    [InlineData("354 what", typeof(VerificationOutcome.Unknown))]
    [InlineData("500 5.5.2 what", typeof(VerificationOutcome.Unknown))]
    [InlineData("503 5.5.1 need MAIL", typeof(VerificationOutcome.Unknown))]
    [InlineData("504 5.5.4 no", typeof(VerificationOutcome.Unknown))]
    [InlineData("521 5.3.2 no mail here", typeof(VerificationOutcome.Unknown))]
    [InlineData("555 5.5.4 parameters", typeof(VerificationOutcome.Unknown))]
    [InlineData("505 5.7.1 odd", typeof(VerificationOutcome.Refused))]
    [InlineData("550 5.1.1 no such user", typeof(VerificationOutcome.Refused))]
    [InlineData("599 5.9.9 odd", typeof(VerificationOutcome.Refused))]
    public void The_reply_to_RCPT_tells_whether_the_recipient_exists(string reply, Type outcome)
    {
        var mail = VerificationDialogue.Start(Bob);
        Assert.Equal("MAIL FROM:<>\r\n", mail.Lines);
        var recipient = Say(mail.Next.Handle(Reply("250 2.1.0 Ok")));
        Assert.Equal(("RCPT TO:<bob@example.org>\r\n", null), (recipient.Lines, recipient.Outcome));

        var reset = Say(recipient.Next.Handle(Reply(reply)));

        Assert.Equal(("RSET\r\n", outcome), (reset.Lines, reset.Outcome!.GetType()));
        Assert.IsType<VerificationStep.Ready>(reset.Next.Handle(Reply("250 Ok")));
    }

    [Fact]
    public void A_refusal_keeps_every_line_of_the_backend()
    {
        var recipient = Say(VerificationDialogue.Start(Bob).Next.Handle(Reply("250 Ok")));

        var reset = Say(recipient.Next.Handle(Reply("550-5.1.1 no such user", "550 5.1.1 see https://example.org/")));

        Assert.Equal("550-5.1.1 no such user\r\n550 5.1.1 see https://example.org/", Assert.IsType<VerificationOutcome.Refused>(reset.Outcome).Reply.ToString());
    }

    [Theory]
    [InlineData("550 5.7.1 no bounces")]
    [InlineData("451 4.3.0 later")]
    public void A_backend_that_refuses_the_null_reverse_path_says_nothing_about_the_recipient(string reply)
    {
        var reset = Say(VerificationDialogue.Start(Bob).Next.Handle(Reply(reply)));

        Assert.Equal(("RSET\r\n", VerificationOutcome.Unknown.Instance), (reset.Lines, reset.Outcome));
    }

    [Fact]
    public void A_session_ends_when_the_backend_closes_it_or_refuses_RSET()
    {
        var recipient = Say(VerificationDialogue.Start(Bob).Next.Handle(Reply("250 Ok")));

        Assert.IsType<VerificationStep.Failed>(VerificationDialogue.Start(Bob).Next.Handle(Reply("421 4.3.2 bye")));
        Assert.IsType<VerificationStep.Failed>(recipient.Next.Handle(Reply("421 4.3.2 bye")));
        Assert.IsType<VerificationStep.Failed>(Say(recipient.Next.Handle(Reply("250 Ok"))).Next.Handle(Reply("500 5.5.1 what")));
    }

    private static VerificationStep.Say Say(VerificationStep step) => Assert.IsType<VerificationStep.Say>(step);

    private static RelayReply Reply(params string[] lines)
    {
        var reader = new ReplyReader();
        RelayReply? reply = null;
        foreach (var line in lines)
            reader.Take(System.Text.Encoding.ASCII.GetBytes(line), out reply);
        return reply!;
    }
}
