using GreyActors.Core.Known;

namespace GreyActors.Introspection;

/// <summary>A known pair or an expected reply as the endpoint returns it; docs/introspection.md describes the fields.</summary>
/// <param name="Identity">The identity of a pair; null for an expected reply.</param>
/// <param name="Recipient">Our user who expects the reply; null for a pair, which holds for every mailbox.</param>
/// <param name="Since">When the first mail passed, or our user wrote for the first time.</param>
/// <param name="CountsFrom">When it takes effect.</param>
public sealed record ShownKnown(
    string? Identity,
    string Organisation,
    string? Recipient,
    KnownSource Source,
    DateTimeOffset Since,
    DateTimeOffset CountsFrom,
    DateTimeOffset LastUsed,
    DateTimeOffset Expires,
    int Mails)
{
    /// <summary>Converts an entry.</summary>
    public static ShownKnown Of(KnownEntry entry, KnownTiming timing) => new(
        entry.Key.IsPair ? entry.Key.Identity : null,
        entry.Key.Organisation,
        entry.Key.IsPair ? null : entry.Key.Recipient,
        entry.Times.Source,
        DateTimeOffset.FromUnixTimeMilliseconds(entry.Times.FirstPass),
        DateTimeOffset.FromUnixTimeMilliseconds(entry.Key.IsPair ? timing.StartOf(entry.Times) : entry.Times.FirstPass),
        DateTimeOffset.FromUnixTimeMilliseconds(entry.Times.LastUsed),
        DateTimeOffset.FromUnixTimeMilliseconds(timing.EndOf(entry.Key.IsPair, entry.Times)),
        entry.Times.Mails);
}
