using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Greylisting;
using GreyActors.Known;
using Xunit;
using static GreyActors.Tests.Known.KnownClientsLab;

namespace GreyActors.Tests.Known;

public sealed class KnownClientsPartitionTests : IAsyncDisposable
{
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(200);

    private KnownClientsLab _lab = new();

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public async Task A_pass_is_answered_when_it_is_durable()
    {
        await _lab.NotePass(AttemptOf("example.net"));
        _lab.Base.Gate.Close();
        Tell(new NotePass(7, AttemptOf()));
        _lab.Base.Probe.ExpectNoMsg(AWhile);

        _lab.Base.Gate.Open();
        Assert.Equal(7, _lab.Base.Probe.ExpectMsg<PassNoted>(Patience).Number);
        await _lab.Restart();
        _lab.Base.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task A_verdict_that_rests_on_an_unwritten_event_waits_for_it()
    {
        await _lab.Know(AttemptOf("example.net"));
        _lab.Base.Gate.Close();
        _lab.Clients.Tell(new ChangeKnown.Allow(KnownKey.Pair(ClientIdentity.OfSpf("example.org"), "example.org")), ActorRefs.Nobody);
        Tell(new JudgeAttempt(1, AttemptOf()));
        _lab.Base.Probe.ExpectNoMsg(AWhile);

        _lab.Base.Gate.Open();
        Assert.Equal(VerdictReason.KnownPair, ExpectReason());
        await _lab.Restart();
        Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task When_the_journal_fails_a_pass_is_answered_and_forgotten_and_the_greylist_decides_about_attempts()
    {
        await _lab.NotePass(AttemptOf("example.net"));
        _lab.Base.Gate.Close();
        Tell(new NotePass(1, AttemptOf()));
        _lab.Clients.Tell(new ChangeKnown.Allow(KnownKey.Pair(ClientIdentity.OfSpf("example.org"), "example.org")), _lab.Base.Probe.TestActor);
        _lab.Base.Probe.ExpectNoMsg(AWhile);

        _lab.Base.Gate.Break();
        _lab.Base.Probe.ExpectMsg<PassNoted>(Patience);
        Assert.False(_lab.Base.Probe.ExpectMsg<KnownChanged>(Patience).IsDone);

        _lab.Base.Gate.Open();
        await UntilBack("example.org");
        _lab.Base.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf()));
        await _lab.Restart();
        Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task The_greylist_decides_at_once_while_a_partition_is_away_and_the_pair_is_known_when_it_is_back()
    {
        await _lab.Know(AttemptOf());
        // The greylist reads through the same gate.
        await Until(async () => (await _lab.Base.Greylist.Ask<Readiness>(GetReadiness.Instance, Patience)).Checks.All(check => check.Ok));
        _lab.Base.Gate.RefusesReads = true;
        var partition = await _lab.PartitionOf("example.org");
        _lab.Base.Probe.Watch(partition);
        _lab.Base.System.Stop(partition);
        _lab.Base.Probe.ExpectTerminated(partition, Patience);

        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf()));
        await _lab.NotePass(AttemptOf());
        Assert.False((await _lab.Clients.Ask<KnownChanged>(
            new ChangeKnown.Forget(KnownKey.Pair(ClientIdentity.OfSpf("example.org"), "example.org")), Patience)).IsDone);

