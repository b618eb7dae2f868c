using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using Xunit;

namespace GreyActors.Core.Tests.Judging;

public sealed class RecipientRulesTests
{
    [Fact]
    public void The_table_has_every_rule_at_its_place() =>
        Assert.Equal(Enum.GetValues<RecipientRule>(), RecipientRules.All.Select(entry => entry.Rule));

    [Fact]
    public void Every_rule_has_a_sentence_of_its_own()
    {
        Assert.All(RecipientRules.All, entry => Assert.Matches("^[a-z].*[^.]$", entry.Sentence));
        Assert.Equal(RecipientRules.All.Length, RecipientRules.All.Select(entry => entry.Sentence).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void The_name_of_a_rule_is_its_enum_value_with_hyphens() => Assert.All(
        RecipientRules.All,
        entry => Assert.Equal(entry.Rule.ToString(), string.Concat(entry.Name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))));

    [Fact]
    public void The_reply_of_a_rule_has_the_code_of_its_status() => Assert.All(RecipientRules.All, entry => Assert.True(
        entry.Status switch
        {
            DecisionStatus.Accepted => entry.Reply is null,
            // The backend has given the reply.
            DecisionStatus.Refused when entry.Rule == RecipientRule.RefusedByBackend => entry.Reply is null,
            DecisionStatus.Refused => entry.Reply is { IsPermanent: true },
            // The greylist's deferrals have no reply of their own: greylisting.reply is used.
            DecisionStatus.Deferred => entry.Reply is null or { IsTransient: true },
            _ => entry.Reply is { IsTransient: true },
        },
        entry.Name));

    [Fact]
    public void Every_reason_but_the_question_for_the_greylist_has_a_rule()
    {
        Assert.Equal(
            Enum.GetNames<AccessReason>().Except([nameof(AccessReason.AskGreylist)]),
            Enum.GetValues<AccessReason>().Where(reason => reason != AccessReason.AskGreylist).Select(reason => RecipientRules.RuleOf(reason).ToString()));
        Assert.Equal(Enum.GetNames<VerdictReason>(), Enum.GetValues<VerdictReason>().Select(reason => RecipientRules.RuleOf(reason).ToString()));
        Assert.Throws<ArgumentOutOfRangeException>(() => RecipientRules.RuleOf(AccessReason.AskGreylist));
        Assert.Throws<ArgumentOutOfRangeException>(() => RecipientRules.RuleOf((VerdictReason)99));
    }
}
