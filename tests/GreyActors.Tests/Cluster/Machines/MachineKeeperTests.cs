using System.Collections.Immutable;
using System.Net;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using GreyActors.Cluster.Machines;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Core.Machines;
using Xunit;

namespace GreyActors.Tests.Cluster.Machines;

/// <summary>One machine without others, with a database of the test.</summary>
public sealed class MachineKeeperTests : TestKit
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly IPEndPoint Self = new(IPAddress.Loopback, 7948);
    private static readonly IPEndPoint Other = new(IPAddress.Loopback, 7949);

    private readonly ScriptedMachineStore _store;
    private readonly GenerationLedger _ledger;
    private readonly Channel<int> _exits = Channel.CreateUnbounded<int>();

    public MachineKeeperTests()
        : this(new ScriptedMachineStore(), new GenerationLedger())
    {
    }

    private MachineKeeperTests(ScriptedMachineStore store, GenerationLedger ledger)
        : base(
            ActorSystemSetup.Create(
                BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString("akka.remote.dot-netty.tcp.port = 0")
                    .WithFallback(ClusterHocon.Of(new ClusterSettings(Enabled: true, Self, [], ClusterTlsSettings.None)))),
                new MachineSetup(store, ledger)),
            "greyactors") => (_store, _ledger) = (store, ledger);

    [Fact]
    public async Task A_machine_forms_a_cluster_with_the_permission_of_the_database()
    {
        var keeper = Start(Self);
        await _store.IsAsked();
        _store.Answer(new FormingAnswer(7, ""));
        await BecomesReady(keeper);
        Assert.Equal(7, _ledger.Remembered);
    }

    [Fact]
    public async Task A_machine_without_the_permission_asks_again_and_is_not_ready()
    {
        var keeper = Start(Self);
        await _store.IsAsked();
        _store.Answer(new FormingAnswer(null, "192.0.2.9:7948"));
        await _store.IsAsked();
        keeper.Tell(GetReadiness.Instance, TestActor);
        var check = (await ExpectMsgAsync<Readiness>(Limit)).Checks[0];
        Assert.True(check.IsFatal);
        Assert.Contains("192.0.2.9:7948", check.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_whose_database_does_not_answer_asks_again()
    {
        Start(Self);
        await _store.IsAsked();
        _store.Fail();
        await _store.IsAsked();
    }

    [Fact]
    public async Task A_machine_that_is_not_the_first_seed_forms_a_cluster_too()
    {
        var keeper = Start(Other, Self);
        await _store.IsAsked();
        _store.Answer(new FormingAnswer(1, ""));
        await BecomesReady(keeper);
    }

    [Fact]
    public async Task A_machine_that_a_decision_leaves_out_ends_with_exit_code_70()
    {
        var keeper = Start(Self);
        await _store.IsAsked();
        _store.Answer(new FormingAnswer(1, ""));
        await BecomesReady(keeper);
        _store.Stored = new StoredGeneration(2, [new MachineId("192.0.2.9:7948", 9)]);
        Assert.Equal(ExitCode.Software, await ExitCodeOf());
    }

    [Fact]
    public async Task A_machine_that_a_decision_names_continues()
    {
        var keeper = Start(Self);
        await _store.IsAsked();
        _store.Answer(new FormingAnswer(1, ""));
        await BecomesReady(keeper);
        var self = ClusterHocon.IdOf(Akka.Cluster.Cluster.Get(Sys).SelfUniqueAddress);
        _store.Stored = new StoredGeneration(2, [self]);
        await _store.HasBeaten(times: 2);
        await AwaitAssertAsync(() => Assert.Equal(2, _ledger.Remembered), Limit);
        Assert.False(_exits.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_machine_records_that_it_is_up_when_it_is()
    {
        var keeper = Start(Self);
        await _store.IsAsked();
        Assert.False(_store.LastWasUp);
        _store.Answer(new FormingAnswer(1, ""));
        await BecomesReady(keeper);
        await _store.HasBeaten(times: 2);
        Assert.True(_store.LastWasUp);
    }

    [Fact]
    public async Task The_report_of_a_stranger_is_ignored()
    {
        var keeper = Start(Self);
        keeper.Tell(new MachineReport(new MachineId("192.0.2.9:7948", 9), "1", Limit, ImmutableSortedDictionary<string, string>.Empty.Add("a", "other")));
        keeper.Tell(DescribeMachines.Instance, TestActor);
        Assert.Empty((await ExpectMsgAsync<MachinesDescribed>(Limit)).Others);
    }

    private IActorRef Start(params IPEndPoint[] seeds) => Sys.ActorOf(
        MachineKeeper.Props(new MachineKeeperDependencies(Self, [.. seeds], _store, _ledger, TimeProvider.System, code => _exits.Writer.TryWrite(code))
        {
            Values = () => ImmutableSortedDictionary<string, string>.Empty.Add("a", "own"),
        }),
        MachineKeeper.Name);

    private Task BecomesReady(IActorRef keeper) => AwaitAssertAsync(
        async () =>
        {
            keeper.Tell(GetReadiness.Instance, TestActor);
            Assert.DoesNotContain((await ExpectMsgAsync<Readiness>(Limit)).Checks, check => check.IsFatal);
        },
        Limit);

    private async Task<int> ExitCodeOf()
    {
        using var limit = new CancellationTokenSource(Limit);
        return await _exits.Reader.ReadAsync(limit.Token);
    }
}
