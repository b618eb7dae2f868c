using System.Collections.Immutable;
using GreyActors.Core.Traps;

namespace GreyActors.Introspection;

/// <summary>A trapped client as the endpoint returns it; docs/introspection.md describes the fields.</summary>
/// <param name="Client">An IPv4 address, or the /64 network of an IPv6 address.</param>
/// <param name="Trap">The spam trap to which it sent mail for the last time.</param>
public sealed record ShownTrap(string Client, string Trap, DateTimeOffset Since, DateTimeOffset LastMail, DateTimeOffset Until)
{
    /// <summary>Converts a client.</summary>
    public static ShownTrap Of(TrappedClient client, TimeSpan lifetime) => new(
        client.Client,
        client.Trap,
        DateTimeOffset.FromUnixTimeMilliseconds(client.Since),
        DateTimeOffset.FromUnixTimeMilliseconds(client.Last),
        client.NoteFor(lifetime).Until);
}

/// <summary>A page of trapped clients, those with the newest mail first.</summary>
/// <param name="Count">The number of all trapped clients; some of them may have been released less than five minutes ago.</param>
/// <param name="Next">The <c>after</c> of the next page; null if this is the last page.</param>
public sealed record ShownTrapPage(ImmutableArray<ShownTrap> Traps, int Count, string? Next);

/// <summary>A client that an operator released.</summary>
public sealed record ShownRelease(ShownTrap Before);
