using System.Collections.Immutable;
using Google.Protobuf;
using GreyActors.Cluster.Messages.Wire;
using GreyActors.Core.Traps;
using GreyActors.Greylisting;
using GreyActors.Traps;
using static GreyActors.Cluster.Messages.WireValues;

namespace GreyActors.Cluster.Messages;

/// <summary>The messages of the trapped clients to other machines.</summary>
internal static class TrapMessages
{
    /// <summary>Their kinds.</summary>
    public static ImmutableArray<MessageKind> Kinds { get; } =
    [
        MessageKind.Of<TrapClient, TrapClientV1>(
            "trap-client.v1",
            trap => new TrapClientV1 { Number = trap.Number, Client = ByteString.CopyFrom(trap.Client.GetAddressBytes()), Trap = trap.Trap },
            wire => new TrapClient(wire.Number, Address(wire.Client), wire.Trap)),
        MessageKind.Of<ClientTrapped, ClientTrappedV1>("client-trapped.v1", Write, Read),
        MessageKind.Of<ReleaseClient, ReleaseClientV1>(
            "release-client.v1", release => new ReleaseClientV1 { Network = release.Network.ToString() }, wire => new ReleaseClient(Network(wire.Network))),
        MessageKind.Of<ClientReleased, ClientReleasedV1>(
            "client-released.v1",
            released => new ClientReleasedV1 { Before = released.Before is { } before ? Write(before) : null, IsDone = released.IsDone },
            wire => new ClientReleased(wire.Before is { } before ? Read(before) : null, wire.IsDone)),
        MessageKind.Of<ListTraps, ListTrapsV1>("list-traps.v1", Write, Read),
        MessageKind.Of<TrapsListed, TrapsListedV1>("traps-listed.v1", Write, Read),
        MessageKind.Of<PollTraps, PollTrapsV1>(
            "poll-traps.v1", poll => new PollTrapsV1 { Epoch = poll.Epoch, After = poll.After }, wire => new PollTraps(wire.Epoch, wire.After)),
        MessageKind.Of<TrapsPolled, TrapsPolledV1>("traps-polled.v1", Write, Read),
    ];

    private static ClientTrappedV1 Write(ClientTrapped trapped) => new()
    {
        Number = trapped.Number,
        Note = trapped.Note is { } note ? new TrapNoteV1 { Trap = note.Trap, Until = note.Until.UtcTicks } : null,
    };

    private static ClientTrapped Read(ClientTrappedV1 wire) =>
        new(wire.Number, wire.Note is { } note ? new TrapNote(note.Trap, Time(note.Until)) : null);

    private static ListTrapsV1 Write(ListTraps list)
    {
        var wire = new ListTrapsV1 { Most = list.Most };
        if (list.Before is { } before)
            wire.Before = before;
        return wire;
    }

    private static ListTraps Read(ListTrapsV1 wire) => new(Within(0, wire.Most, ListTriplets.Longest), wire.HasBefore ? wire.Before : null);

    private static TrapsListedV1 Write(TrapsListed listed)
    {
        if (listed.Page is not { } page)
            return new TrapsListedV1();
        var wire = new TrapPageV1 { Clients = { page.Clients.Select(Write) }, Count = page.Count };
        if (page.Next is { } next)
            wire.Next = next;
        return new TrapsListedV1 { Page = wire };
    }

    private static TrapsListed Read(TrapsListedV1 wire) => new(wire.Page is { } page
        ? new TrapPage(Listed(page.Clients, ListTriplets.Longest, Read), Count(page.Count), page.HasNext ? page.Next : null)
        : null);

    private static TrapsPolledV1 Write(TrapsPolled polled) => new()
    {
        Epoch = polled.Changes.Epoch,
        After = polled.Changes.After,
        Clients = { polled.Changes.Clients.Select(Write) },
        Last = polled.Changes.Last,
        IsComplete = polled.Changes.IsComplete,
    };

    private static TrapsPolled Read(TrapsPolledV1 wire) =>
        new(new TrapChanges(wire.Epoch, wire.After, Listed(wire.Clients, PollTraps.Most, Read), wire.Last, wire.IsComplete));

    private static TrappedClientV1 Write(TrappedClient client) =>
        new() { Network = client.Network.ToString(), Since = client.Since, Last = client.Last, Trap = client.Trap };

    private static TrappedClient Read(TrappedClientV1 wire) => new(Network(wire.Network), wire.Since, wire.Last, wire.Trap);
}
