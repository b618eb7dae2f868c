using System.Collections.Immutable;
using System.Net;
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

/// <summary>One or more messages of each kind, whose bytes the test of the first version knows.</summary>
internal static class MessageSamples
{
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Attempt Attempt = new([new ClientIdentity("192.0.2.0/24"), new ClientIdentity("spf:example.org")], "ann@example.org", "käse@example.com")
    {
        Organisation = "example.org",
    };

    private static readonly Verdict Passed = new(true, VerdictReason.WaitedLongEnough, TimeSpan.FromMinutes(5), new ClientIdentity("192.0.2.0/24"));

    private static readonly Triplet Triplet = new(new ClientIdentity("2001:db8::/64"), "", "bob@example.com");

    private static readonly KnownTriplet Seen = new(Triplet, new TripletTimes(1772366400000, TripletTimes.NotPassed));

    private static readonly KnownEntry Pair = new(new KnownKey("spf:example.org", "example.org", ""), new KnownTimes(-1, 1772366640001, 14, KnownSource.History));

    private static readonly KnownEntry Reply = new(new KnownKey("", "example.net", "bob@example.com"), new KnownTimes(1, 2, 0, KnownSource.Sent));

    private static readonly TrappedClient Trapped = new(IPNetwork.Parse("192.0.2.1/32"), 1772366400000, 1772366640001, "old@example.com");

    /// <summary>The messages, in the order of the file of bytes.</summary>
    public static ImmutableArray<object> All { get; } =
    [
        new JudgeAttempt(1, Attempt),
        new JudgeAttempt(long.MaxValue, Attempt with { IsListed = true, IsObserved = true }) { OnlyIfSeen = true },
        .. Enum.GetValues<VerdictReason>().Select(reason => new Judged(1, new JudgeOutcome.Decided(new Verdict(false, reason, TimeSpan.Zero)))),
        new Judged(2, new JudgeOutcome.Decided(Passed)),
        new Judged(3, JudgeOutcome.Unseen.Instance),
        new Judged(4, JudgeOutcome.Crowded.Instance),
        new Judged(5, JudgeOutcome.Unavailable.Instance),
        new ExplainAttempt(Attempt) { Counts = [new CountedIdentity(new ClientIdentity("spf:example.org"), new IdentityCounts(30, 7))] },
        new Explained(null),
        new Explained(new Explanation(Passed, [.. Enum.GetValues<TripletState>().Select(TimelineOf)], Time, Time.AddTicks(1))),
        new SearchSegment<TripletQuery>(new TripletQuery(), 1000, SegmentCursor.Start),
        new SearchSegment<TripletQuery>(
            new TripletQuery(IdentityPattern.Of("192.0.2.7"), TextPattern.Of("<>"), TextPattern.Of("@example.com"), true, 1, 2), 1, new SegmentCursor(63, long.MaxValue)),
        new SegmentSearched<KnownTriplet>([Seen, Seen with { Times = new TripletTimes(5, 0) }], new SegmentCursor(7, 123456789)),
        new SegmentSearched<KnownTriplet>([], null),
        new CountPartition(15),
        new PartitionCounted(15, 3, 4),
        new ChangeTriplet.Forget(Triplet),
        new ChangeTriplet.Allow(Triplet),
        new TripletChanged(Triplet, new TripletTimes(1, 2), true),
        new TripletChanged(Triplet, null, false),
        new LearnShare<KnownTriplet>(3, [Seen]),
        new ShareLearned(3, new LearnCounts(1, 2, 3, 4, 5), 6),
        new NotePass(8, Attempt),
        new PassNoted(8),
        new NoteSent("example.org", "bob@example.com"),
        new ExplainKnown(Attempt),
        new KnownExplained(null),
        new KnownExplained(KnownExplanation.Nothing),
        new KnownExplained(new KnownExplanation(Passed with { Reason = VerdictReason.KnownPair }, Pair, [Pair, Reply])),
        new SearchSegment<KnownQuery>(new KnownQuery(), 1, SegmentCursor.Start),
        new SearchSegment<KnownQuery>(
            new KnownQuery(IdentityPattern.Of("spf:*"), TextPattern.Of("example.*"), TextPattern.Of("bob@example.com"), false), 50, new SegmentCursor(1, 2)),
        new SegmentSearched<KnownEntry>([Pair, Reply], null),
        new ChangeKnown.Forget(Pair.Key),
        new ChangeKnown.Allow(Reply.Key),
        new KnownChanged(Pair.Key, Pair.Times, true),
        new KnownChanged(Reply.Key, null, false),
        new LearnShare<KnownEntry>(0, [Pair, Reply]),
        new TrapClient(9, IPAddress.Parse("192.0.2.1"), "old@example.com"),
        new TrapClient(10, IPAddress.Parse("2001:db8::1"), "old@example.com"),
        new ClientTrapped(9, null),
        new ClientTrapped(9, new TrapNote("old@example.com", Time)),
        new ReleaseClient(IPNetwork.Parse("2001:db8::/64")),
        new ClientReleased(null, true),
        new ClientReleased(Trapped, false),
        new ListTraps(100),
        new ListTraps(1, 0),
        new TrapsListed(null),
        new TrapsListed(new TrapPage([Trapped], 7, 6)),
        new TrapsListed(new TrapPage([], 0, null)),
        new ToPartition("greylist", 15, new JudgeAttempt(1, Attempt)),
        new ToPartition("traps", 0, new PollPartition(0)),
        new PollPartition(long.MaxValue),
        new PartitionPolled("known-clients", 3, "10.0.0.1:7948", PartitionCondition.Judging, 7, null),
        new PartitionPolled(
            "greylist", 0, "[2001:db8::1]:7948", PartitionCondition.Away, 1, new IdentitiesCounted(0, [new CountedIdentity(new ClientIdentity("host:example.org"), new IdentityCounts(20, 0))])),
        PartitionAway.Instance,
        new PollTraps(0, TrapCopy.Nothing),
        new TrapsPolled(new TrapChanges(7, TrapCopy.Nothing, [Trapped], 12, IsComplete: true)),
        new MailElsewhere(0x0102030405060708, Time, HasPassed: true),
        new IntrospectionRequest(5, "/api/tree", "?depth=2", IsHead: true),
        new IntrospectionChunk(5, 1, 200, "application/json", new byte[] { 1, 2, 3 }, IsLast: true),
        new IntrospectionBroken(5, "too slow"),
        new IntrospectionTaken(5),
        new IntrospectionCancelled(5),
        new MachineReport(
            new MachineId("10.0.0.1:7948", 7), "1.0", TimeSpan.FromSeconds(1), ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("a", "b")),
        new MachineReport(new MachineId("[2001:db8::1]:7948", -1), "", null, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)),
    ];

    private static TripletTimeline TimelineOf(TripletState state) => state == TripletState.Unknown
        ? new TripletTimeline(new ClientIdentity("192.0.2.0/24"), state, null, null, null, null, null)
        : new TripletTimeline(new ClientIdentity("host:example.org"), state, Time, Time.AddSeconds(1), Time.AddSeconds(2), Time.AddSeconds(3), Time.AddSeconds(4))
        {
            Counts = new IdentityCounts(3, 2),
            IsIgnored = true,
        };
}
