using System.Collections.Immutable;
using System.Net;
using CsCheck;
using GreyActors.Cluster.Forwarding;
using GreyActors.Cluster.Machines;
using GreyActors.Cluster.Sharding;
using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Core.Machines;
using GreyActors.Core.Outcome;
using GreyActors.Core.Traps;
using GreyActors.Greylisting;
using GreyActors.Known;
using GreyActors.Traps;

namespace GreyActors.Tests.Cluster.Messages;

/// <summary>Random messages of every kind.</summary>
internal static class MessageGenerators
{
    private static readonly Gen<string> Text = Gen.OneOf(Gen.String.AlphaNumeric, Of("", "käse@example.com", "ann@example.org", "*", "\0", "漢字@例え.jp"));

    private static readonly Gen<ClientIdentity> Identity = Text.Select(text => new ClientIdentity(text));

    private static readonly Gen<DateTimeOffset> Time = Gen.Long[0, DateTimeOffset.MaxValue.Ticks].Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    private static readonly Gen<DateTimeOffset?> Maybe = Optional(Time);

    private static readonly Gen<Attempt> Attempt = Gen.Select(Identity.Array[1, 8], Text, Text, Text, Gen.Bool, Gen.Bool).Select(
        (identities, from, to, organisation, observed, listed) =>
            new Attempt([.. identities], from, to) { Organisation = organisation, IsObserved = observed, IsListed = listed });

    private static readonly Gen<Verdict> Verdict = Gen.Select(Gen.Bool, Gen.Enum<VerdictReason>(), Gen.Long, Optional(Identity)).Select(
        (passed, reason, waited, by) => new Verdict(passed, reason, TimeSpan.FromTicks(waited), by));

    private static readonly Gen<JudgeOutcome> Outcome = Gen.OneOf<JudgeOutcome>(
        Verdict.Select(verdict => (JudgeOutcome)new JudgeOutcome.Decided(verdict)),
        Of<JudgeOutcome>(JudgeOutcome.Unseen.Instance, JudgeOutcome.Crowded.Instance, JudgeOutcome.Unavailable.Instance));

    private static readonly Gen<CountedIdentity> Counted = Gen.Select(Identity, Count(), Count()).Select(
        (identity, sightings, back) => new CountedIdentity(identity, new IdentityCounts(sightings, back)));

    private static readonly Gen<TripletTimeline> Timeline = Gen.Select(Counted, Gen.Enum<TripletState>(), Gen.Select(Maybe, Maybe, Maybe, Maybe, Maybe), Gen.Bool).Select(
        (counted, state, at, ignored) => new TripletTimeline(counted.Identity, state, at.Item1, at.Item2, at.Item3, at.Item4, at.Item5)
        {
            Counts = counted.Counts,
            IsIgnored = ignored,
        });

    private static readonly Gen<Explanation> Explanation = Gen.Select(Verdict, Timeline.Array[0, 5], Maybe, Maybe).Select(
        (verdict, triplets, from, until) => new Explanation(verdict, [.. triplets], from, until));

    private static readonly Gen<SegmentCursor> Cursor = Gen.Select(Gen.Int[0, GreylistState.Segments - 1], Gen.Long).Select((segment, after) => new SegmentCursor(segment, after));

    private static readonly Gen<Triplet> Triplet = Gen.Select(Identity, Text, Text).Select((identity, from, to) => new Triplet(identity, from, to));

    private static readonly Gen<TripletTimes> Times = Gen.Select(Gen.Long, Gen.OneOf(Gen.Long, Gen.Const(TripletTimes.NotPassed))).Select(
        (first, last) => new TripletTimes(first, last));

    private static readonly Gen<KnownTriplet> Seen = Gen.Select(Triplet, Times).Select((triplet, times) => new KnownTriplet(triplet, times));

    private static readonly Gen<KnownKey> Key = Gen.Select(Text, Text, Text).Select((identity, organisation, recipient) => new KnownKey(identity, organisation, recipient));

    private static readonly Gen<KnownTimes> KnownTime = Gen.Select(Gen.Long, Gen.Long, Count(), Gen.Enum<KnownSource>()).Select(
        (first, last, mails, source) => new KnownTimes(first, last, mails, source));

