using GreyActors.Configuration;
using GreyActors.Core.Judging;
using GreyActors.Judging;

namespace GreyActors.Introspection;

/// <summary>One decision as the endpoint returns it; docs/introspection.md describes the fields.</summary>
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
    RecipientRule Rule,
    string Why,
    double? WaitedSeconds,
    double? RelayWaitedSeconds = null,
    string? By = null)
{
    /// <summary>Whether the recipient was accepted by the judge only because of observe mode.</summary>
    public bool WouldDefer { get; init; }

    /// <summary>The mode at the time of the decision.</summary>
    public GreylistingMode Mode { get; init; }

    /// <summary>The identities of the client, and what the DNS says about it. The words are chosen when they are read: most decisions never are.</summary>
    public ClientDescription? Identified => Made?.Describe();

    private DecisionMade? Made { get; init; }

    /// <summary>Converts a decision and gives it an id.</summary>
    public static Decision Of(long id, DecisionMade made) => new(
        id,
        made.At,
        made.Session,
        made.Listener.ToString(),
        made.Question.Client.ToString(),
        made.Question.Helo,
        made.Question.ReversePath.Address,
        made.Question.ForwardPath.Address,
        made.Status,
        made.Answer.Rule,
        made.Why,
        made.Answer.Waited?.TotalSeconds,
        made.RelayWaited?.TotalSeconds,
        made.Answer.By?.Text)
    {
        WouldDefer = made.Answer.WouldDefer,
        Mode = made.Mode,
        Made = made,
    };
}
