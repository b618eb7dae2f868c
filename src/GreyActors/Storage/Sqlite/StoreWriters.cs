using Akka.Actor;
using Akka.Actor.Setup;

namespace GreyActors.Storage.Sqlite;

/// <summary>The location of an actor system's store.</summary>
internal sealed class StoreLocation(string path, StoreLock? held) : Setup
{
    public string Path { get; } = path;

    /// <summary>The lock of this process; null if no other process can use the store.</summary>
    public StoreLock? Held { get; } = held;
}

/// <summary>The one <see cref="StoreWriter"/> of an actor system; it ends with the system.</summary>
internal sealed class StoreWriters : ExtensionIdProvider<StoreWriter>
{
    private static readonly StoreWriters Instance = new();

    /// <summary>The writer of this actor system.</summary>
    public static StoreWriter Of(ActorSystem system) => Instance.Apply(system);

    /// <summary>The path of this actor system's store.</summary>
    public static string PathOf(ActorSystem system) => LocationOf(system).Path;

    /// <summary>The location of this actor system's store.</summary>
    public static StoreLocation LocationOf(ActorSystem system) => system.Settings.Setup.Get<StoreLocation>().Value;

    /// <inheritdoc/>
    public override StoreWriter CreateExtension(ExtendedActorSystem system)
    {
        var writer = new StoreWriter(PathOf(system));
        system.RegisterOnTermination(writer.Dispose);
        return writer;
    }
}
