using System.Collections.Immutable;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;

namespace GreyActors.Delivery;

/// <summary>A recipient that the judge lets pass, on its way to a backend.</summary>
/// <param name="Question">The step of the session that asked for it.</param>
/// <param name="Answer">The judge's answer.</param>
/// <param name="AcceptAll">If the backend accepts it, the rest of the mail passes with it.</param>
internal sealed record PassedRecipient(SessionStep.Judge Question, RecipientAnswer Answer, bool AcceptAll)
{
    /// <summary>The addresses that are left to try, the current one first; empty if the relay was open already.</summary>
    public ImmutableArray<RelayTarget> Targets { get; init; } = [];

    /// <summary>When the search for a backend began.</summary>
    public long SearchBegan { get; init; }

    /// <summary>When the connection to the current address was started.</summary>
    public long OpenedAt { get; init; }

    /// <summary>How long the recipient waited for places (relay.max-connections); null if it did not wait.</summary>
    public TimeSpan? RelayWaited { get; init; }

    /// <summary>A relay is opened for this recipient.</summary>
    public bool OpensRelay => !Targets.IsEmpty;

    /// <summary>The recipient after its current address failed.</summary>
    public PassedRecipient WithNextTarget() => this with { Targets = Targets[1..] };
}
