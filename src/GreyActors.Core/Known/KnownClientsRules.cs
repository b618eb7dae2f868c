using System.Collections.Immutable;
using GreyActors.Core.Greylisting;

namespace GreyActors.Core.Known;

/// <summary>The rules of the known clients: whose mail does not wait, and how a client becomes known.</summary>
/// <remarks>
/// No rule makes a client known for every sender: a client that has proven to come back with mail of one organisation may be a customer's
/// machine, a mailing service or a spammer with a new domain every day.
/// </remarks>
public static class KnownClientsRules
{
    // The stored time of a pair is updated at most once a day, so that a busy sender costs one write a day and not one for each mail.
    private const long RefreshAfter = 24 * 60 * 60 * 1000;

    /// <summary>Decides whether an attempt passes without the greylist. Counts the mail of a pair in <paramref name="state"/>; changes nothing else.</summary>
    /// <param name="ignored">Identities that vouch for nothing, because their mail seldom comes back; except in the pairs of operators.</param>
    public static KnownDecision Decide(
        KnownClientsState state, Attempt attempt, KnownTiming timing, DateTimeOffset now, IgnoredIdentities ignored)
    {
        var verdict = VerdictOf(state, attempt, timing, now, ignored);
        return verdict is { Reason: VerdictReason.KnownPair }
            ? new KnownDecision(verdict, Use(state, attempt, timing, now.ToUnixTimeMilliseconds(), ignored))
            : new KnownDecision(verdict, null);
    }

    /// <summary>The verdict of <see cref="Decide"/>, without changing anything.</summary>
    public static Verdict? VerdictOf(KnownClientsState state, Attempt attempt, KnownTiming timing, DateTimeOffset now, IgnoredIdentities ignored)
    {
        if (attempt.Organisation.Length == 0)
            return null;
        var at = now.ToUnixTimeMilliseconds();
        if (timing.UsesPairs && attempt.ReversePath.Length > 0 && PairOf(state, attempt, timing, at, ignored) is { } pair)
            return new Verdict(true, VerdictReason.KnownPair, Span(at - pair.Times.FirstPass), pair.Identity);
        return timing.ReplyLifetime > TimeSpan.Zero && ReplyOf(state, attempt, timing, at, ignored) is { } reply
            ? new Verdict(true, VerdictReason.ExpectedReply, Span(at - reply.Times.FirstPass), reply.Identity)
            : null;
    }

    /// <summary>Learns from an attempt that the greylist let pass: its earned identities become known for mail of the sender's organisation.</summary>
    /// <returns>The change; null if nothing changes.</returns>
    public static KnownClientsEvent? LearnPass(
        KnownClientsState state, Attempt attempt, KnownTiming timing, DateTimeOffset now, IgnoredIdentities ignored) =>
        timing.UsesPairs && attempt.ReversePath.Length > 0 && attempt.Organisation.Length > 0
            ? Use(state, attempt, timing, now.ToUnixTimeMilliseconds(), ignored)
            : null;

    /// <summary>Learns that one of our users wrote to an organisation.</summary>
    /// <param name="organisation">The recipient's organisation.</param>
    /// <param name="sender">Our user, normalised as a recipient.</param>
    /// <returns>The change; null if nothing changes.</returns>
    public static KnownClientsEvent? LearnSent(KnownClientsState state, string organisation, string sender, KnownTiming timing, DateTimeOffset now)
    {
        if (timing.ReplyLifetime <= TimeSpan.Zero || organisation.Length == 0 || sender.Length == 0)
            return null;
        var (key, at) = (KnownKey.Reply(organisation, sender), now.ToUnixTimeMilliseconds());
        return Used(state, key, state.Find(key), KnownSource.Sent, timing, at) is { } entry ? new KnownClientsEvent.Noted([entry]) : null;
    }

    /// <summary>Whether the pair of an identity counts, now or when it takes effect.</summary>
    /// <param name="times">The times of the pair; null if it is unknown.</param>
    internal static bool Counts(ClientIdentity identity, KnownTimes? times, IgnoredIdentities ignored) =>
        !ignored.Contains(identity) || times is { Source: KnownSource.Operator };

    // The pair that lets an attempt pass; null if there is none. Of several it is the oldest, and of those that became known together the last, because what
    // the DNS proves follows the network: "known since 3 Dec through spf:example.org" says more than "since yesterday through 192.0.2.0/24".
    private static (ClientIdentity Identity, KnownTimes Times)? PairOf(
        KnownClientsState state, Attempt attempt, KnownTiming timing, long now, IgnoredIdentities ignored)
    {
        (ClientIdentity Identity, KnownTimes Times)? oldest = null;
        foreach (var identity in attempt.Identities)
        {
            if (state.Find(KnownKey.Pair(identity, attempt.Organisation)) is { } times
                && Counts(identity, times, ignored)
                && now >= timing.StartOf(times) && !timing.HasExpired(isPair: true, times, now)
                && (oldest is not { } other || times.FirstPass <= other.Times.FirstPass))
            {
                oldest = (identity, times);
            }
        }

        return oldest;
    }

    // The expected reply that an attempt may be, with the identity that proves its organisation; null if there is none.
    private static (ClientIdentity Identity, KnownTimes Times)? ReplyOf(
        KnownClientsState state, Attempt attempt, KnownTiming timing, long now, IgnoredIdentities ignored)
    {
        foreach (var identity in attempt.Identities)
        {
            if (SenderOrganisation.IsProvenBy(identity, attempt.Organisation) && !ignored.Contains(identity))
            {
                return state.Find(KnownKey.Reply(attempt.Organisation, attempt.ForwardPath)) is { } times && !timing.HasExpired(isPair: false, times, now)
                    ? (identity, times)
                    : null;
            }
        }

        return null;
    }

    private static KnownClientsEvent.Noted? Use(KnownClientsState state, Attempt attempt, KnownTiming timing, long now, IgnoredIdentities ignored)
    {
        ImmutableArray<KnownEntry>.Builder? entries = null;
        foreach (var identity in attempt.Identities)
        {
            var key = KnownKey.Pair(identity, attempt.Organisation);
            var times = state.Find(key);
            if (Counts(identity, times, ignored) && Used(state, key, times, KnownSource.Passed, timing, now) is { } entry)
                (entries ??= ImmutableArray.CreateBuilder<KnownEntry>(attempt.Identities.Length)).Add(entry);
        }

        return entries is null ? null : new KnownClientsEvent.Noted(entries.ToImmutable());
    }

    // The entry after another mail; null if it needs no write.
    private static KnownEntry? Used(KnownClientsState state, KnownKey key, KnownTimes? before, KnownSource source, KnownTiming timing, long now)
    {
        if (before is not { } times || timing.HasExpired(key.IsPair, times, now) || times.FirstPass > now)
            return new KnownEntry(key, new KnownTimes(now, now, 1, source));
        // A last use in the future was recorded with a wrong clock.
        if (now - times.LastUsed is > RefreshAfter or < 0)
            return new KnownEntry(key, times with { LastUsed = now, Mails = times.Mails + 1 });
        state.CountMail(new KnownEntry(key, times));
        return null;
    }

    private static TimeSpan Span(long milliseconds) => TimeSpan.FromTicks(Math.Max(milliseconds, 0) * TimeSpan.TicksPerMillisecond);
}
