using Akka.Actor;
using Akka.Actor.Setup;

namespace GreyActors.Storage.Sqlite;

/// <summary>Where the store of an actor system lies.</summary>
internal sealed class StoreLocation(string path, StoreLock? held) : Setup
{
    public string Path { get; } = path;

    /// <summary>The lock of this process; null where nothing else can have the store.</summary>
    public StoreLock? Held { get; } = held;
}

/// <summary>Finds the one <see cref="StoreWriter"/> of an actor system; it ends with it.</summary>
internal sealed class StoreWriters : ExtensionIdProvider<StoreWriter>
{
    private static readonly StoreWriters Instance = new();

    /// <summary>The writer of this actor system.</summary>
    public static StoreWriter Of(ActorSystem system) => Instance.Apply(system);

    /// <summary>Where the store of this actor system lies.</summary>
    public static string PathOf(ActorSystem system) => LocationOf(system).Path;

    /// <summary>Where it lies, and who holds it.</summary>
    public static StoreLocation LocationOf(ActorSystem system) => system.Settings.Setup.Get<StoreLocation>().Value;

    /// <inheritdoc/>
    public override StoreWriter CreateExtension(ExtendedActorSystem system)
    {
        var writer = new StoreWriter(PathOf(system));
        system.RegisterOnTermination(writer.Dispose);
        return writer;
    }
}
