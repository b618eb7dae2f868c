using GreyActors.Judging;

namespace GreyActors.Introspection;

/// <summary>One decision as it is shown; docs/introspection.md has the fields.</summary>
public sealed record Decision(
    long Id,
    DateTimeOffset At,
    string Session,
    string Listener,
    string Client,
    string Helo,
    string From,
    string To,
    DecisionStatus Status,
    DecisionRule Rule,
    string Why,
    double? WaitedSeconds,
    double? RelayWaitedSeconds = null)
{
    /// <summary>The decision under its number.</summary>
    public static Decision Of(long id, DecisionMade made) => new(
        id,
        made.At,
        made.Session,
        made.Listener.ToString(),
        made.Client.ToString(),
        made.Helo,
        made.ReversePath,
        made.ForwardPath,
        made.Status,
        made.Rule,
        made.Why,
        made.Waited?.TotalSeconds,
        made.RelayWaited?.TotalSeconds);
}
