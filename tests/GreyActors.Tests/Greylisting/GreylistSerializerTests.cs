using System.Net;
using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Core.Traps;
using GreyActors.Greylisting;
using Xunit;

namespace GreyActors.Tests.Greylisting;

public sealed class GreylistSerializerTests : IAsyncDisposable
{
    private static readonly GreylistEvent.AttemptNoted Noted =
        new([new ClientIdentity("192.0.2.0/24"), new ClientIdentity("example.org")], "ann@example.org", "bob@example.com", 1772366400000);

    private static readonly GreylistEvent.TripletPassed Passed =
        new([new ClientIdentity("192.0.2.0/24")], "", "bob@example.com", 1772366400000, 1772366640001);

    private static readonly GreylistEvent.PassRefreshed Refreshed =
        new([new ClientIdentity("2001:db8::/64")], "ann@xn--bcher-kva.example", "käse@example.com", -1, 1772539440001);

    private static readonly GreylistSnapshot Snapshot = GreylistSnapshot.Of(
        new KnownTriplet(new Triplet(new ClientIdentity("192.0.2.0/24"), "", "bob@example.com"), new TripletTimes(1772366400000, TripletTimes.NotPassed)),
        new KnownTriplet(new Triplet(new ClientIdentity("example.org"), "ann@example.org", "bob@example.com"), new TripletTimes(1772366400000, 0)));

    private static readonly GreylistSnapshot Counted = CountedSnapshot();

    private static readonly KnownClientsEvent.Noted KnownNoted = new(
    [
        new KnownEntry(new KnownKey("spf:example.org", "example.org", ""), new KnownTimes(1772366400000, 1772366640001, 14, KnownSource.Passed)),
        new KnownEntry(new KnownKey("", "xn--bcher-kva.example", "käse@example.com"), new KnownTimes(-1, 0, int.MaxValue, KnownSource.Sent)),
    ]);

    private static readonly KnownClientsEvent.Forgotten KnownForgotten = new([new KnownKey("192.0.2.0/24", "example.org", "")]);

    private static readonly KnownClientsSnapshot KnownSnapshot = KnownSnapshotOf(KnownNoted);

    private static readonly TrapEvent.Trapped Trapped = new(new TrappedClient(IPNetwork.Parse("192.0.2.1/32"), 1772366400000, 1772366640001, "old@example.com"));

    private static readonly TrapEvent.Released Released = new(IPNetwork.Parse("2001:db8::/64"));

    private static readonly TrapSnapshot TrapsSnapshot = new([Trapped.Client, new TrappedClient(Released.Network, 0, 1, "käse@example.com")]);

    private readonly ActorSystem _system = ActorSystem.Create("serializer-test");
    private readonly GreylistSerializer _serializer;

    public GreylistSerializerTests() => _serializer = new GreylistSerializer((ExtendedActorSystem)_system);

    public static TheoryData<object> Stored => new(
        [
            Noted, Passed, Refreshed, Snapshot, Counted, GreylistSnapshot.Of(), KnownNoted, KnownForgotten, KnownSnapshot, new KnownClientsState().TakeSnapshot(),
            Noted with { IsObserved = true }, Passed with { IsObserved = true }, Refreshed with { IsObserved = true },
            Trapped, Released, TrapsSnapshot, new TrapSnapshot([]),
        ]);

    public async ValueTask DisposeAsync() => await _system.Terminate();

    [Theory]
    [MemberData(nameof(Stored))]
    public void Stored_events_and_snapshots_are_read_back(object stored) =>
        Equal(stored, _serializer.FromBinary(_serializer.ToBinary(stored), _serializer.Manifest(stored)));

