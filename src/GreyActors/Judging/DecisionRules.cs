using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;

namespace GreyActors.Judging;

/// <summary>The rules by the names under which they are shown: those that are asked before the greylist, and the greylist's own.</summary>
public static class DecisionRules
{
    /// <summary>The rule that decided in front of the greylist. Where that asks the greylist and it is not asked, a whitelisted recipient of the same mail stands for this one.</summary>
    public static DecisionRule Of(RecipientRule rule) => rule switch
    {
        RecipientRule.AllowedClient => DecisionRule.AllowedClient,
        RecipientRule.DomainNotServed => DecisionRule.DomainNotServed,
        RecipientRule.SenderRouted => DecisionRule.SenderRouted,
        RecipientRule.AlwaysAccepted => DecisionRule.AlwaysAccepted,
        RecipientRule.Whitelisted or RecipientRule.AskGreylist => DecisionRule.Whitelisted,
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "not a rule"),
    };

    /// <summary>The greylist's reason.</summary>
    public static DecisionRule Of(VerdictReason reason) => reason switch
    {
        VerdictReason.KnownTriplet => DecisionRule.KnownTriplet,
        VerdictReason.NeverSeen => DecisionRule.NeverSeen,
        VerdictReason.TooSoon => DecisionRule.TooSoon,
        VerdictReason.StillWaiting => DecisionRule.StillWaiting,
        VerdictReason.TooLate => DecisionRule.TooLate,
        VerdictReason.WaitedLongEnough => DecisionRule.WaitedLongEnough,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "not a reason"),
    };
}
