using System.Diagnostics;
using Akka.Actor;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using Xunit;
using static GreyActors.Tests.Greylisting.GreylistLab;

namespace GreyActors.Tests.Greylisting;

public sealed class IdentityCensusTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly ClientIdentity Spf = ClientIdentity.OfSpf("example.org");

    private readonly GreylistLab _lab = Started();

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public async Task An_identity_whose_mail_never_comes_back_is_ignored_by_all_partitions()
    {
        await See(IdentityCounts.LeastSightings);
        await _lab.Judge(Of("198.51.100.0/24", "last"));
        _lab.Clock.Advance(TimeSpan.FromHours(31));
        await UntilIgnored(new IdentityCounts(21, 0));

        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(Of("203.0.113.0/24", "last")));
        Assert.Equal(VerdictReason.WaitedLongEnough, await _lab.Reason(Of("198.51.100.0/24", "last")));
    }

    [Fact]
    public async Task An_identity_with_one_sighting_too_few_counts()
    {
        await See(IdentityCounts.LeastSightings - 1);
        _lab.Clock.Advance(TimeSpan.FromHours(31));
        await UntilCounted(new IdentityCounts(19, 0));

        Assert.False((await Explain()).IsIgnored);
        Assert.Equal(VerdictReason.WaitedLongEnough, await _lab.Reason(Of("203.0.113.0/24", "user0")));
    }

    [Fact]
    public async Task An_identity_is_ignored_after_a_restart_before_any_sweep()
    {
        await See(IdentityCounts.LeastSightings);
        _lab.Clock.Advance(TimeSpan.FromHours(31));
        await _lab.Restart();
        await UntilCounted(new IdentityCounts(20, 0), sweeps: false);
        Assert.True((await Explain()).IsIgnored);
    }

    [Fact]
    public async Task The_counts_are_part_of_the_snapshots()
    {
        await See(IdentityCounts.LeastSightings);
        _lab.Probe.Watch(_lab.Greylist);
        _lab.Greylist.Tell(DrainGreylist.Instance);
        _lab.Probe.ExpectTerminated(_lab.Greylist, Patience);
        await _lab.Restart();
        _lab.Clock.Advance(TimeSpan.FromHours(31));
        await UntilIgnored(new IdentityCounts(20, 0));
    }

    [Fact]
    public async Task An_identity_counts_again_when_its_mail_comes_back()
    {
        await See(IdentityCounts.LeastSightings);
        _lab.Clock.Advance(TimeSpan.FromHours(31));
        await UntilIgnored(new IdentityCounts(20, 0));

        for (var i = 0; i < 10; i++)
            Assert.Equal(VerdictReason.WaitedLongEnough, await _lab.Reason(Of("192.0.2.0/24", $"user{i}")));
        await UntilCounted(new IdentityCounts(20, 10));
        Assert.False((await Explain()).IsIgnored);
    }

    [Fact]
    public async Task A_partition_that_was_away_gets_the_ignored_identities_again()
    {
        await See(IdentityCounts.LeastSightings);
        _lab.Clock.Advance(TimeSpan.FromHours(31));
        await UntilIgnored(new IdentityCounts(20, 0));

        var partition = await _lab.PartitionOf(Of("192.0.2.0/24", "user0"));
        _lab.Probe.Watch(partition);
        _lab.System.Stop(partition);
        _lab.Probe.ExpectTerminated(partition, Patience);
        await UntilIgnored(new IdentityCounts(20, 0));
    }

    private static Attempt Of(string network, string recipient) =>
        new([new ClientIdentity(network), Spf], "ann@example.org", $"{recipient}@example.com");

    private async Task See(int recipients)
    {
        for (var i = 0; i < recipients; i++)
            Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(Of("192.0.2.0/24", $"user{i}")));
    }

    private async Task<TripletTimeline> Explain()
    {
        var explained = await _lab.Greylist.Ask<Explained>(new ExplainAttempt(Of("192.0.2.0/24", "user0")), Patience);
        return explained.Explanation?.Triplets[1] ?? GreylistExplainer.TimelineOf(Spf, null, Timing, _lab.Clock.GetUtcNow());
    }

    private async Task UntilIgnored(IdentityCounts counts)
    {
        await UntilCounted(counts);
        Assert.True((await Explain()).IsIgnored);
    }

    // The partitions report after a sweep, which takes many messages.
    private async Task UntilCounted(IdentityCounts counts, bool sweeps = true)
    {
        var waited = Stopwatch.StartNew();
        while ((await Explain()).Counts != counts)
        {
            Assert.True(waited.Elapsed < Patience, $"The counts are {(await Explain()).Counts}.");
            if (sweeps)
                _lab.Greylist.Tell(ExpireTriplets.Instance);
        }
    }
}
