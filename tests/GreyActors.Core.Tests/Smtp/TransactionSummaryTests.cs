using System.Collections.Immutable;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class TransactionSummaryTests
{
    [Fact]
    public void Recipients_with_the_same_fate_share_an_entry() =>
        AssertFates(Of("a=Accepted b=Accepted", MailStatus.Accepted), "Accepted a@example.com b@example.com: why a; why b; 250 Queued");

    [Fact]
    public void Each_fate_has_an_entry_in_the_order_of_the_log_and_recipients_keep_their_order() =>
        AssertFates(
            Of("e=Failed a=Refused b=Deferred c=Accepted d=Deferred", MailStatus.Accepted),
            "Accepted c@example.com: why c; 250 Queued",
            "Deferred b@example.com d@example.com: why b; why d",
            "Rejected a@example.com: why a",
            "Failed e@example.com: why e");

    [Theory]
    [InlineData(MailStatus.Accepted)]
    [InlineData(MailStatus.Rejected)]
    [InlineData(MailStatus.Failed)]
    [InlineData(MailStatus.Aborted)]
    public void Accepted_recipients_have_the_fate_of_the_mail_data(MailStatus fate) =>
        AssertFates(Of("a=Accepted", fate), $"{fate} a@example.com: why a; 250 Queued");

    [Fact]
    public void Recipients_refused_at_RCPT_and_with_the_mail_data_share_an_entry() =>
        AssertFates(Of("a=Accepted b=Refused", MailStatus.Rejected), "Rejected a@example.com b@example.com: why b");

    [Fact]
    public void Accepted_recipients_are_deferred_too_if_the_whole_mail_is()
    {
        AssertFates(
            Of("a=Accepted b=Deferred c=Refused", MailStatus.Aborted, tellAtData: true),
            "Deferred a@example.com b@example.com: why b", "Rejected c@example.com: why c");
        AssertFates(
            Of("a=Accepted c=Refused", MailStatus.Accepted, tellAtData: true),
            "Accepted a@example.com: why a; 250 Queued", "Rejected c@example.com: why c");
    }

    [Fact]
    public void Recipients_lost_with_the_backend_have_failed_whatever_the_outcome_of_the_mail() =>
        AssertFates(Of("a=Lost b=Failed c=Lost", MailStatus.Accepted), "Failed a@example.com b@example.com c@example.com: why a; why b; why c");

    [Fact]
    public void A_recipient_with_another_route_is_deferred_and_does_not_affect_the_others() => AssertFates(
        Of("a=Accepted b=Separate", MailStatus.Accepted), "Accepted a@example.com: why a; 250 Queued", "Deferred b@example.com: why b");

    [Theory]
    [InlineData("a=Accepted b=Separate", SessionPhase.RecipientsAccepted)]
    [InlineData("a=Lost b=Separate", SessionPhase.RecipientsDeferred)]
    [InlineData("a=Refused b=Separate", SessionPhase.RecipientsDeferred)]
    public void A_recipient_with_another_route_never_makes_a_mail_bounce(string recipients, SessionPhase phase) =>
        Assert.Equal(phase, Transaction(recipients, tellAtData: false).Phase());

    [Fact]
    public void A_reason_shared_by_several_recipients_is_listed_once()
    {
        var transaction = Transaction("a=Deferred b=Deferred", false);
        transaction = transaction with { Recipients = [.. transaction.Recipients.Select(recipient => recipient with { Why = "never seen before" })] };
        AssertFates(TransactionSummary.Of(transaction, MailStatus.Aborted, ""), "Deferred a@example.com b@example.com: never seen before");
    }

    [Fact]
    public void Recipients_that_only_observe_mode_accepted_have_an_entry_of_their_own() => AssertFates(
        TransactionSummary.Of(Judged("a=known-triplet b=never-seen! c=never-seen! d=known-triplet", tellAtData: false), MailStatus.Accepted, "250 Queued"),
        "Accepted a@example.com d@example.com: why a; why d; 250 Queued",
        "WouldDefer b@example.com c@example.com: why b; why c; 250 Queued");

    [Fact]
    public void A_mail_that_is_decided_as_a_whole_would_be_deferred_with_one_of_its_recipients() => AssertFates(
        TransactionSummary.Of(Judged("a=known-triplet b=never-seen!", tellAtData: true), MailStatus.Accepted, "250 Queued"),
        "WouldDefer a@example.com b@example.com: why a; why b; 250 Queued");

    [Theory]
    [InlineData(MailStatus.Rejected)]
    [InlineData(MailStatus.Failed)]
    [InlineData(MailStatus.Aborted)]
    public void In_observe_mode_the_backend_decides_about_the_fate_of_a_mail(MailStatus fate) => AssertFates(
        TransactionSummary.Of(Judged("a=never-seen!", tellAtData: true), fate, "250 Queued"), $"{fate} a@example.com: why a; 250 Queued");

    [Fact]
    public void An_entry_is_divided_by_how_the_judge_decided()
    {
        var fate = Assert.Single(TransactionSummary.Of(Judged("a=known-triplet b=whitelisted c=known-triplet", tellAtData: false), MailStatus.Accepted, "250 Queued"));

        Assert.Equal(
            ["known-triplet a@example.com c@example.com: why a; why c; 250 Queued", "whitelisted b@example.com: why b; 250 Queued"],
            fate.Parts.Select(part => $"{part.Judged!.Rule} {string.Join(' ', part.ForwardPaths)}: {part.Why}"));
        Assert.Null(fate.Judged);
    }

    [Fact]
    public void A_transaction_without_recipients_has_no_entry() => Assert.Empty(Of("", MailStatus.Aborted));

    private static ImmutableArray<MailFate> Of(string recipients, MailStatus accepted, bool tellAtData = false) =>
        TransactionSummary.Of(Transaction(recipients, tellAtData), accepted, "250 Queued");

    private static MailTransaction Transaction(string recipients, bool tellAtData) => new(
        new MailPath("ann", "example.org"),
        EsmtpParameters.None,
        tellAtData,
        false,
        [.. recipients.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('=')).Select(one => new Recipient(
            new MailPath(one[0], "example.com"), EsmtpParameters.None, Enum.Parse<RecipientStatus>(one[1]), $"why {one[0]}"))]);

    // Accepted recipients, and the rule of each; an exclamation mark means that the greylist would defer it.
    private static MailTransaction Judged(string recipients, bool tellAtData)
    {
        var rules = recipients.Split(' ').Select(one => one.Split('=')).ToDictionary(one => $"{one[0]}@example.com", one => one[1]);
        var transaction = Transaction(string.Join(' ', recipients.Split(' ').Select(one => $"{one.Split('=')[0]}=Accepted")), tellAtData);
        return transaction with
        {
            Recipients =
            [
                .. transaction.Recipients.Select(recipient => recipient with
                {
                    Judged = new JudgeNote(rules[recipient.ForwardPath.Address].TrimEnd('!'), null, [], rules[recipient.ForwardPath.Address].EndsWith('!')),
                }),
            ],
        };
    }

    private static void AssertFates(ImmutableArray<MailFate> fates, params string[] expected) =>
        Assert.Equal(expected, fates.Select(fate => $"{fate.Status} {string.Join(' ', fate.ForwardPaths)}: {fate.Why}"));
}
