using System.Net;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Outcome;

namespace GreyActors.Core.Tests.Outcome;

/// <summary>An outcome whose decisions are written as steps in time.</summary>
internal sealed class OutcomeLab(OutcomeLimits? limits = null)
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    public static readonly OutcomeTiming Timing = new(TimeSpan.FromMinutes(4), TimeSpan.FromDays(2));

    public OutcomeState State { get; private set; } = new(limits ?? new OutcomeLimits());

    public DateTimeOffset Now { get; private set; } = Start;

    public bool IsObserved { get; set; }

    public string? Organisation { get; set; }

    public OutcomeLab After(TimeSpan time)
    {
        Now += time;
        return this;
    }

    public OutcomeLab Deferred(string from, string client = "192.0.2.1", RecipientRule rule = RecipientRule.NeverSeen) =>
        Note(from, client, rule, null, DecisionStatus.Deferred, DecisionStatus.Deferred, TimeSpan.Zero);

    public OutcomeLab Passed(
        string from, RecipientRule rule = RecipientRule.WaitedLongEnough, string client = "192.0.2.1", IdentityKind? by = null,
        DecisionStatus final = DecisionStatus.Accepted, TimeSpan? waited = null) =>
        Note(from, client, rule, by, DecisionStatus.Accepted, final, waited);

    public OutcomeLab WouldDefer(string from)
    {
        State.Note(Decision(from, "192.0.2.1", RecipientRule.NeverSeen, null, DecisionStatus.Accepted, DecisionStatus.Accepted, null) with { WouldDefer = true, IsObserved = true }, Timing);
        return this;
    }

    public OutcomeLab Note(string from, string client, RecipientRule rule, IdentityKind? by, DecisionStatus judged, DecisionStatus final, TimeSpan? waited)
    {
        State.Note(Decision(from, client, rule, by, judged, final, waited), Timing);
        return this;
    }

    public OutcomeLab Expired()
    {
        State.Expire(Now, Timing);
        return this;
    }

    public OutcomeLab Restarted()
    {
        var snapshot = State.TakeSnapshot();
        State = new OutcomeState(limits ?? new OutcomeLimits());
        State.Restore(snapshot);
        return this;
    }

    public OutcomeReport Report(int days = 30, int rows = 20) => OutcomeReporter.Make(State, Now, days, rows, Timing, 0);

    public OutcomeDecision DecisionOf(string from, RecipientRule rule, DecisionStatus status) =>
        Decision(from, "192.0.2.1", rule, null, status, status, null);

    private OutcomeDecision Decision(
        string from, string client, RecipientRule rule, IdentityKind? by, DecisionStatus judged, DecisionStatus final, TimeSpan? waited) => new(
        Now,
        Partitioning.Hash(from, "bob@example.com"),
        IPAddress.Parse(client),
        Organisation is null ? [new ClientIdentity($"{client}/32")] : [new ClientIdentity($"{client}/32"), ClientIdentity.OfHost(Organisation)],
        from,
        "bob@example.com",
        rule,
        by,
        judged,
        final,
        waited,
        IsObserved: IsObserved);
}
