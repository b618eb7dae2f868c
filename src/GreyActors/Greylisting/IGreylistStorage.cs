using Akka.Actor;
using Akka.Hosting;
using GreyActors.Components;

namespace GreyActors.Greylisting;

/// <summary>
/// The storage engine of the greylist, as the greylist's actors, the host and an import use it. <c>store.provider</c> selects the implementation
/// (docs/decisions/0040-the-store-is-behind-an-interface.md).
/// </summary>
/// <remarks>An instance reserves the store for this process until it is disposed.</remarks>
public interface IGreylistStorage : IDisposable
{
    /// <summary>The store's name in the log: for example the path of its file.</summary>
    string Name { get; }

    /// <summary>The number of partitions of each state, as configured.</summary>
    int Partitions { get; }

    /// <summary>Creates the store if it is missing, and checks that it can be read and written. Blocks.</summary>
    /// <exception cref="IOException">The store cannot be created, opened or written; the message contains its name.</exception>
    /// <exception cref="StartRefusedException">The store must not be used as it is.</exception>
    void Prepare();

    /// <summary>Configures the journal and the snapshot store of an actor system; they are its default plugins.</summary>
    /// <remarks>The journal must store what is written in the order in which it is written, and confirm it when it is durable.</remarks>
    void AddPlugins(AkkaConfigurationBuilder builder);

    /// <summary>
    /// The actor that checks the store while the greylist uses it. It handles <see cref="CheckStore"/>, <see cref="ExpireTriplets"/> (the time for
    /// maintenance) and <see cref="Components.GetReadiness"/>, and sends its parent <see cref="StoreRecreated"/> and <see cref="StoreRecovered"/>.
    /// </summary>
    /// <param name="hungAfter">A check without an answer after this time is a failure.</param>
    Props KeeperProps(TimeSpan hungAfter);

    /// <summary>The duration so far of the write that is in progress; zero if there is none, or if the engine cannot tell.</summary>
    TimeSpan BusyFor(ActorSystem system);

    /// <summary>
    /// The version of <see cref="Core.Greylisting.SenderNormaliser"/> that has folded the reverse-paths in the prepared store; 1 if none is recorded.
    /// A new store has the version of this release.
    /// </summary>
    /// <exception cref="IOException">The store cannot be read.</exception>
    int SenderFolding { get; }

    /// <summary>Reads a partition of the greylist, while no service uses the store.</summary>
    /// <exception cref="System.Runtime.Serialization.SerializationException">The partition is damaged.</exception>
    /// <exception cref="IOException">The store cannot be read.</exception>
    StoredPartition Read(int number);

    /// <summary>Reads a partition of the known clients, while no service uses the store.</summary>
    /// <exception cref="System.Runtime.Serialization.SerializationException">The partition is damaged.</exception>
    /// <exception cref="IOException">The store cannot be read.</exception>
    StoredKnownClients ReadKnown(int number);

    /// <summary>Reads the trapped clients, while no service uses the store.</summary>
    /// <exception cref="System.Runtime.Serialization.SerializationException">Their state is damaged.</exception>
    /// <exception cref="IOException">The store cannot be read.</exception>
    StoredTraps ReadTraps();

    /// <summary>The source of a copy into this store that has not finished (<c>greyactors store copy</c>); null if the store is complete.</summary>
    /// <exception cref="IOException">The store cannot be read.</exception>
    string? UnfinishedCopy { get; }

    /// <summary>Records that a copy into this store has begun, or has finished. Is durable when it returns.</summary>
    /// <param name="source">The name of the other store; null: the copy has finished.</param>
    /// <exception cref="IOException">The store cannot be written.</exception>
    void MarkCopy(string? source);

    /// <summary>Writes the changed ones of some partitions, and their version, while no service uses the store: everything in one step, or nothing.</summary>
    /// <param name="partitions">Some or all partitions of the greylist and of the known clients, and the trapped clients.</param>
    /// <param name="senderFolding">The version of <see cref="SenderFolding"/> from now on.</param>
    /// <exception cref="IOException">The store cannot be written; it is unchanged.</exception>
    Task Write(IReadOnlyCollection<StoredState> partitions, int senderFolding);
}