        _lab.Base.Gate.RefusesReads = false;
        await UntilBack("example.org");
        Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf()));
        await _lab.Restart();
        Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task Attempts_during_recovery_wait_for_it()
    {
        await _lab.Know(AttemptOf());
        await _lab.Restart();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => _lab.Reason(AttemptOf(forwardPath: $"user{i}@example.com"))));
        Assert.All(answers, answer => Assert.Equal(VerdictReason.KnownPair, answer));
    }

    [Fact]
    public async Task Attempts_above_the_limit_go_to_the_greylist()
    {
        await Use(new KnownClientsLab(new PartitionLimits(MaxOutstanding: 1)));
        await _lab.Know(AttemptOf());
        _lab.Base.Gate.Close();
        // Its refresh is being written: it fills the partition.
        Tell(new JudgeAttempt(1, AttemptOf()));
        Tell(new NotePass(1, AttemptOf()));
        _lab.Base.Probe.ExpectMsg<PassNoted>(Patience);
        Tell(new JudgeAttempt(1, AttemptOf(forwardPath: "carol@example.com")));
        _lab.Base.Probe.ExpectNoMsg(AWhile);

        _lab.Base.Gate.Open();
        Assert.Equal([VerdictReason.KnownPair, VerdictReason.NeverSeen], new[] { ExpectReason(), ExpectReason() }.Order());
        await _lab.Restart();
        Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task A_snapshot_replaces_the_events_before_it_and_is_read_after_a_restart()
    {
        await Use(new KnownClientsLab(new PartitionLimits(SnapshotEvery: 10)));
        for (var i = 0; i < 35; i++)
            await _lab.NotePass(AttemptOf(network: $"10.0.{i}.0/24") with { Identities = [new ClientIdentity($"10.0.{i}.0/24")] });

        // Three snapshots; the row with the highest deleted sequence number stays, because the journal must remember it.
        await Until(() => Task.FromResult(_lab.Base.Count("snapshot") == 1 && _lab.Base.Count("journal") == 6));
        _lab.Base.Clock.Advance(TimeSpan.FromDays(1));
        for (var start = 0; start < 2; start++)
        {
            await _lab.Restart();
            for (var i = 0; i < 35; i++)
                Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf(network: $"10.0.{i}.0/24")));
        }
    }

    [Fact]
    public async Task A_drain_saves_a_snapshot_of_each_partition_with_unsaved_events()
    {
        for (var i = 0; i < 40; i++)
            await _lab.NotePass(AttemptOf($"example{i}.org"));
        _lab.Base.Probe.Watch(_lab.Clients);
        _lab.Clients.Tell(DrainGreylist.Instance);
        _lab.Base.Probe.ExpectTerminated(_lab.Clients, Patience);

        var used = Enumerable.Range(0, 40).Select(i => Partitioning.Of($"example{i}.org", _lab.Base.Store.Partitions)).Distinct().Count();
        Assert.Equal(used, _lab.Base.Count("snapshot"));
        await _lab.Restart();
        _lab.Base.Clock.Advance(TimeSpan.FromDays(1));
        for (var i = 0; i < 40; i++)
            Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf($"example{i}.org")));
    }

    [Fact]
    public async Task Above_the_maximum_the_regular_senders_stay_known()
    {
        await Use(new KnownClientsLab(maxEntries: 64));
        await _lab.Know(AttemptOf());
        Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf()));
        // All in the partition of the regular sender.
        var partition = Partitioning.Of("example.org", _lab.Base.Store.Partitions);
        var others = Enumerable.Range(0, 10_000).Select(i => $"example{i}.net").Where(name => Partitioning.Of(name, _lab.Base.Store.Partitions) == partition).Take(200);
        foreach (var other in others)
            await _lab.NotePass(AttemptOf(other));

        var page = await _lab.Clients.Ask<KnownPage>(new ListKnown(new KnownQuery(), 1000), Patience);
        Assert.InRange(page.Entries.Length, 32, 64);
        Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf()));
        await _lab.Restart();
        Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task A_recreated_store_gets_everything_again()
    {
        await _lab.NotePass(AttemptOf());
        _lab.Base.Greylist.Tell(StoreRecreated.Instance);

        await Until(() => Task.FromResult(_lab.Base.Count("snapshot") == 1));
        await _lab.Restart();
        _lab.Base.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(VerdictReason.KnownPair, await _lab.Reason(AttemptOf()));
    }

    private async Task Use(KnownClientsLab lab)
    {
        await _lab.DisposeAsync();
        _lab = lab;
    }

    private void Tell(object message) => _lab.Clients.Tell(message, _lab.Base.Probe.TestActor);

    private VerdictReason ExpectReason() => Assert.IsType<JudgeOutcome.Decided>(_lab.Base.Probe.ExpectMsg<Judged>(Patience).Outcome).Verdict.Reason;

    // A question that reaches a partition which is about to stop gets no answer.
    private Task UntilBack(string organisation) => Until(async () =>
    {
        try
        {
            return (await _lab.Clients.Ask<KnownExplained>(new ExplainKnown(AttemptOf(organisation)), AWhile)).Explanation is not null;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    });
}
