using System.Collections.Immutable;
using GreyActors.Core.Greylisting;

namespace GreyActors.Core.Known;

/// <summary>The known clients' part in the explanation of an attempt.</summary>
/// <param name="By">The entry that lets the attempt pass; null if the greylist decides.</param>
/// <param name="Entries">Everything that is known about the attempt, including entries that do not count yet or that an ignored identity has.</param>
public sealed record KnownExplanation(KnownEntry? By, ImmutableArray<KnownEntry> Entries)
{
    /// <summary>Nothing is known.</summary>
    public static KnownExplanation Nothing { get; } = new(null, []);

    /// <summary>Explains an attempt without changing anything.</summary>
    public static KnownExplanation Of(KnownClientsState state, Attempt attempt, KnownTiming timing, DateTimeOffset now, IgnoredIdentities ignored)
    {
        if (attempt.Organisation.Length == 0)
            return Nothing;
        var (at, reply) = (now.ToUnixTimeMilliseconds(), KnownKey.Reply(attempt.Organisation, attempt.ForwardPath));
        var entries = ImmutableArray.CreateBuilder<KnownEntry>();
        foreach (var key in attempt.Identities.Select(identity => KnownKey.Pair(identity, attempt.Organisation)).Append(reply))
        {
            if (state.Find(key) is { } times && !timing.HasExpired(key.IsPair, times, at))
                entries.Add(new KnownEntry(key, times));
        }

        return new KnownExplanation(PassingEntry(state, attempt, timing, at, ignored), entries.DrainToImmutable());
    }

    private static KnownEntry? PassingEntry(KnownClientsState state, Attempt attempt, KnownTiming timing, long now, IgnoredIdentities ignored)
    {
        if (timing.UsesPairs && attempt.ReversePath.Length > 0 && KnownClientsRules.PairOf(state, attempt, timing, now, ignored) is { } pair)
            return new KnownEntry(KnownKey.Pair(pair.Identity, attempt.Organisation), pair.Times);
        return timing.ReplyLifetime > TimeSpan.Zero && KnownClientsRules.ReplyOf(state, attempt, timing, now, ignored) is { } reply
            ? new KnownEntry(KnownKey.Reply(attempt.Organisation, attempt.ForwardPath), reply.Times)
            : null;
    }
}
