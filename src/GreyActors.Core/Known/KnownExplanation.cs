using System.Collections.Immutable;
using GreyActors.Core.Greylisting;

namespace GreyActors.Core.Known;

/// <summary>The known clients' part in the explanation of an attempt.</summary>
/// <param name="Verdict">The pass; null if the greylist decides.</param>
/// <param name="By">The entry that lets the attempt pass; null if the greylist decides.</param>
/// <param name="Entries">The pairs and the expected reply that let such mail pass, now or when they take effect.</param>
public sealed record KnownExplanation(Verdict? Verdict, KnownEntry? By, ImmutableArray<KnownEntry> Entries)
{
    /// <summary>Nothing is known.</summary>
    public static KnownExplanation Nothing { get; } = new(null, null, []);

    /// <summary>Explains an attempt without changing anything.</summary>
    public static KnownExplanation Of(KnownClientsState state, Attempt attempt, KnownTiming timing, DateTimeOffset now, IgnoredIdentities ignored)
    {
        if (attempt.Organisation.Length == 0)
            return Nothing;
        var at = now.ToUnixTimeMilliseconds();
        var reply = KnownKey.Reply(attempt.Organisation, attempt.ForwardPath);
        var entries = ImmutableArray.CreateBuilder<KnownEntry>();
        if (timing.UsesPairs && attempt.ReversePath.Length > 0)
        {
            foreach (var known in attempt.Identities)
            {
                var pair = KnownKey.Pair(known, attempt.Organisation);
                if (state.Find(pair) is { } times && KnownClientsRules.Counts(known, times, ignored) && !timing.HasExpired(isPair: true, times, at))
                    entries.Add(new KnownEntry(pair, times));
            }
        }

        if (timing.ReplyLifetime > TimeSpan.Zero && state.Find(reply) is { } sent && !timing.HasExpired(isPair: false, sent, at))
            entries.Add(new KnownEntry(reply, sent));

        var verdict = KnownClientsRules.VerdictOf(state, attempt, timing, now, ignored);
        KnownEntry? by = verdict is { By: { } identity, Reason: var reason }
            ? entries.Single(entry => entry.Key == (reason == VerdictReason.KnownPair ? KnownKey.Pair(identity, attempt.Organisation) : reply))
            : null;
        return new KnownExplanation(verdict, by, entries.DrainToImmutable());
    }
}
