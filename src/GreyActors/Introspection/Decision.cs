using GreyActors.Configuration;
using GreyActors.Core.Judging;
using GreyActors.Core.Traps;
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

    /// <summary>The door through which the client came.</summary>
    public Door Door { get; init; }

    /// <summary>The rule that would have refused the recipient at the SMTP door and was skipped at this one; null if none was.</summary>
    public RecipientRule? Skipped { get; init; }

    /// <summary>The mode at the time of the decision.</summary>
    public GreylistingMode Mode { get; init; }

    /// <summary>Why and for how long the client is trapped; null if it is not.</summary>
    public TrapNote? Trapped { get; init; }

    /// <summary>The identities of the client, and what the DNS says about it. The words are chosen when they are read: most decisions never are.</summary>
    public ClientDescription? Identified => Made?.Describe();

    private DecisionMade? Made { get; init; }

    /// <summary>Converts a decision and gives it an id.</summary>
    public static Decision Of(long id, DecisionMade made) => new(
        id,
        made.At,
        made.Session,
        $"{made.Listener}",
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
        Trapped = made.Answer.Trapped,
        Door = made.Question.Door,
        Skipped = made.Answer.Skipped,
        Made = made,
    };
}
