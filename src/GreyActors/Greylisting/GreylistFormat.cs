using System.Collections.Immutable;
using System.Runtime.Serialization;
using Google.Protobuf;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Core.Traps;
using GreyActors.Greylisting.Stored;

namespace GreyActors.Greylisting;

/// <summary>The events and snapshots of the greylist, the known clients and the trapped clients as Protobuf (<c>greylist.proto</c>), each under a manifest with a version.</summary>
/// <remarks>A manifest that was ever written must stay readable: a new format gets a new manifest.</remarks>
public static class GreylistFormat
{
    private const string AttemptNoted = "attempt-noted.v1";
    private const string TripletPassed = "triplet-passed.v1";
    private const string PassRefreshed = "pass-refreshed.v1";
    private const string TripletForgotten = "triplet-forgotten.v1";
    private const string Snapshot = "greylist-snapshot.v1";
    private const string KnownNoted = "known-noted.v1";
    private const string KnownForgotten = "known-forgotten.v1";
    private const string KnownSnapshot = "known-clients-snapshot.v1";
    private const string ClientTrapped = "client-trapped.v1";
    private const string ClientReleased = "client-released.v1";
    private const string TrapsSnapshot = "traps-snapshot.v1";

    /// <summary>The manifest of an event or a snapshot.</summary>
    public static string ManifestOf(object o) => o switch
    {
        GreylistEvent.AttemptNoted => AttemptNoted,
        GreylistEvent.TripletPassed => TripletPassed,
        GreylistEvent.PassRefreshed => PassRefreshed,
        GreylistEvent.TripletForgotten => TripletForgotten,
        GreylistSnapshot => Snapshot,
        KnownClientsEvent.Noted => KnownNoted,
        KnownClientsEvent.Forgotten => KnownForgotten,
        KnownClientsSnapshot => KnownSnapshot,
        TrapEvent.Trapped => ClientTrapped,
        TrapEvent.Released => ClientReleased,
        TrapSnapshot => TrapsSnapshot,
        _ => throw Unknown(o),
    };

    /// <summary>The bytes of an event or a snapshot.</summary>
    public static byte[] Write(object stored) => stored switch
    {
        GreylistEvent.AttemptNoted noted => Store(noted).ToByteArray(),
        GreylistEvent.TripletPassed passed => Store(passed, passed.FirstSeen, passed.At).ToByteArray(),
        GreylistEvent.PassRefreshed refreshed => Store(refreshed, refreshed.FirstSeen, refreshed.At).ToByteArray(),
        GreylistEvent.TripletForgotten forgotten => Store(forgotten).ToByteArray(),
        GreylistSnapshot snapshot => SnapshotFormat.Write(snapshot),
        KnownClientsEvent.Noted noted => KnownClientsFormat.Write(noted),
        KnownClientsEvent.Forgotten forgotten => KnownClientsFormat.Write(forgotten),
        KnownClientsSnapshot snapshot => KnownClientsFormat.Write(snapshot),
        TrapEvent.Trapped trapped => TrapsFormat.Write(trapped),
        TrapEvent.Released released => TrapsFormat.Write(released),
        TrapSnapshot snapshot => TrapsFormat.Write(snapshot),
        _ => throw Unknown(stored),
    };

    /// <summary>The event or snapshot that this release or an earlier one has written.</summary>
    /// <exception cref="SerializationException">The manifest was written by a later release or by something else, or the bytes are damaged.</exception>
    public static object Read(byte[] bytes, string manifest)
    {
        try
        {
            return Parse(bytes, manifest);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new SerializationException($"A \"{manifest}\" of the greylist store is damaged: {e.Message}", e);
        }
    }

    /// <summary>Checks that bytes can be read; of a snapshot with a checksum, only the checksum is verified.</summary>
    /// <exception cref="SerializationException">The bytes cannot be read.</exception>
    public static void Verify(byte[] bytes, string manifest)
    {
        if (manifest is not (Snapshot or KnownSnapshot or TrapsSnapshot) || !SnapshotBytes.HasValidChecksum(bytes))
            Read(bytes, manifest);
    }

    private static object Parse(byte[] bytes, string manifest) => manifest switch
    {
        AttemptNoted => Noted(AttemptNotedV1.Parser.ParseFrom(bytes)),
        TripletPassed => Passed(TripletPassedV1.Parser.ParseFrom(bytes)),
        PassRefreshed => Refreshed(TripletPassedV1.Parser.ParseFrom(bytes)),
        TripletForgotten => Forgotten(TripletForgottenV1.Parser.ParseFrom(bytes)),
        Snapshot => SnapshotFormat.Read(bytes),
        KnownNoted => KnownClientsFormat.ReadNoted(bytes),
        KnownForgotten => KnownClientsFormat.ReadForgotten(bytes),
        KnownSnapshot => KnownClientsFormat.ReadSnapshot(bytes),
        ClientTrapped => TrapsFormat.ReadTrapped(bytes),
        ClientReleased => TrapsFormat.ReadReleased(bytes),
        TrapsSnapshot => TrapsFormat.ReadSnapshot(bytes),
        _ => throw new SerializationException($"The greylist store holds \"{manifest}\", which this release does not know. Was it written by a later one?"),
    };

    private static AttemptNotedV1 Store(GreylistEvent.AttemptNoted noted)
    {
        var stored = new AttemptNotedV1 { ReversePath = noted.ReversePath, ForwardPath = noted.ForwardPath, FirstSeen = noted.FirstSeen, IsObserved = noted.IsObserved };
        stored.Identities.AddRange(noted.Identities.Select(identity => identity.Text));
        return stored;
    }

    private static TripletPassedV1 Store(GreylistEvent happened, long firstSeen, long at)
    {
        var stored = new TripletPassedV1 { ReversePath = happened.ReversePath, ForwardPath = happened.ForwardPath, FirstSeen = firstSeen, At = at, IsObserved = happened.IsObserved };
        stored.Identities.AddRange(happened.Identities.Select(identity => identity.Text));
        return stored;
    }

    private static TripletForgottenV1 Store(GreylistEvent.TripletForgotten forgotten)
    {
        var stored = new TripletForgottenV1 { ReversePath = forgotten.ReversePath, ForwardPath = forgotten.ForwardPath };
        stored.Identities.AddRange(forgotten.Identities.Select(identity => identity.Text));
        return stored;
    }

    private static GreylistEvent.TripletForgotten Forgotten(TripletForgottenV1 stored) =>
        new(Identities(stored.Identities), stored.ReversePath, stored.ForwardPath);

    private static GreylistEvent.AttemptNoted Noted(AttemptNotedV1 stored) =>
        new(Identities(stored.Identities), stored.ReversePath, stored.ForwardPath, stored.FirstSeen) { IsObserved = stored.IsObserved };

    private static GreylistEvent.TripletPassed Passed(TripletPassedV1 stored) =>
        new(Identities(stored.Identities), stored.ReversePath, stored.ForwardPath, stored.FirstSeen, stored.At) { IsObserved = stored.IsObserved };

    private static GreylistEvent.PassRefreshed Refreshed(TripletPassedV1 stored) =>
        new(Identities(stored.Identities), stored.ReversePath, stored.ForwardPath, stored.FirstSeen, stored.At) { IsObserved = stored.IsObserved };

    private static ImmutableArray<ClientIdentity> Identities(IEnumerable<string> stored) => [.. stored.Select(text => new ClientIdentity(text))];

    private static ArgumentException Unknown(object o) => new($"{o.GetType()} is not stored by the greylist.", nameof(o));
}