    // These bytes are on disks, and must always be readable.
    [Theory]
    [InlineData("attempt-noted.v1", "0A0C3139322E302E322E302F32340A0B6578616D706C652E6F7267120F616E6E406578616D706C652E6F72671A0F626F62406578616D706C652E636F6D20809494CACA33")]
    [InlineData("triplet-passed.v1", "0A0C3139322E302E322E302F32341A0F626F62406578616D706C652E636F6D20809494CACA332881E7A2CACA33")]
    [InlineData("pass-refreshed.v1", "0A0D323030313A6462383A3A2F36341219616E6E40786E2D2D62636865722D6B76612E6578616D706C651A116BC3A47365406578616D706C652E636F6D20FFFFFFFFFFFFFFFFFF012881D7D59CCB33")]
    [InlineData("greylist-snapshot.v1", "0A260A0C3139322E302E322E302F32341A0F626F62406578616D706C652E636F6D20809494CACA330A380A0B6578616D706C652E6F7267120F616E6E406578616D706C652E6F72671A0F626F62406578616D706C652E636F6D20809494CACA332800")]
    public void Events_and_snapshots_of_the_first_release_are_read_and_written(string manifest, string hex)
    {
        var expected = Assert.Single(new object[] { Noted, Passed, Refreshed, Snapshot }, stored => _serializer.Manifest(stored) == manifest);
        Equal(expected, _serializer.FromBinary(Convert.FromHexString(hex), manifest));
        // Today, a snapshot is written with its checksum, and its triplets are in any order.
        if (expected is not GreylistSnapshot)
            Assert.Equal(hex, Convert.ToHexString(_serializer.ToBinary(expected)));
    }

    [Fact]
    public void A_snapshot_has_the_format_of_the_proto_file()
    {
        Assert.Equal(
            (ClientIdentity.OfSpf("example.org").Text, 5),
            GreyActors.Greylisting.Stored.GreylistSnapshotV1.Parser.ParseFrom(_serializer.ToBinary(Counted)).Identities.Select(
                record => (record.Identity, record.RecentCameBack.Count)).Single());
        var parsed = GreyActors.Greylisting.Stored.GreylistSnapshotV1.Parser.ParseFrom(_serializer.ToBinary(Snapshot));
        Assert.True(parsed.HasCrc32C);
        Assert.Equal(
            Text(Snapshot),
            Text(GreylistSnapshot.Of(parsed.Triplets.Select(known => new KnownTriplet(
                new Triplet(new ClientIdentity(known.Identity), known.ReversePath, known.ForwardPath),
                new TripletTimes(known.FirstSeen, known.HasLastUsed ? known.LastUsed : TripletTimes.NotPassed))))));
    }

