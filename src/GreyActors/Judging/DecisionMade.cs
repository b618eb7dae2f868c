using System.Net;
using GreyActors.Configuration;
using GreyActors.Core.Judging;
using GreyActors.Core.Reputation;
using GreyActors.Dispatch;

namespace GreyActors.Judging;

/// <summary>A door reports the outcome of a recipient to the decision log. Nothing waits for it.</summary>
/// <param name="Session">The client's actor, for example <c>client-42</c>.</param>
/// <param name="Listener">The address or UNIX socket that accepted the client.</param>
/// <param name="Answer">The judge's answer; the backend may have decided otherwise afterwards.</param>
/// <param name="Status">The outcome after all.</param>
/// <param name="Why">The reason in words, or the reply where the recipient was refused.</param>
/// <param name="RelayWaited">How long the recipient waited for a relay (relay.max-connections); null if it did not wait.</param>
public sealed record DecisionMade(
    DateTimeOffset At,
    string Session,
    EndPoint Listener,
    RecipientQuestion Question,
    RecipientAnswer Answer,
    DecisionStatus Status,
    string Why,
    TimeSpan? RelayWaited = null) : IYieldRoom
{
    /// <summary>The mode of the configuration that decided.</summary>
    public GreylistingMode Mode { get; init; }

    /// <summary>The public suffixes that the identities in the answer rest on.</summary>
    public PublicSuffixes? Suffixes { get; init; }

    /// <summary>The client in words.</summary>
    public ClientDescription Describe() =>
        ClientDescription.Of(new ClientFacts(Question.Client, Answer.Evidence), Answer.Identities, Suffixes ?? PublicSuffixes.Embedded);
}
