using Akka.Actor;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using Xunit;
using static GreyActors.Tests.Greylisting.GreylistLab;

namespace GreyActors.Tests.Greylisting;

public sealed class GreylistPartitionTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(300);

    private readonly List<Attempt> _asked = [];
    private GreylistLab _lab = Started();

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public async Task An_answer_is_sent_after_the_events_that_it_rests_on_are_stored()
    {
        await _lab.Judge(AttemptOf(forwardPath: "carol@example.com"));
        _lab.Gate.Close();

        Ask(AttemptOf());
        Ask(AttemptOf());
        _lab.Probe.ExpectNoMsg(AWhile);

        _lab.Gate.Open();
        Assert.Equal(VerdictReason.NeverSeen, Reason());
        Assert.Equal(VerdictReason.StillWaiting, Reason());

        await _lab.Restart();
        Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task An_attempt_that_must_not_begin_a_wait_leaves_no_trace_and_one_that_waits_is_judged_as_usual()
    {
        var onlyIfSeen = new JudgeAttempt(1, AttemptOf()) { OnlyIfSeen = true };
        _lab.Greylist.Tell(onlyIfSeen, _lab.Probe.TestActor);
        Assert.IsType<JudgeOutcome.Unseen>(_lab.Probe.ExpectMsg<Judged>(Patience).Outcome);

        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf()));
        _lab.Greylist.Tell(onlyIfSeen, _lab.Probe.TestActor);
        Assert.Equal(VerdictReason.StillWaiting, Assert.IsType<JudgeOutcome.Decided>(_lab.Probe.ExpectMsg<Judged>(Patience).Outcome).Verdict.Reason);
    }

    [Fact]
    public async Task Attempts_during_a_write_are_decided_in_order_and_written_together()
    {
        await _lab.Judge(AttemptOf());
        var before = _lab.Gate.Writes;
        _lab.Gate.Close();

        var networks = Enumerable.Range(0, 100).Select(i => $"10.0.{i}.0/24").ToList();
        foreach (var network in networks)
        {
            Ask(AttemptOf(network));
            Ask(AttemptOf(network));
        }

        await _lab.Probe.AwaitConditionAsync(() => Task.FromResult(_lab.Gate.Writes == before + 1), Patience);
        _lab.Gate.Open();

        foreach (var network in networks)
        {
            Assert.Equal((network, VerdictReason.NeverSeen), Answer());
            Assert.Equal((network, VerdictReason.StillWaiting), Answer());
        }

        // The first write, and one for all attempts that arrived meanwhile; or two, if some arrived before the first write began.
        Assert.InRange(_lab.Gate.Writes - before, 2, 4);

        await _lab.Restart();
        foreach (var network in networks)
            Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf(network)));
    }

    [Fact]
    public async Task Attempts_get_unavailable_when_the_journal_fails_and_their_events_are_not_remembered()
    {
        await _lab.Judge(AttemptOf("198.51.100.0/24"));
        _lab.Gate.Close();
        Ask(AttemptOf());
        Ask(AttemptOf());
        Ask(AttemptOf("198.51.100.0/24"));
        _lab.Probe.ExpectNoMsg(AWhile);

        _lab.Gate.Break();
        for (var i = 0; i < 3; i++)
            Assert.IsType<JudgeOutcome.Unavailable>(_lab.Probe.ExpectMsg<Judged>(Patience).Outcome);

        _lab.Gate.Open();
        await UntilAvailable(AttemptOf("198.51.100.0/24"));
        Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf("198.51.100.0/24")));
        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf()));

        await _lab.Restart();
        Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task An_attempt_gets_unavailable_when_its_event_is_rejected_and_the_event_is_not_remembered()
    {
        await _lab.Judge(AttemptOf("198.51.100.0/24"));
        _lab.Gate.Refuse();
        Assert.IsType<JudgeOutcome.Unavailable>(await _lab.Judge(AttemptOf()));

        _lab.Gate.Open();
        await UntilAvailable(AttemptOf("198.51.100.0/24"));
        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf()));

        await _lab.Restart();
        Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task Attempts_of_an_absent_partition_are_answered_at_once_and_other_partitions_still_judge()
    {
        var elsewhere = Enumerable.Range(0, 100)
            .Select(i => AttemptOf(forwardPath: $"user{i}@example.com"))
            .First(attempt => Partitioning.Of(attempt, _lab.Store.Partitions) != Partitioning.Of(AttemptOf(), _lab.Store.Partitions));
        await _lab.Judge(AttemptOf());
        await _lab.Judge(elsewhere);

        var partition = await _lab.PartitionOf(AttemptOf());
        _lab.Probe.Watch(partition);
        _lab.Gate.RefusesReads = true;
        _lab.System.Stop(partition);
        _lab.Probe.ExpectTerminated(partition, Patience);

        for (var i = 0; i < 20; i++)
            Assert.IsType<JudgeOutcome.Unavailable>(await _lab.Judge(AttemptOf()));
        Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(elsewhere));

        _lab.Gate.RefusesReads = false;
        await UntilAvailable(AttemptOf());
        Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf()));

        await _lab.Restart();
        Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task Attempts_above_the_limit_get_crowded_while_the_others_wait()
    {
        await Use(new PartitionLimits(MaxOutstanding: 3));
        await _lab.Judge(AttemptOf());
        _lab.Gate.Close();
        for (var i = 0; i < 4; i++)
            Ask(AttemptOf($"10.0.{i}.0/24"));

        var refused = _lab.Probe.ExpectMsg<Judged>(Patience);
        Assert.Equal("10.0.3.0/24", _asked[(int)refused.Number].Identities[0].Text);
        Assert.IsType<JudgeOutcome.Crowded>(refused.Outcome);
        _lab.Probe.ExpectNoMsg(AWhile);

        _lab.Gate.Open();
        for (var i = 0; i < 3; i++)
            Assert.Equal(($"10.0.{i}.0/24", VerdictReason.NeverSeen), Answer());

        await _lab.Restart();
        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf("10.0.3.0/24")));
        Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf("10.0.2.0/24")));
    }

    [Fact]
    public async Task A_snapshot_replaces_the_events_before_it_and_older_snapshots()
    {
        await Use(new PartitionLimits(SnapshotEvery: 10));
        for (var i = 0; i < 35; i++)
            await _lab.Judge(AttemptOf($"10.0.{i}.0/24"));

        // Three snapshots; the row with the highest deleted sequence number stays, because the journal must remember it.
        await UntilAsync(() => _lab.Count("snapshot") == 1 && _lab.Count("journal") == 6);

        for (var start = 0; start < 2; start++)
        {
            await _lab.Restart();
            for (var i = 0; i < 35; i++)
                Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf($"10.0.{i}.0/24")));
        }
    }

    [Fact]
    public async Task A_snapshot_contains_only_stored_events()
    {
        await Use(new PartitionLimits(SnapshotEvery: 10));
        _lab.Gate.Close();
        for (var i = 0; i < 15; i++)
            Ask(AttemptOf($"10.0.{i}.0/24"));
        _lab.Probe.ExpectNoMsg(AWhile);
        _lab.Gate.Open();
        for (var i = 0; i < 15; i++)
            Assert.Equal(($"10.0.{i}.0/24", VerdictReason.NeverSeen), Answer());

        await UntilAsync(() => _lab.Count("snapshot") == 1);
        await _lab.Restart();
        var offer = LastSnapshot(await _lab.PartitionOf(AttemptOf()));
        Assert.Equal(10, offer.SequenceNr);
        Assert.Equal(10, offer.Triplets);

        for (var i = 0; i < 15; i++)
            Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf($"10.0.{i}.0/24")));
    }

    [Fact]
    public async Task A_partition_that_stops_during_a_write_contradicts_no_answer()
    {
        await _lab.Judge(AttemptOf());
        _lab.Gate.Close();
        Ask(AttemptOf("10.0.1.0/24"));
        _lab.Probe.ExpectNoMsg(AWhile);
        // The gate is before the store, which does not know yet of a write that the gate holds: no partition recovers before that write is done.
        _lab.Gate.RefusesReads = true;
        _lab.System.Stop(await _lab.PartitionOf(AttemptOf()));
        Assert.IsType<JudgeOutcome.Unavailable>(_lab.Probe.ExpectMsg<Judged>(Patience).Outcome);
        _lab.Gate.Open();
        await UntilAsync(() => _lab.Count("journal") == 2);
        _lab.Gate.RefusesReads = false;

        await UntilAvailable(AttemptOf());
        Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf()));

        // The write succeeded in the end: an attempt without an answer may be known, and a new one is stored after it.
        Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf("10.0.1.0/24")));
        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf("10.0.2.0/24")));
        await _lab.Restart();
        Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf("10.0.2.0/24")));
    }

    private async Task Use(PartitionLimits limits)
    {
        await _lab.DisposeAsync();
        _lab = Started(limits);
    }

    private void Ask(Attempt attempt)
    {
        _lab.Greylist.Tell(new JudgeAttempt(_asked.Count, attempt), _lab.Probe.TestActor);
        _asked.Add(attempt);
    }

    private VerdictReason Reason() => Answer().Reason;

    private (string Network, VerdictReason Reason) Answer()
    {
        var judged = _lab.Probe.ExpectMsg<Judged>(Patience);
        return (_asked[(int)judged.Number].Identities[0].Text, Assert.IsType<JudgeOutcome.Decided>(judged.Outcome).Verdict.Reason);
    }

    private async Task UntilAvailable(Attempt attempt)
    {
        var gone = DateTime.UtcNow + Patience;
        while (await _lab.Judge(attempt) is JudgeOutcome.Unavailable)
            Assert.True(DateTime.UtcNow < gone, "The partition did not come back.");
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var gone = DateTime.UtcNow + Patience;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < gone, "The condition did not become true.");
            await Task.Yield();
        }
    }

    private (long SequenceNr, int Triplets) LastSnapshot(IActorRef partition)
    {
        var store = Akka.Persistence.Persistence.Instance.Apply(_lab.Probe.Sys).SnapshotStoreFor(null);
        store.Tell(
            new Akka.Persistence.LoadSnapshot(
                GreylistPartition.PersistenceIdOf(int.Parse(partition.Path.Name[^2..], System.Globalization.CultureInfo.InvariantCulture)),
                Akka.Persistence.SnapshotSelectionCriteria.Latest,
                long.MaxValue),
            _lab.Probe.TestActor);
        var selected = _lab.Probe.ExpectMsg<Akka.Persistence.LoadSnapshotResult>(Patience).Snapshot;
        return (selected.Metadata.SequenceNr, Assert.IsType<GreylistSnapshot>(selected.Snapshot).Count);
    }
}