    [Fact]
    public void A_changed_byte_of_a_snapshot_is_detected()
    {
        var bytes = _serializer.ToBinary(Counted);
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 0x10;
            Assert.Throws<SerializationException>(() => _serializer.FromBinary(damaged, "greylist-snapshot.v1"));
            Assert.Throws<SerializationException>(() => GreylistFormat.Verify(damaged, "greylist-snapshot.v1"));
        }
    }

    // These bytes are on disks, and must always be readable.
    [Theory]
    [InlineData("known-noted.v1", "0A2E0A0F7370663A6578616D706C652E6F7267120B6578616D706C652E6F726720809494CACA332881E7A2CACA33300E0A3D1215786E2D2D62636865722D6B76612E6578616D706C651A116BC3A47365406578616D706C652E636F6D20FFFFFFFFFFFFFFFFFF0130FFFFFFFF073801")]
    [InlineData("known-forgotten.v1", "0A1B0A0C3139322E302E322E302F3234120B6578616D706C652E6F7267")]
    public void Events_of_the_known_clients_are_read_and_written(string manifest, string hex)
    {
        var expected = Assert.Single(new object[] { KnownNoted, KnownForgotten }, stored => _serializer.Manifest(stored) == manifest);
        Equal(expected, _serializer.FromBinary(Convert.FromHexString(hex), manifest));
        Assert.Equal(hex, Convert.ToHexString(_serializer.ToBinary(expected)));
    }

    [Fact]
    public void A_snapshot_of_the_known_clients_has_the_format_of_the_proto_file()
    {
        var parsed = GreyActors.Greylisting.Stored.KnownClientsSnapshotV1.Parser.ParseFrom(_serializer.ToBinary(KnownSnapshot));
        Assert.True(parsed.HasCrc32C);
        Assert.Equal(
            Text(KnownSnapshot),
            Text(KnownSnapshotOf(new KnownClientsEvent.Noted(
            [
                .. parsed.Entries.Select(entry => new KnownEntry(
                    new KnownKey(entry.Identity, entry.Organisation, entry.Recipient),
                    new KnownTimes(entry.FirstPass, entry.LastUsed, entry.Mails, (KnownSource)entry.Source))),
            ]))));
    }

    [Fact]
    public void A_changed_byte_of_a_snapshot_of_the_known_clients_is_detected()
    {
        var bytes = _serializer.ToBinary(KnownSnapshot);
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 0x10;
            Assert.Throws<SerializationException>(() => _serializer.FromBinary(damaged, "known-clients-snapshot.v1"));
            Assert.Throws<SerializationException>(() => GreylistFormat.Verify(damaged, "known-clients-snapshot.v1"));
        }
    }

    // These bytes are on disks, and must always be readable.
    [Theory]
    [InlineData("client-trapped.v1", "0A0C3139322E302E322E312F333210809494CACA331881E7A2CACA33220F6F6C64406578616D706C652E636F6D")]
    [InlineData("client-released.v1", "0A0D323030313A6462383A3A2F3634")]
    [InlineData("traps-snapshot.v1", "0A2D0A0C3139322E302E322E312F333210809494CACA331881E7A2CACA33220F6F6C64406578616D706C652E636F6D0A240A0D323030313A6462383A3A2F3634180122116BC3A47365406578616D706C652E636F6D1517BA348E")]
    public void Trapped_clients_are_read_and_written(string manifest, string hex)
    {
        var expected = Assert.Single(new object[] { Trapped, Released, TrapsSnapshot }, stored => _serializer.Manifest(stored) == manifest);
        Assert.Equal(hex, Convert.ToHexString(_serializer.ToBinary(expected)));
        Equal(expected, _serializer.FromBinary(Convert.FromHexString(hex), manifest));
    }

    [Fact]
    public void A_changed_byte_of_a_snapshot_of_trapped_clients_is_detected()
    {
        var bytes = _serializer.ToBinary(TrapsSnapshot);
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 0x10;
            Assert.Throws<SerializationException>(() => _serializer.FromBinary(damaged, "traps-snapshot.v1"));
            Assert.Throws<SerializationException>(() => GreylistFormat.Verify(damaged, "traps-snapshot.v1"));
        }
    }

    [Fact]
    public void The_error_contains_the_manifest_of_a_later_release()
    {
        var error = Assert.Throws<SerializationException>(() => _serializer.FromBinary([], "attempt-noted.v9"));
        Assert.Contains("\"attempt-noted.v9\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_that_the_greylist_does_not_store_is_refused() =>
        Assert.Throws<ArgumentException>(() => _serializer.ToBinary("a string"));

    private static void Equal(object expected, object actual)
    {
        Assert.IsType(expected.GetType(), actual);
        Assert.Equal(Text(expected), Text(actual));
    }

    private static string Text(object stored) => stored switch
    {
        GreylistSnapshot snapshot =>
            string.Join('\n', snapshot.Triplets.Select(known => known.ToString()).Concat(snapshot.Identities.Select(TextOf)).Order(StringComparer.Ordinal)),
        KnownClientsSnapshot snapshot => TextOf(snapshot),
        TrapSnapshot snapshot => string.Join('\n', snapshot.Clients),
        TrapEvent happened => happened.ToString(),
        _ => JsonSerializer.Serialize(stored),
    };

    private static string TextOf(KnownClientsSnapshot snapshot)
    {
        var entries = new List<string>();
        snapshot.Visit(known => entries.Add(known.ToEntry().ToString()));
        return string.Join('\n', entries.Order(StringComparer.Ordinal));
    }

    private static KnownClientsSnapshot KnownSnapshotOf(KnownClientsEvent.Noted noted)
    {
        var state = new KnownClientsState();
        state.Apply(noted);
        return state.TakeSnapshot();
    }

    private static string TextOf(KeyValuePair<ClientIdentity, IdentityRecord> entry) =>
        $"{entry.Key}: {entry.Value.Older}, {string.Join(", ", Enumerable.Range(0, 5).Select(i => entry.Value.In(entry.Value.Newest - i)))} until {entry.Value.Newest}";

    private static GreylistSnapshot CountedSnapshot()
    {
        var state = new GreylistState();
        for (var hours = 0; hours < 48; hours += 5)
        {
            state.Apply(new GreylistEvent.AttemptNoted([ClientIdentity.OfSpf("example.org")], "ann@example.org", $"{hours}@example.com", hours * 3_600_000L));
            if (hours % 10 == 0)
                state.Apply(new GreylistEvent.TripletPassed([ClientIdentity.OfSpf("example.org")], "ann@example.org", $"{hours}@example.com", hours * 3_600_000L, hours * 3_600_001L));
        }

        return state.TakeSnapshot();
    }
}
