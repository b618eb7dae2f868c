using System.Collections.Immutable;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Traps;

namespace GreyActors.Judging;

/// <summary>Traps the client of the open question, which sent mail to a spam trap.</summary>
/// <remarks>The judge waits until that is durable, so that the next recipient of the same mail finds the client trapped.</remarks>
internal sealed class ClientTrapping(IActorRef owner)
{
    private long _number;
    private AccessMatch _trap;

    /// <summary>True while the answer is awaited.</summary>
    public bool IsAwaited { get; private set; }

    /// <summary>Asks to trap the client; there is no answer yet.</summary>
    /// <param name="trap">The entry by which the recipient is a spam trap.</param>
    /// <param name="deadline">The deadline of the judge.</param>
    public RecipientAnswer? Start(JudgeDependencies parts, in RecipientQuestion question, AccessMatch trap, Deadline deadline)
    {
        (IsAwaited, _trap) = (true, trap);
        parts.Traps.Tell(new TrapClient(++_number, question.Client, question.ForwardPath.Address), owner);
        deadline.Set(parts.Timeout);
        return null;
    }

    /// <summary>True if this answer was awaited.</summary>
    public bool Accepts(ClientTrapped trapped) => IsAwaited && trapped.Number == _number;

    /// <summary>The judge's answer.</summary>
    /// <param name="trapped">What the traps answered; null if they did not in time.</param>
    public RecipientAnswer End(JudgeDependencies parts, in RecipientQuestion question, ClientTrapped? trapped, ImmutableArray<ClientIdentity> identities)
    {
        if (trapped?.Note is { } note)
            parts.TrappedClients.Add(question.Client, note);
        return parts.Rules.ByTrap(trapped?.Note ?? question.Trapped, _trap, identities);
    }

    /// <summary>Stops waiting.</summary>
    public void Clear() => IsAwaited = false;
}