    private static readonly Gen<KnownEntry> Entry = Gen.Select(Key, KnownTime).Select((key, times) => new KnownEntry(key, times));

    private static readonly Gen<IPAddress> Address = Gen.OneOf(Gen.Byte.Array[4], Gen.Byte.Array[16]).Select(bytes => new IPAddress(bytes));

    private static readonly Gen<TrappedClient> Trapped = Gen.Select(Address, Gen.Long, Gen.Long, Text).Select(
        (client, since, last, trap) => new TrappedClient(TrappedClient.NetworkOf(client), since, last, trap));

    private static readonly Gen<IdentityPattern?> Identities = Maybes(Text.Select(IdentityPattern.Of));

    private static readonly Gen<TextPattern?> Texts = Maybes(Text.Select(TextPattern.Of));

    private static readonly Gen<int> Most = Gen.Int[1, ListTriplets.Longest];

    private static readonly Gen<object> Plain = Gen.OneOf<object>(
        Gen.Select(Gen.Long, Attempt, Gen.Bool).Select((number, attempt, only) => (object)new JudgeAttempt(number, attempt) { OnlyIfSeen = only }),
        Gen.Select(Gen.Long, Outcome).Select((number, outcome) => (object)new Judged(number, outcome)),
        Gen.Select(Attempt, Counted.Array[0, 5]).Select((attempt, counts) => (object)new ExplainAttempt(attempt) { Counts = [.. counts] }),
        Maybes(Explanation).Select(explanation => (object)new Explained(explanation)),
        Gen.Select(Gen.Select(Identities, Texts, Texts), Optional(Gen.Bool), Optional(Gen.Long), Optional(Gen.Long), Most, Cursor).Select(
            (patterns, passed, from, until, most, cursor) => (object)new SearchSegment<TripletQuery>(
                new TripletQuery(patterns.Item1, patterns.Item2, patterns.Item3, passed, from, until), most, cursor)),
        Gen.Select(Seen.Array[0, 20], Optional(Cursor)).Select((found, next) => (object)new SegmentSearched<KnownTriplet>([.. found], next)),
        Count().Select(number => (object)new CountPartition(number)),
        Gen.Select(Count(), Count(), Count()).Select((number, waiting, passed) => (object)new PartitionCounted(number, waiting, passed)),
        Triplet.Select(triplet => (object)new ChangeTriplet.Forget(triplet)),
        Triplet.Select(triplet => (object)new ChangeTriplet.Allow(triplet)),
        Gen.Select(Triplet, Optional(Times), Gen.Bool).Select((triplet, before, done) => (object)new TripletChanged(triplet, before, done)),
        Gen.Select(Count(), Seen.Array[0, 20]).Select((partition, entries) => (object)new LearnShare<KnownTriplet>(partition, [.. entries])),
        Gen.Select(Count().Array[7], Gen.Bool).Select((n, _) => (object)new ShareLearned(n[0], new LearnCounts(n[1], n[2], n[3], n[4], n[5]), n[6])),
        Gen.Select(Gen.Long, Attempt).Select((number, attempt) => (object)new NotePass(number, attempt)),
        Gen.Long.Select(number => (object)new PassNoted(number)),
        Gen.Select(Text, Text).Select((organisation, sender) => (object)new NoteSent(organisation, sender)),
        Attempt.Select(attempt => (object)new ExplainKnown(attempt)),
        Maybes(Gen.Select(Optional(Verdict), Optional(Entry), Entry.Array[0, 5]).Select((verdict, by, entries) => new KnownExplanation(verdict, by, [.. entries])))
            .Select(explanation => (object)new KnownExplained(explanation)),
        Gen.Select(Gen.Select(Identities, Texts, Texts), Optional(Gen.Bool), Most, Cursor).Select(
            (patterns, pair, most, cursor) => (object)new SearchSegment<KnownQuery>(new KnownQuery(patterns.Item1, patterns.Item2, patterns.Item3, pair), most, cursor)),
        Gen.Select(Entry.Array[0, 20], Optional(Cursor)).Select((found, next) => (object)new SegmentSearched<KnownEntry>([.. found], next)),
        Key.Select(key => (object)new ChangeKnown.Forget(key)),
        Key.Select(key => (object)new ChangeKnown.Allow(key)),
        Gen.Select(Key, Optional(KnownTime), Gen.Bool).Select((key, before, done) => (object)new KnownChanged(key, before, done)),
        Gen.Select(Count(), Entry.Array[0, 20]).Select((partition, entries) => (object)new LearnShare<KnownEntry>(partition, [.. entries])),
        Gen.Select(Gen.Long, Address, Text).Select((number, client, trap) => (object)new TrapClient(number, client, trap)),
        Gen.Select(Gen.Long, Optional(Gen.Select(Text, Time).Select((trap, until) => new TrapNote(trap, until)))).Select(
            (number, note) => (object)new ClientTrapped(number, note)),
        Address.Select(client => (object)new ReleaseClient(TrappedClient.NetworkOf(client))),
        Gen.Select(Maybes(Trapped), Gen.Bool).Select((before, done) => (object)new ClientReleased(before, done)),
        Gen.Select(Most, Optional(Gen.Long)).Select((most, before) => (object)new ListTraps(most, before)),
        Maybes(Gen.Select(Trapped.Array[0, 20], Count(), Optional(Gen.Long)).Select((clients, count, next) => new TrapPage([.. clients], count, next)))
            .Select(page => (object)new TrapsListed(page)),
        Gen.Long.Select(version => (object)new PollPartition(version)),
        Gen.Select(Text, Count(), Text, Gen.Enum<PartitionCondition>(), Gen.Long, Maybes(Counted.Array[0, 20])).Select(
            (region, number, machine, condition, version, counts) => (object)new PartitionPolled(
                region, number, machine, condition, version, counts is null ? null : new IdentitiesCounted(number, [.. counts]))),
        Gen.Const((object)PartitionAway.Instance),
        Gen.Select(Gen.ULong, Time, Gen.Bool).Select((conversation, at, passed) => (object)new MailElsewhere(conversation, at, passed)),
        Gen.Select(Gen.Long, Text, Text, Gen.Bool).Select((number, path, query, head) => (object)new IntrospectionRequest(number, path, query, head)),
        Gen.Select(Gen.Long, Count(), Gen.Int[100, 599], Text, Gen.Byte.Array[0, 50], Gen.Bool).Select(
            (number, index, status, type, content, last) => (object)new IntrospectionChunk(number, index, status, type, content, last)),
        Gen.Select(Gen.Long, Text).Select((number, why) => (object)new IntrospectionBroken(number, why)),
        Gen.Long.Select(number => (object)new IntrospectionTaken(number)),
        Gen.Long.Select(number => (object)new IntrospectionCancelled(number)),
        Gen.Select(Text, Gen.Long, Text, Optional(Gen.Long), Gen.Select(Text, Text).Array[0, 20]).Select((address, process, version, working, values) => (object)new MachineReport(
            new MachineId(address, process),
            version,
            working is { } ticks ? new TimeSpan(ticks) : null,
            values.DistinctBy(value => value.Item1).ToImmutableSortedDictionary(value => value.Item1, value => value.Item2, StringComparer.Ordinal))),
        Gen.Select(Gen.Long, Gen.Long).Select((epoch, after) => (object)new PollTraps(epoch, after)),
        Gen.Select(Gen.Long, Gen.Long, Trapped.Array[0, 20], Gen.Long, Gen.Bool).Select(
            (epoch, after, clients, last, complete) => (object)new TrapsPolled(new TrapChanges(epoch, after, [.. clients], last, complete))));

    /// <summary>A message of any kind.</summary>
    public static readonly Gen<object> Any = Gen.OneOf<object>(
        Plain, Gen.Select(Text, Count(), Plain).Select((region, number, message) => (object)new ToPartition(region, number, message)));

    private static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<int> Count() => Gen.Int[0, int.MaxValue];

    private static Gen<T?> Optional<T>(Gen<T> value)
        where T : struct => Gen.Select(Gen.Bool, value).Select((has, it) => has ? it : (T?)null);

    private static Gen<T?> Maybes<T>(Gen<T> value)
        where T : class => Gen.Select(Gen.Bool, value).Select((has, it) => has ? it : null);
}
