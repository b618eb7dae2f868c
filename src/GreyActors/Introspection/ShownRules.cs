using System.Collections.Immutable;
using GreyActors.Core.Judging;

namespace GreyActors.Introspection;

/// <summary>The table of the recipient rules as it is shown; docs/introspection.md has the fields.</summary>
public sealed record ShownRules(ImmutableArray<ShownRule> Rules)
{
    /// <summary>The table, with the status and the replies of this configuration.</summary>
    public static ShownRules Of(JudgeRules judge) => new([.. RecipientRules.All.Select(entry => ShownRule.Of(entry, judge))]);
}

/// <summary>One rule.</summary>
/// <param name="Reply">Null where the backend replies.</param>
/// <param name="WouldDefer">True in observe mode if the recipient would be deferred otherwise.</param>
public sealed record ShownRule(string Name, DecisionStatus Status, string Sentence, string? Reply, bool WouldDefer)
{
    /// <summary>The rule under this configuration.</summary>
    public static ShownRule Of(RecipientRuleEntry entry, JudgeRules judge)
    {
        var status = judge.StatusOf(entry);
        var reply = status == DecisionStatus.Accepted ? null : entry.Reply ?? judge.DeferReply;
        return new ShownRule(entry.Name, status, entry.Sentence, reply?.ToString(), judge.WouldDefer(entry));
    }
}
