using Akka.Actor;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using Xunit;

namespace GreyActors.Tests.Greylisting;

public sealed class ExplainAttemptTests : IAsyncLifetime
{
    private static readonly Attempt Known = new([new ClientIdentity("192.0.2.0/24")], "a@example.net", "b@example.com");

    private readonly GreylistLab _lab = GreylistLab.Started();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _lab.DisposeAsync();

    [Fact]
    public async Task The_greylist_explains_its_decision_without_a_change_of_its_state()
    {
        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(Known));
        _lab.Clock.Advance(TimeSpan.FromMinutes(5));

        for (var asked = 0; asked < 3; asked++)
            Assert.Equal(VerdictReason.WaitedLongEnough, (await Explain(Known))!.Verdict.Reason);

        await _lab.Restart();
        // An attempt of the same conversation: when it is judged, the partition has recovered.
        await _lab.Judge(Known with { Identities = [new ClientIdentity("198.51.100.0/24")] });
        var told = (await Explain(Known))!;
        Assert.Equal((VerdictReason.WaitedLongEnough, TripletState.Waiting), (told.Verdict.Reason, told.Triplets.Single().State));
        Assert.Equal(VerdictReason.WaitedLongEnough, await _lab.Reason(Known));
        Assert.Equal(TripletState.Passed, (await Explain(Known))!.Triplets.Single().State);
    }

    [Fact]
    public async Task An_attempt_gets_no_explanation_while_its_partition_is_away()
    {
        await _lab.Judge(Known);
        var partition = await _lab.PartitionOf(Known);
        _lab.Probe.Watch(partition);
        _lab.Gate.RefusesReads = true;
        _lab.System.Stop(partition);
        _lab.Probe.ExpectTerminated(partition, TimeSpan.FromSeconds(20));

        Assert.Null(await Explain(Known));
    }

    private async Task<Explanation?> Explain(Attempt attempt) =>
        (await _lab.Greylist.Ask<Explained>(new ExplainAttempt(attempt), TimeSpan.FromSeconds(20))).Explanation;
}
