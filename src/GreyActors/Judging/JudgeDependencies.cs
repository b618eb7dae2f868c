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
    /// <summary>Slow expressions that were logged lately.</summary>
    public SlowExpressions SlowExpressions { get; init; } = new();

    /// <summary>The dependencies under these settings.</summary>
    public static JudgeDependencies Of(GreyActorsSettings settings, AccessPolicy access, IActorRef greylist, TimeProvider time) =>
        new(RulesOf(settings.Greylisting, access), greylist, settings.Store.Timeout, time);

    /// <summary>The rules under these settings.</summary>
    public static JudgeRules RulesOf(GreylistingSettings settings, AccessPolicy access) =>
        new(access, settings.Prefixes, new SmtpReply(settings.Reply), settings.OnStoreFailure == OnStoreFailure.Accept);
}
