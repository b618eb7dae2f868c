using System.Net;
using Akka.Actor;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;
using GreyActors.Core.Traps;

namespace GreyActors.Judging;

/// <summary>What all judges of one configuration share.</summary>
/// <param name="Rules">The rules.</param>
/// <param name="Greylist">Accepts <see cref="Greylisting.JudgeAttempt"/>.</param>
/// <param name="Timeout">The time that the greylist has for its verdict.</param>
/// <param name="Time">The clock.</param>
public sealed record JudgeDependencies(JudgeRules Rules, IActorRef Greylist, TimeSpan Timeout, TimeProvider Time)
{
    // Longer than nearly every verdict, so that few questions are asked twice.
    private static readonly TimeSpan AskAgainInCluster = TimeSpan.FromSeconds(1);

    /// <summary>The time after which a question that was not answered is repeated; zero for never.</summary>
    public TimeSpan AskAgainAfter { get; init; }

    /// <summary>The known clients, who hand on to the greylist what they do not know. Accepts <see cref="Greylisting.JudgeAttempt"/>.</summary>
    public IActorRef Clients { get; init; } = ActorRefs.Nobody;

    /// <summary>Traps a client: accepts <see cref="GreyActors.Traps.TrapClient"/>.</summary>
    public IActorRef Traps { get; init; } = ActorRefs.Nobody;

    /// <summary>The trapped clients.</summary>
    public TrappedClients TrappedClients { get; init; } = new();

    /// <summary>Accepts <see cref="Verification.VerifyRecipient"/>.</summary>
    public IActorRef Verifier { get; init; } = ActorRefs.Nobody;

    /// <summary>The longest time that a recipient waits for its verification.</summary>
    public TimeSpan VerifyTimeout { get; init; }

    /// <summary>Accepts <see cref="Reputation.LookUp"/>.</summary>
    public IActorRef Reputation { get; init; } = ActorRefs.Nobody;

    /// <summary>Whether DNS lists are configured.</summary>
    public bool UsesDnsLists { get; init; }

    /// <summary>The longest time that a recipient waits for look-ups.</summary>
    public TimeSpan LookUpTimeout { get; init; }

    /// <summary>Slow expressions that were logged lately.</summary>
    public SlowExpressions SlowExpressions { get; init; } = new();

    /// <summary>Whether all mail of a client is deferred because it is trapped: no list exempts it.</summary>
    public bool IsTrapped(IPAddress client) => !Rules.Observes
        && TrappedClients.Find(client, Rules.TrapLifetime, Time.GetUtcNow()) is not null
        && Rules.Access.FindAllowed(client) is null && Rules.Access.FindWhitelistedClient(client, "", "", "") is null;

    /// <summary>The dependencies under these settings.</summary>
    public static JudgeDependencies Of(GreyActorsSettings settings, AccessPolicy access, IActorRef greylist, IActorRef reputation, TimeProvider time) =>
        new(RulesOf(settings, access), greylist, settings.Store.Timeout, time)
        {
            Reputation = reputation,
            UsesDnsLists = !settings.Reputation.Lists.IsEmpty,
            AskAgainAfter = settings.Cluster.Enabled ? AskAgainInCluster : TimeSpan.Zero,
            LookUpTimeout = settings.Reputation.MaxWait,
            VerifyTimeout = settings.Relay.VerifyTimeout,
        };

    /// <summary>The rules under these settings.</summary>
    public static JudgeRules RulesOf(GreyActorsSettings settings, AccessPolicy access) => new(
        access, settings.Greylisting.Prefixes, new SmtpReply(settings.Greylisting.Reply), settings.Greylisting.OnStoreFailure == OnStoreFailure.Accept)
    {
        Observes = settings.Greylisting.Mode == GreylistingMode.Observe,
        UsesDns = settings.Reputation.Dns,
        Suffixes = settings.Reputation.PublicSuffixes,
        Known = settings.KnownTiming,
        VerifiesRecipients = settings.Relay.VerifyRecipients == VerifyRecipients.BeforeDeferral,
        TrapLifetime = settings.Traps.Lifetime,
    };
}
