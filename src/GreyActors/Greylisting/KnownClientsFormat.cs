using System.Buffers;
using System.Runtime.Serialization;
using Google.Protobuf;
using GreyActors.Core.Known;
using GreyActors.Greylisting.Stored;

namespace GreyActors.Greylisting;

/// <summary>The events and snapshots of the known clients as Protobuf; <see cref="GreylistFormat"/> has their manifests.</summary>
/// <remarks>A snapshot is written and read without an object for each entry.</remarks>
internal static class KnownClientsFormat
{
    // Field number and wire type, as Protobuf writes them before a field: 2 is length-delimited, 0 a varint.
    private const byte EntryTag = (1 << 3) | 2;
    private const byte IdentityTag = (1 << 3) | 2;
    private const byte OrganisationTag = (2 << 3) | 2;
    private const byte RecipientTag = (3 << 3) | 2;
    private const byte FirstPassTag = 4 << 3;
    private const byte LastUsedTag = 5 << 3;
    private const byte MailsTag = 6 << 3;
    private const byte SourceTag = 7 << 3;

    /// <summary>The bytes of an event.</summary>
    public static byte[] Write(KnownClientsEvent.Noted noted)
    {
        var stored = new KnownNotedV1();
        stored.Entries.AddRange(noted.Entries.Select(entry => new KnownEntryV1
        {
            Identity = entry.Key.Identity,
            Organisation = entry.Key.Organisation,
            Recipient = entry.Key.Recipient,
            FirstPass = entry.Times.FirstPass,
            LastUsed = entry.Times.LastUsed,
            Mails = entry.Times.Mails,
            Source = (int)entry.Times.Source,
        }));
        return stored.ToByteArray();
    }

    /// <summary>The bytes of an event.</summary>
    public static byte[] Write(KnownClientsEvent.Forgotten forgotten)
    {
        var stored = new KnownForgottenV1();
        stored.Keys.AddRange(forgotten.Keys.Select(key => new KnownKeyV1 { Identity = key.Identity, Organisation = key.Organisation, Recipient = key.Recipient }));
        return stored.ToByteArray();
    }

    /// <summary>The bytes of a snapshot.</summary>
    public static byte[] Write(KnownClientsSnapshot snapshot)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(256, snapshot.Count * 64));
        var entry = new ArrayBufferWriter<byte>(1024);
        snapshot.Visit(known =>
        {
            entry.ResetWrittenCount();
            SnapshotBytes.WriteText(entry, IdentityTag, known.Identity);
            SnapshotBytes.WriteText(entry, OrganisationTag, known.Organisation);
            SnapshotBytes.WriteText(entry, RecipientTag, known.Recipient);
            SnapshotBytes.WriteNumber(entry, FirstPassTag, known.Times.FirstPass);
            SnapshotBytes.WriteNumber(entry, LastUsedTag, known.Times.LastUsed);
            SnapshotBytes.WriteNumber(entry, MailsTag, known.Times.Mails);
            SnapshotBytes.WriteNumber(entry, SourceTag, (int)known.Times.Source);
            SnapshotBytes.WriteMessage(output, EntryTag, entry.WrittenSpan);
        });
        return SnapshotBytes.Finish(output);
    }

    /// <summary>The event in stored bytes.</summary>
    public static KnownClientsEvent.Noted ReadNoted(byte[] stored) => new(
    [
        .. KnownNotedV1.Parser.ParseFrom(stored).Entries.Select(entry => new KnownEntry(
            new KnownKey(entry.Identity, entry.Organisation, entry.Recipient),
            new KnownTimes(entry.FirstPass, entry.LastUsed, entry.Mails, SourceOf(entry.Source)))),
    ]);

    /// <summary>The event in stored bytes.</summary>
    public static KnownClientsEvent.Forgotten ReadForgotten(byte[] stored) =>
        new([.. KnownForgottenV1.Parser.ParseFrom(stored).Keys.Select(key => new KnownKey(key.Identity, key.Organisation, key.Recipient))]);

    /// <summary>The snapshot in stored bytes.</summary>
    /// <exception cref="SerializationException">The bytes are damaged.</exception>
    public static KnownClientsSnapshot ReadSnapshot(ReadOnlySpan<byte> stored)
    {
        var state = new KnownClientsState();
        state.Reserve(SnapshotBytes.Count(stored, EntryTag));
        var input = new ProtobufReader(stored);
        while (!input.IsAtEnd)
        {
            var before = input.Position;
            switch (input.ReadTag())
            {
                case EntryTag:
                    state.Learn(ReadEntry(input.ReadBytes()));
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

    private static KnownView ReadEntry(ReadOnlySpan<byte> stored)
    {
        ReadOnlySpan<byte> identity = [];
        ReadOnlySpan<byte> organisation = [];
        ReadOnlySpan<byte> recipient = [];
        var times = default(KnownTimes);
        var input = new ProtobufReader(stored);
        while (!input.IsAtEnd)
        {
            switch (input.ReadTag())
            {
                case IdentityTag:
                    identity = SnapshotBytes.ReadText(ref input);
                    break;
                case OrganisationTag:
                    organisation = SnapshotBytes.ReadText(ref input);
                    break;
                case RecipientTag:
                    recipient = SnapshotBytes.ReadText(ref input);
                    break;
                case FirstPassTag:
                    times = times with { FirstPass = (long)input.ReadVarint() };
                    break;
                case LastUsedTag:
                    times = times with { LastUsed = (long)input.ReadVarint() };
                    break;
                case MailsTag:
                    times = times with { Mails = (int)input.ReadVarint() };
                    break;
                case SourceTag:
                    times = times with { Source = SourceOf((long)input.ReadVarint()) };
                    break;
                case var other:
                    input.Skip(other);
                    break;
            }
        }

        return new KnownView(identity, organisation, recipient, times);
    }

    private static KnownSource SourceOf(long number) => Enum.IsDefined((KnownSource)number)
        ? (KnownSource)number
        : throw new SerializationException($"The greylist store has a known client from source {number}, which this release does not know.");
}
