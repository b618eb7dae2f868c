using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;

namespace GreyActors.Core.Outcome;

/// <summary>One decision about a recipient, as the outcome counts it.</summary>
/// <param name="At">The time.</param>
/// <param name="Conversation">The hash of the folded reverse-path and the folded forward-path.</param>
/// <param name="Client">The address of the client.</param>
/// <param name="Identities">The client's identities, its network first.</param>
/// <param name="From">The reverse-path as the client sent it; empty for the null reverse-path.</param>
/// <param name="To">The forward-path as the client sent it.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="By">The kind of the identity that let the mail pass; null if none did.</param>
/// <param name="Judged">Whether the judge let the mail pass, deferred or refused it.</param>
/// <param name="Final">The same after the backend had its say.</param>
/// <param name="Waited">The time since the triplet was first seen; null if the greylist gave no verdict.</param>
/// <param name="WouldDefer">In observe mode: true if the mail would have been deferred.</param>
/// <param name="IsObserved">True in observe mode, where no mail waits.</param>
public readonly record struct OutcomeDecision(
    DateTimeOffset At,
    ulong Conversation,
    IPAddress Client,
    ImmutableArray<ClientIdentity> Identities,
    string From,
    string To,
    RecipientRule Rule,
    IdentityKind? By,
    DecisionStatus Judged,
    DecisionStatus Final,
    TimeSpan? Waited,
    bool WouldDefer = false,
    bool IsObserved = false)
{
    /// <summary>The mail, and the client of this attempt.</summary>
    public OutcomeMail Mail => new(Client.ToString(), BestOf(Identities).Text, From, To);

    /// <summary>The decision of a judge.</summary>
    /// <param name="final">The outcome after the backend was asked too.</param>
    public static OutcomeDecision Of(DateTimeOffset at, in RecipientQuestion question, RecipientAnswer answer, DecisionStatus final)
    {
        var (from, to) = (question.ReversePath.Address, question.ForwardPath.Address);
        return new OutcomeDecision(
            at,
            Partitioning.Hash(SenderNormaliser.Normalise(from), ForwardPathNormaliser.Normalise(to)),
            question.Client,
            answer.Identities,
            from,
            to,
            answer.Rule,
            answer.By?.Kind,
            answer.Status,
            final,
            answer.Waited,
            answer.WouldDefer,
            answer.IsObserved);
    }

    // The name of an organisation says more to people than an SPF domain, and that more than a network.
    private static ClientIdentity BestOf(ImmutableArray<ClientIdentity> identities) => identities.MaxBy(one => one.Kind switch
    {
        IdentityKind.Host => 2,
        IdentityKind.Spf => 1,
        _ => 0,
    });
}

/// <summary>A mail to one recipient.</summary>
/// <param name="Client">The address of the client that tried it last.</param>
/// <param name="Identity">The client's best identity: an organisation, an SPF domain or a network.</param>
/// <param name="From">The reverse-path as the client sent it; empty for the null reverse-path.</param>
/// <param name="To">The forward-path as the client sent it.</param>
public sealed record OutcomeMail(string Client, string Identity, string From, string To);
