using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Hosting;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;

namespace GreyActors.Tests.Storage;

/// <summary>A second storage engine: Akka.Persistence's journal and snapshot store in memory. It lives as long as its actor system.</summary>
internal sealed class InMemoryStorage : IGreylistStorage
{
    private readonly ConcurrentDictionary<int, StoredPartition> _written = new();
    private readonly ConcurrentDictionary<int, StoredKnownClients> _known = new();
    private int _checks;

    public string Name => "memory";

    public int Partitions => 16;

    public bool IsPrepared { get; private set; }

    /// <summary>How often the greylist asked for a check of the store.</summary>
    public int Checks => Volatile.Read(ref _checks);

    public int SenderFolding { get; set; } = SenderNormaliser.Version;

    public void Prepare() => IsPrepared = true;

    public void AddPlugins(AkkaConfigurationBuilder builder) => builder.AddHocon(
        """
        akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        """,
        HoconAddMode.Prepend);

    public Props KeeperProps(TimeSpan hungAfter) => Props.Create(() => new Keeper(this));

    public TimeSpan BusyFor(ActorSystem system) => TimeSpan.Zero;

    public StoredPartition Read(int number) => _written.GetOrAdd(number, absent => new StoredPartition(absent));

    public StoredKnownClients ReadKnown(int number) => _known.GetOrAdd(number, absent => new StoredKnownClients(absent));

    public StoredTraps Traps { get; } = new();

    public string? UnfinishedCopy { get; private set; }

    public StoredTraps ReadTraps() => Traps;

    public void MarkCopy(string? source) => UnfinishedCopy = source;

    public Task Write(IReadOnlyCollection<StoredState> partitions, int senderFolding)
    {
        SenderFolding = senderFolding;
        foreach (var partition in partitions)
            partition.MarkWritten(partition.SequenceNr + 1);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
    }

    private sealed class Keeper(InMemoryStorage storage) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case CheckStore:
                    Interlocked.Increment(ref storage._checks);
                    Context.Parent.Tell(StoreRecovered.Instance);
                    break;
                case GetReadiness:
                    Sender.Tell(Readiness.Of(new ReadinessCheck("store-writes", true, "memory is writable")));
                    break;
                case ExpireTriplets:
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }
}
