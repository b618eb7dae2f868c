using System.Collections.Immutable;

namespace GreyActors.Core.Known;

/// <summary>A change of the known clients. All entries of an event have the same organisation, which determines their partition.</summary>
/// <remarks>Each event contains the full state of its entries, so that applying it twice changes nothing.</remarks>
public abstract record KnownClientsEvent
{
    private KnownClientsEvent()
    {
    }

    /// <summary>These entries are known from now on.</summary>
    public sealed record Noted(ImmutableArray<KnownEntry> Entries) : KnownClientsEvent;

    /// <summary>An operator has removed these entries.</summary>
    public sealed record Forgotten(ImmutableArray<KnownKey> Keys) : KnownClientsEvent;
}
