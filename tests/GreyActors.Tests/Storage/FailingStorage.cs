using Akka.Actor;
using Akka.Hosting;
using GreyActors.Greylisting;

namespace GreyActors.Tests.Storage;

/// <summary>A store whose writes fail after some of them, or that does not give back what it got.</summary>
internal sealed class FailingStorage(IGreylistStorage store, int writes) : IGreylistStorage
{
    private int _writes = writes;

    /// <summary>Whether trapped clients are written and not read.</summary>
    public bool LosesTraps { get; init; }

    public string Name => store.Name;

    public int Partitions => store.Partitions;

    public int SenderFolding => store.SenderFolding;

    public string? UnfinishedCopy => store.UnfinishedCopy;

    public void Prepare() => store.Prepare();

    public void AddPlugins(AkkaConfigurationBuilder builder) => store.AddPlugins(builder);

    public Props KeeperProps(TimeSpan hungAfter) => store.KeeperProps(hungAfter);

    public TimeSpan BusyFor(ActorSystem system) => store.BusyFor(system);

    public StoredPartition Read(int number) => store.Read(number);

    public StoredKnownClients ReadKnown(int number) => store.ReadKnown(number);

    public StoredTraps ReadTraps() => LosesTraps ? new StoredTraps() : store.ReadTraps();

    public void MarkCopy(string? source) => store.MarkCopy(source);

    public Task Write(IReadOnlyCollection<StoredState> partitions, int senderFolding) =>
        _writes-- > 0 ? store.Write(partitions, senderFolding) : throw new IOException("the disk is full");

    public void Dispose() => store.Dispose();
}
