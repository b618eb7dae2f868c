using System.Collections.Immutable;
using GreyActors.Cluster.Messages.Wire;
using GreyActors.Core.Known;
using GreyActors.Greylisting;
using GreyActors.Known;
using static GreyActors.Cluster.Messages.WireValues;

namespace GreyActors.Cluster.Messages;

/// <summary>The messages of the known clients to other machines.</summary>
internal static class KnownMessages
{
    // An attempt has a pair for each identity, and one expected reply.
    private const int MostExplained = AttemptWire.MostIdentities + 1;

    /// <summary>Their kinds.</summary>
    public static ImmutableArray<MessageKind> Kinds { get; } =
    [
        MessageKind.Of<NotePass, NotePassV1>(
            "note-pass.v1",
            note => new NotePassV1 { Number = note.Number, Attempt = AttemptWire.Of(note.Attempt) },
            wire => new NotePass(wire.Number, AttemptWire.Read(wire.Attempt))),
        MessageKind.Of<PassNoted, PassNotedV1>("pass-noted.v1", noted => new PassNotedV1 { Number = noted.Number }, wire => new PassNoted(wire.Number)),
        MessageKind.Of<NoteSent, NoteSentV1>(
            "note-sent.v1",
            sent => new NoteSentV1 { Organisation = sent.Organisation, Sender = sent.Sender },
            wire => new NoteSent(wire.Organisation, wire.Sender)),
        MessageKind.Of<ExplainKnown, ExplainKnownV1>(
            "explain-known.v1",
            explain => new ExplainKnownV1 { Attempt = AttemptWire.Of(explain.Attempt) },
            wire => new ExplainKnown(AttemptWire.Read(wire.Attempt))),
        MessageKind.Of<KnownExplained, KnownExplainedV1>("known-explained.v1", Write, Read),
        MessageKind.Of<SearchSegment<KnownQuery>, SearchKnownV1>("search-known.v1", Write, Read),
        MessageKind.Of<SegmentSearched<KnownEntry>, KnownSearchedV1>(
            "known-searched.v1",
            searched => new KnownSearchedV1 { Found = { searched.Found.Select(Write) }, Next = TripletWire.Of(searched.Next) },
            wire => new SegmentSearched<KnownEntry>(Listed(wire.Found, ListTriplets.Longest, Read), TripletWire.Read(wire.Next, KnownClientsState.Segments))),
        MessageKind.Of<ChangeKnown.Forget, ChangeKnownV1>("forget-known.v1", Write, wire => new ChangeKnown.Forget(Read(wire.Key))),
        MessageKind.Of<ChangeKnown.Allow, ChangeKnownV1>("allow-known.v1", Write, wire => new ChangeKnown.Allow(Read(wire.Key))),
        MessageKind.Of<KnownChanged, KnownChangedV1>(
            "known-changed.v1",
            changed => new KnownChangedV1 { Key = Write(changed.Key), Before = changed.Before is { } before ? Write(before) : null, IsDone = changed.IsDone },
            wire => new KnownChanged(Read(wire.Key), wire.Before is { } before ? Read(before) : null, wire.IsDone)),
        MessageKind.Of<LearnShare<KnownEntry>, LearnKnownV1>(
            "learn-known.v1",
            share => new LearnKnownV1 { Partition = share.Partition, Entries = { share.Entries.Select(Write) } },
            wire => new LearnShare<KnownEntry>(Count(wire.Partition), Listed(wire.Entries, Learned.Most, Read))),
    ];

    private static KnownExplainedV1 Write(KnownExplained explained) => explained.Explanation is not { } explanation
        ? new KnownExplainedV1()
        : new KnownExplainedV1
        {
            Explanation = new KnownExplanationV1
            {
                Verdict = explanation.Verdict is { } verdict ? AttemptWire.Of(verdict) : null,
                By = explanation.By is { } by ? Write(by) : null,
                Entries = { explanation.Entries.Select(Write) },
            },
        };

    private static KnownExplained Read(KnownExplainedV1 wire) => new(wire.Explanation is not { } explanation
        ? null
        : new KnownExplanation(
            explanation.Verdict is { } verdict ? AttemptWire.Read(verdict) : null,
            explanation.By is { } by ? Read(by) : null,
            Listed(explanation.Entries, MostExplained, Read)));

    private static SearchKnownV1 Write(SearchSegment<KnownQuery> search)
    {
        var wire = new SearchKnownV1 { Most = search.Most, From = TripletWire.Of(search.From) };
        if (search.Query.Identity is { } identity)
            wire.Identity = identity.Source;
        if (search.Query.Organisation is { } organisation)
            wire.Organisation = organisation.Source;
        if (search.Query.Recipient is { } recipient)
            wire.Recipient = recipient.Source;
        if (search.Query.IsPair is { } isPair)
            wire.IsPair = isPair;
        return wire;
    }

    private static SearchSegment<KnownQuery> Read(SearchKnownV1 wire) => new(
        new KnownQuery(
            PatternWire.Identity(wire.HasIdentity, wire.Identity),
            PatternWire.Text(wire.HasOrganisation, wire.Organisation),
            PatternWire.Text(wire.HasRecipient, wire.Recipient),
            wire.HasIsPair ? wire.IsPair : null),
        Within(1, wire.Most, ListTriplets.Longest),
        TripletWire.Read(Present(wire.From), KnownClientsState.Segments)!.Value);

    private static ChangeKnownV1 Write(ChangeKnown change) => new() { Key = Write(change.Key) };

    private static KnownKeyV1 Write(KnownKey key) => new() { Identity = key.Identity, Organisation = key.Organisation, Recipient = key.Recipient };

    private static KnownKey Read(KnownKeyV1? wire) => new(Present(wire).Identity, wire!.Organisation, wire.Recipient);

    private static KnownTimesV1 Write(KnownTimes times) =>
        new() { FirstPass = times.FirstPass, LastUsed = times.LastUsed, Mails = times.Mails, Source = (int)times.Source };

    private static KnownTimes Read(KnownTimesV1 wire) => new(wire.FirstPass, wire.LastUsed, Count(wire.Mails), Defined<KnownSource>(wire.Source));

    private static KnownEntryV1 Write(KnownEntry entry) => new() { Key = Write(entry.Key), Times = Write(entry.Times) };

    private static KnownEntry Read(KnownEntryV1 wire) => new(Read(wire.Key), Read(Present(wire.Times)));
}
