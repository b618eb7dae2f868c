using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Greylisting;
using GreyActors.Known;
using GreyActors.Tests.Storage;
using Xunit;
using static GreyActors.Tests.Known.KnownClientsLab;

namespace GreyActors.Tests.Known;

public sealed class KnownClientsRoutingTests : TestKit
{
    private const string InMemory = """
        akka.loglevel = OFF
        akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        """;

    private readonly TestProbe _greylist;
    private readonly InMemoryStorage _storage = new();
    private readonly IActorRef _clients;
    private KnownTiming _timing = new(true, TimeSpan.Zero, TimeSpan.FromDays(36), TimeSpan.FromDays(60));

    public KnownClientsRoutingTests()
        : base(InMemory)
    {
        _greylist = CreateTestProbe("greylist");
        _clients = Sys.ActorOf(KnownClients.Props(new KnownClientsDependencies(
            () => _timing, TimeProvider.System, _storage, _greylist, new PartitionLimits(), BackOff.Default)));
        _greylist.ExpectMsg<SubscribeToGreylist>();
    }

    [Fact]
    public void The_greylist_gets_the_attempt_of_an_unknown_client_with_its_sender()
    {
        _clients.Tell(new JudgeAttempt(1, AttemptOf()), TestActor);

        var forwarded = _greylist.ExpectMsg<JudgeAttempt>(Patience);
        _greylist.Reply(forwarded.Unavailable);
        Assert.Equal(forwarded.Number, ExpectMsg<Judged>(Patience).Number);
    }

    [Fact]
    public void The_greylist_gets_no_attempt_of_a_known_client()
    {
        Know();
        _clients.Tell(new JudgeAttempt(1, AttemptOf()), TestActor);

        Assert.IsType<JudgeOutcome.Decided>(ExpectMsg<Judged>(Patience).Outcome);
        _greylist.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void The_greylist_gets_every_attempt_when_the_known_clients_are_off()
    {
        Know();
        _timing = _timing with { UsesPairs = false, ReplyLifetime = TimeSpan.Zero };
        _clients.Tell(new JudgeAttempt(1, AttemptOf()), TestActor);

        _greylist.ExpectMsg<JudgeAttempt>(Patience);
    }

    [Fact]
    public void An_ignored_identity_is_not_known_until_it_counts_again()
    {
        Know();
        _clients.Tell(new IgnoreIdentities(IgnoredIdentities.Of([ClientIdentity.OfSpf("example.org")])), _greylist);
        var attempt = AttemptOf() with { Identities = [ClientIdentity.OfSpf("example.org")] };
        _clients.Tell(new JudgeAttempt(1, attempt), TestActor);
        _greylist.ExpectMsg<JudgeAttempt>(Patience);

        _clients.Tell(IgnoreIdentities.None, _greylist);
        _clients.Tell(new JudgeAttempt(1, attempt), TestActor);
        Assert.IsType<JudgeOutcome.Decided>(ExpectMsg<Judged>(Patience).Outcome);
    }

    [Fact]
    public async Task A_recreated_partition_gets_the_ignored_identities_and_the_store_is_checked()
    {
        Know();
        _clients.Tell(new IgnoreIdentities(IgnoredIdentities.Of([ClientIdentity.OfSpf("example.org")])), _greylist);
        var partition = await Sys.ActorSelection(_clients.Path / $"partition-{Partitioning.Of("example.org", _storage.Partitions):00}").ResolveOne(Patience);
        Watch(partition);
        Sys.Stop(partition);
        await ExpectTerminatedAsync(partition, Patience);
        _greylist.ExpectMsg<CheckStore>(Patience);

        // The store works again.
        _clients.Tell(StoreRecovered.Instance, _greylist);
        _clients.Tell(new JudgeAttempt(1, AttemptOf() with { Identities = [ClientIdentity.OfSpf("example.org")] }), TestActor);
        _greylist.ExpectMsg<JudgeAttempt>(Patience);
        _clients.Tell(new JudgeAttempt(1, AttemptOf()), TestActor);
        Assert.IsType<JudgeOutcome.Decided>(ExpectMsg<Judged>(Patience).Outcome);
    }

    [Fact]
    public void The_known_clients_are_a_check_that_the_service_does_not_need() => AwaitAssert(() =>
    {
        _clients.Tell(GetReadiness.Instance, TestActor);
        Assert.Equal(new ReadinessCheck("known-clients", true, "16 of 16 partitions ready") { Optional = true }, Assert.Single(ExpectMsg<Readiness>(Patience).Checks));
    });

    private void Know()
    {
        _clients.Tell(new NotePass(1, AttemptOf()), TestActor);
        ExpectMsg<PassNoted>(Patience);
    }
}
