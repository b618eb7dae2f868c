using System.Collections.Immutable;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Reputation;
using GreyActors.Core.Smtp;
using GreyActors.Core.Traps;

namespace GreyActors.Core.Judging;

/// <summary>The judge's answer to a <see cref="RecipientQuestion"/>.</summary>
/// <param name="Status">Whether the recipient is accepted, deferred or refused.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Reason">The rule in words, with the entry of a list or the time waited.</param>
/// <param name="Reply">The reply; null if the recipient is accepted, because then the backend replies.</param>
/// <param name="Identities">The identities of the client.</param>
/// <param name="Waited">The time since the triplet was first seen; null if the greylist gave no verdict.</param>
public sealed record RecipientAnswer(
    DecisionStatus Status, RecipientRule Rule, string Reason, SmtpReply? Reply, ImmutableArray<ClientIdentity> Identities, TimeSpan? Waited = null)
{
    /// <summary>What the DNS says about the client, as far as it was known in time.</summary>
    public ClientEvidence Evidence { get; init; } = ClientEvidence.None;

    /// <summary>The identity that let the recipient pass, or whose wait counts; null if the greylist did not decide, or if the wait begins now.</summary>
    public ClientIdentity? By { get; init; }

    /// <summary>True if the whitelisting holds for the whole mail where one decision is made for all its recipients.</summary>
    public bool IsForWholeMail { get; init; }

    /// <summary>True in observe mode, in which the greylist delays no mail.</summary>
    public bool IsObserved { get; init; }

    /// <summary>True if the recipient is accepted only because of observe mode: the greylist would defer it.</summary>
    public bool WouldDefer { get; init; }

    /// <summary>Why and for how long the client is trapped; null if it is not.</summary>
    public TrapNote? Trapped { get; init; }

    /// <summary>The rule that was skipped because the door refuses nothing: it would have refused the recipient at the SMTP door. Null if none was.</summary>
    public RecipientRule? Skipped { get; init; }

    /// <summary>The time for which the greylist has delayed the mail; zero for a known triplet, because that waited for an earlier mail.</summary>
    public TimeSpan Delay => Rule == RecipientRule.WaitedLongEnough && !IsObserved ? Waited ?? TimeSpan.Zero : TimeSpan.Zero;
}
