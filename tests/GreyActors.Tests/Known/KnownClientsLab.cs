using System.Diagnostics;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Greylisting;
using GreyActors.Known;
using GreyActors.Storage.Sqlite;
using GreyActors.Tests.Greylisting;
using Xunit;

namespace GreyActors.Tests.Known;

/// <summary>Known clients before a greylist, over a store in its own file; both can be stopped and started again.</summary>
public sealed class KnownClientsLab : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly PartitionLimits _limits;
    private readonly int _maxEntries;

    public KnownClientsLab(PartitionLimits? limits = null, int maxEntries = int.MaxValue, GreylistLab? over = null)
    {
        (_limits, _maxEntries) = (limits ?? new PartitionLimits(), maxEntries);
        Base = over ?? GreylistLab.Started();
        Start();
    }

    public GreylistLab Base { get; }

    public IActorRef Clients { get; private set; } = null!;

    public KnownTiming Timing { get; set; } = new(true, TimeSpan.FromDays(1), TimeSpan.FromDays(36), TimeSpan.FromDays(60));

    public static Attempt AttemptOf(string organisation = "example.org", string network = "192.0.2.0/24", string forwardPath = "bob@example.com") =>
        new([new ClientIdentity(network), ClientIdentity.OfSpf(organisation)], $"ann@{organisation}", forwardPath) { Organisation = organisation };

    /// <summary>What the files contain after a kill of the process now: nothing is closed or flushed.</summary>
    public static KnownClientsLab AfterKilling(KnownClientsLab victim) => new(over: GreylistLab.AfterKilling(victim.Base));

    public async Task<VerdictReason> Reason(Attempt attempt) => Assert.IsType<JudgeOutcome.Decided>(
        (await Clients.Ask<Judged>(new JudgeAttempt(1, attempt), Patience)).Outcome).Verdict.Reason;

    public Task<PassNoted> NotePass(Attempt attempt) => Clients.Ask<PassNoted>(new NotePass(1, attempt), Patience);

    /// <summary>Lets the pair of an attempt become known, and its time to settle pass; the next mail is then worth a write.</summary>
    public async Task Know(Attempt attempt)
    {
        await NotePass(attempt);
        Base.Clock.Advance(TimeSpan.FromHours(25));
    }

    public async Task Restart()
    {
        await Base.Restart();
        Start();
    }

    public async Task<IActorRef> PartitionOf(string organisation)
    {
        var selection = Base.System.ActorSelection(Clients.Path / $"partition-{Partitioning.Of(organisation, Base.Store.Partitions):00}");
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await selection.ResolveOne(Patience);
            }
            catch (ActorNotFoundException) when (waited.Elapsed < Patience)
            {
                await Task.Yield();
            }
        }
    }

    public static async Task Until(Func<Task<bool>> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(waited.Elapsed < Patience, "The condition did not become true.");
            await Task.Yield();
        }
    }

    public ValueTask DisposeAsync() => Base.DisposeAsync();

    private void Start()
    {
        var storage = SqliteStorage.WithoutLock(Base.Store, TimeProvider.System);
        Clients = Base.System.ActorOf(
            KnownClients.Props(new KnownClientsDependencies(
                () => Timing, Base.Clock, storage, Base.Greylist, _limits, new BackOff(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(400)))
            {
                MaxEntries = () => _maxEntries,
            }),
            "clients");
    }
}
