using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using Xunit;
using static GreyActors.Tests.Greylisting.GreylistLab;

namespace GreyActors.Tests.Greylisting;

public sealed class GreylistTests : IAsyncDisposable
{
    private readonly GreylistLab _lab = Started();

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public async Task A_deferred_triplet_is_known_after_a_restart_and_passes_after_its_wait()
    {
        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf()));

        await _lab.Restart();
        Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf()));

        _lab.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(VerdictReason.WaitedLongEnough, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task A_passed_triplet_stays_passed_after_a_restart()
    {
        await Pass(AttemptOf());

        await _lab.Restart();
        Assert.Equal(VerdictReason.KnownTriplet, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task Use_updates_the_stored_time_of_a_passed_triplet()
    {
        await Pass(AttemptOf());
        for (var use = 0; use < 2; use++)
        {
            _lab.Clock.Advance(TimeSpan.FromDays(35));
            Assert.Equal(VerdictReason.KnownTriplet, await _lab.Reason(AttemptOf()));
            await _lab.Restart();
        }

        _lab.Clock.Advance(TimeSpan.FromDays(36));
        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task Every_conversation_finds_its_partition_after_a_restart()
    {
        var attempts = Enumerable.Range(0, 100).Select(i => AttemptOf(reversePath: $"user{i}@example.org")).ToList();
        foreach (var attempt in attempts)
            Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(attempt));

        await _lab.Restart();
        foreach (var attempt in attempts)
            Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(attempt));
    }

    [Fact]
    public async Task Attempts_during_recovery_are_answered()
    {
        await _lab.Judge(AttemptOf());
        await _lab.Restart();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => _lab.Reason(AttemptOf(reversePath: i == 0 ? "ann@example.org" : $"user{i}@example.org"))));
        Assert.Equal(VerdictReason.StillWaiting, answers[0]);
        Assert.All(answers[1..], answer => Assert.Equal(VerdictReason.NeverSeen, answer));
    }

    [Fact]
    public async Task Expired_triplets_are_forgotten_without_an_event()
    {
        await _lab.Judge(AttemptOf());
        await Pass(AttemptOf("198.51.100.0/24"));
        var written = _lab.Gate.Writes;

        _lab.Clock.Advance(TimeSpan.FromDays(5));
        _lab.Greylist.Tell(ExpireTriplets.Instance);
        Assert.Equal(VerdictReason.KnownTriplet, await _lab.Reason(AttemptOf("198.51.100.0/24")));
        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf()));

        // The refresh of one triplet and the first attempt of the other; no event for expired triplets.
        Assert.InRange(_lab.Gate.Writes, written + 1, written + 2);

        await _lab.Restart();
        Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task An_answered_attempt_is_known_after_a_kill()
    {
        await Pass(AttemptOf());
        for (var i = 0; i < 5; i++)
        {
            var deferred = AttemptOf($"10.0.{i}.0/24", $"user{i}@example.org");
            Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(deferred));

            await using var survivor = AfterKilling(_lab);
            Assert.Equal(VerdictReason.StillWaiting, await survivor.Reason(deferred));
            Assert.Equal(VerdictReason.KnownTriplet, await survivor.Reason(AttemptOf()));
        }
    }

    [Fact]
    public async Task The_store_is_durable_and_returns_space()
    {
        await _lab.Judge(AttemptOf());

        Assert.Equal("wal", _lab.Pragma("journal_mode"));
        Assert.Equal(2L, _lab.Pragma("auto_vacuum"));
        Assert.Equal(1, _lab.Count("journal"));

        await _lab.Restart();
        Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task A_partition_shows_its_behaviour_on_its_nameplate()
    {
        await _lab.Judge(AttemptOf());
        var partition = (ActorRefWithCell)await _lab.PartitionOf(AttemptOf());
        var nameplate = Assert.IsType<Nameplate>(Assert.Single(partition.Underlying.Props.Arguments));
        Assert.Equal("Judging", nameplate.Behaviour);
        await _lab.Restart();
        Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf()));
    }

    private async Task Pass(Attempt attempt)
    {
        await _lab.Judge(attempt);
        _lab.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(VerdictReason.WaitedLongEnough, await _lab.Reason(attempt));
    }
}
