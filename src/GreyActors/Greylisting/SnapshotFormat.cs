using System.Buffers;
using System.Runtime.Serialization;
using Google.Protobuf;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting.Stored;

namespace GreyActors.Greylisting;

/// <summary>
/// Reads and writes a snapshot as the <c>GreylistSnapshotV1</c> of <c>greylist.proto</c>, without an object for each triplet: the generated classes would
/// take many times the memory of the greylist itself.
/// </summary>
internal static class SnapshotFormat
{
    // Field number and wire type, as Protobuf writes them before a field: 2 is length-delimited, 0 a varint.
    private const byte TripletTag = (1 << 3) | 2;
    private const byte RecordTag = (3 << 3) | 2;
    private const byte IdentityTag = (1 << 3) | 2;
    private const byte ReversePathTag = (2 << 3) | 2;
    private const byte ForwardPathTag = (3 << 3) | 2;
    private const byte FirstSeenTag = 4 << 3;
    private const byte LastUsedTag = 5 << 3;

    /// <summary>The bytes of a snapshot.</summary>
    public static byte[] Write(GreylistSnapshot snapshot)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(256, snapshot.Count * 80));
        var triplet = new ArrayBufferWriter<byte>(1024);
        snapshot.Visit(known =>
        {
            triplet.ResetWrittenCount();
            SnapshotBytes.WriteText(triplet, IdentityTag, known.Identity);
            SnapshotBytes.WriteText(triplet, ReversePathTag, known.ReversePath);
            SnapshotBytes.WriteText(triplet, ForwardPathTag, known.ForwardPath);
            SnapshotBytes.WriteNumber(triplet, FirstSeenTag, known.Times.FirstSeen);
            if (known.Times.HasPassed)
                SnapshotBytes.WriteNumber(triplet, LastUsedTag, known.Times.LastUsed);
            SnapshotBytes.WriteMessage(output, TripletTag, triplet.WrittenSpan);
        });
        foreach (var (identity, record) in snapshot.Identities)
            SnapshotBytes.WriteMessage(output, RecordTag, Store(identity, record).ToByteArray());
        return SnapshotBytes.Finish(output);
    }

    /// <summary>The snapshot in stored bytes.</summary>
    /// <exception cref="SerializationException">The bytes are damaged.</exception>
    public static GreylistSnapshot Read(ReadOnlySpan<byte> stored)
    {
        var state = new GreylistState();
        state.Reserve(SnapshotBytes.Count(stored, TripletTag));
        var input = new ProtobufReader(stored);
        while (!input.IsAtEnd)
        {
            var before = input.Position;
            switch (input.ReadTag())
            {
                case TripletTag:
                    state.Learn(ReadTriplet(input.ReadBytes()));
                    break;
                case RecordTag:
                    var record = IdentityRecordV1.Parser.ParseFrom(input.ReadBytes());
                    state.Identities.Restore(new ClientIdentity(record.Identity), Parse(record));
                    break;
                case SnapshotBytes.ChecksumTag:
                    SnapshotBytes.Check(ref input, stored[..before]);
                    break;
                case var other:
                    input.Skip(other);
                    break;
            }
        }

        return state.TakeSnapshot();
    }

    private static IdentityRecordV1 Store(ClientIdentity identity, IdentityRecord record)
    {
        var stored = new IdentityRecordV1
        {
            Identity = identity.Text,
            NewestPeriod = record.Newest,
            OlderSightings = record.Older.Sightings,
            OlderCameBack = record.Older.CameBack,
        };
        for (var i = 1 - IdentityRecord.Periods; i <= 0; i++)
        {
            stored.RecentSightings.Add(record.In(record.Newest + i).Sightings);
            stored.RecentCameBack.Add(record.In(record.Newest + i).CameBack);
        }

        return stored;
    }

    private static IdentityRecord Parse(IdentityRecordV1 stored)
    {
        if (stored.RecentSightings.Count != IdentityRecord.Periods || stored.RecentCameBack.Count != IdentityRecord.Periods)
            throw new SerializationException("A snapshot of the greylist store is damaged: an identity has the wrong number of periods.");
        return new IdentityRecord(
            stored.NewestPeriod,
            new IdentityCounts(stored.OlderSightings, stored.OlderCameBack),
            [.. stored.RecentSightings.Zip(stored.RecentCameBack, (sightings, cameBack) => new IdentityCounts(sightings, cameBack))]);
    }

    private static TripletView ReadTriplet(ReadOnlySpan<byte> stored)
    {
        ReadOnlySpan<byte> identity = [];
        ReadOnlySpan<byte> reversePath = [];
        ReadOnlySpan<byte> forwardPath = [];
        var (firstSeen, lastUsed) = (0L, TripletTimes.NotPassed);
        var input = new ProtobufReader(stored);
        while (!input.IsAtEnd)
        {
            switch (input.ReadTag())
            {
                case IdentityTag:
                    identity = SnapshotBytes.ReadText(ref input);
                    break;
                case ReversePathTag:
                    reversePath = SnapshotBytes.ReadText(ref input);
                    break;
                case ForwardPathTag:
                    forwardPath = SnapshotBytes.ReadText(ref input);
                    break;
                case FirstSeenTag:
                    firstSeen = (long)input.ReadVarint();
                    break;
                case LastUsedTag:
                    lastUsed = (long)input.ReadVarint();
                    break;
                case var other:
                    input.Skip(other);
                    break;
            }
        }

        return new TripletView(identity, reversePath, forwardPath, new TripletTimes(firstSeen, lastUsed));
    }
}
