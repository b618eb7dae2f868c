using System.Net;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;
using GreyActors.Core.Traps;
using Xunit;

namespace GreyActors.Core.Tests.Judging;

public sealed class TrapAnswerTests
{
    private static readonly JudgeRules Rules = new(
        AccessPolicy.Compile(new AccessRules([], [], ["example.com"], [], []) { SpamTraps = [new AccessEntry("old@example.com", "traps", 3)] }),
        new NetworkPrefixes(24, 64),
        new SmtpReply("451 4.7.1 Please try again later"),
        AcceptsWithoutGreylist: true);

    private static readonly TrapNote Note = new("old@example.com", new DateTimeOffset(2027, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Theory]
    [InlineData("old", false, "the recipient is a spam trap (spam-traps: old@example.com, traps:3)")]
    [InlineData("old", true, "the recipient is a spam trap (spam-traps: old@example.com, traps:3); client trapped until 2027-01-02 03:04:05Z because of mail for <old@example.com>")]
    [InlineData("bob", true, "client trapped until 2027-01-02 03:04:05Z because of mail for <old@example.com>")]
    public void The_answer_names_the_trap_and_the_end(string localPart, bool trapped, string reason)
    {
        var answer = Answer(Rules, localPart, trapped);

        Assert.Equal((DecisionStatus.Deferred, RecipientRule.Trapped, reason), (answer.Status, answer.Rule, answer.Reason));
        Assert.Equal("451 4.7.1 Please try again later", answer.Reply?.ToString());
        Assert.Equal(trapped ? Note : null, answer.Trapped);
    }

    [Fact]
    public void In_observe_mode_a_trapped_client_is_accepted_and_the_answer_says_so()
    {
        var answer = Answer(Rules with { Observes = true }, "bob", trapped: true);

        Assert.Equal((DecisionStatus.Accepted, RecipientRule.Trapped, true, null), (answer.Status, answer.Rule, answer.WouldDefer, answer.Reply));
    }

    [Theory]
    [InlineData("old", "ann", true)]
    [InlineData("old", "", false)]
    [InlineData("bob", "ann", false)]
    public void Only_mail_with_a_sender_to_a_trap_traps_its_client(string localPart, string sender, bool traps)
    {
        var question = Question(localPart, trapped: false) with { ReversePath = sender.Length == 0 ? MailPath.Null : new MailPath(sender, "example.net") };

        Assert.Equal(traps, JudgeRules.Traps(question, Rules.Check(question)));
    }

    private static RecipientAnswer Answer(JudgeRules rules, string localPart, bool trapped)
    {
        var question = Question(localPart, trapped);
        return rules.ByAccess(question, rules.Check(question), [])!;
    }

    private static RecipientQuestion Question(string localPart, bool trapped) =>
        new(IPAddress.Parse("192.0.2.1"), "x.example", new MailPath("ann", "example.net"), new MailPath(localPart, "example.com")) { Trapped = trapped ? Note : null };
}
