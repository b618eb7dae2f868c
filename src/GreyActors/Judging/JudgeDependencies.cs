using Akka.Actor;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;

namespace GreyActors.Judging;

/// <summary>What all judges of one configuration share.</summary>
/// <param name="Rules">The rules.</param>
/// <param name="Greylist">Accepts <see cref="Greylisting.JudgeAttempt"/>.</param>
/// <param name="Timeout">The time that the greylist has for its verdict.</param>
/// <param name="Time">The clock.</param>
public sealed record JudgeDependencies(JudgeRules Rules, IActorRef Greylist, TimeSpan Timeout, TimeProvider Time)
{
    /// <summary>The known clients, who hand on to the greylist what they do not know. Accepts <see cref="Greylisting.JudgeAttempt"/>.</summary>
    public IActorRef Clients { get; init; } = ActorRefs.Nobody;

    /// <summary>Accepts <see cref="Reputation.LookUp"/>.</summary>
    public IActorRef Reputation { get; init; } = ActorRefs.Nobody;

    /// <summary>Whether DNS lists are configured.</summary>
    public bool UsesDnsLists { get; init; }

    /// <summary>The longest time that a recipient waits for look-ups.</summary>
    public TimeSpan LookUpTimeout { get; init; }

    /// <summary>Slow expressions that were logged lately.</summary>
    public SlowExpressions SlowExpressions { get; init; } = new();

    /// <summary>The dependencies under these settings.</summary>
    public static JudgeDependencies Of(GreyActorsSettings settings, AccessPolicy access, IActorRef greylist, IActorRef reputation, TimeProvider time) =>
        new(RulesOf(settings, access), greylist, settings.Store.Timeout, time)
        {
            Reputation = reputation,
            UsesDnsLists = !settings.Reputation.Lists.IsEmpty,
            LookUpTimeout = settings.Reputation.MaxWait,
        };

    /// <summary>The rules under these settings.</summary>
    public static JudgeRules RulesOf(GreyActorsSettings settings, AccessPolicy access) => new(
        access, settings.Greylisting.Prefixes, new SmtpReply(settings.Greylisting.Reply), settings.Greylisting.OnStoreFailure == OnStoreFailure.Accept)
    {
        Observes = settings.Greylisting.Mode == GreylistingMode.Observe,
        UsesDns = settings.Reputation.Dns,
        Suffixes = settings.Reputation.PublicSuffixes,
        Known = settings.KnownTiming,
    };
}
