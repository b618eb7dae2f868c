using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Verification;

namespace GreyActors.Judging;

/// <summary>Finds out whether the recipient of the open question exists, before the greylist defers it for the first time.</summary>
internal sealed class RecipientVerifying(IActorRef owner)
{
    // Wider than an identity for IPv6: an attacker has as many /64 networks as he likes, but usually one /48.
    private static readonly NetworkPrefixes Networks = new(24, 48);

    private VerifyRecipient? _question;

    /// <summary>True while the answer is awaited.</summary>
    public bool IsAwaited => _question is not null;

    /// <summary>Asks; there is no answer yet.</summary>
    /// <param name="deadline">The deadline of the judge.</param>
    public RecipientAnswer? Start(JudgeDependencies parts, in RecipientQuestion question, Deadline deadline)
    {
        _question = new VerifyRecipient(question.ForwardPath, Networks.IdentityOf(question.Client).Text);
        parts.Verifier.Tell(_question, owner);
        deadline.Set(parts.VerifyTimeout);
        return null;
    }

    /// <summary>True if this answer was awaited.</summary>
    public bool Accepts(RecipientVerified verified) => IsAwaited && ReferenceEquals(verified.Question, _question);

    /// <summary>Stops waiting.</summary>
    public void Clear() => _question = null;
}
