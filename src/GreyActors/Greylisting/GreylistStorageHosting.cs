using Akka.Hosting;
using GreyActors.Components;
using GreyActors.Dispatch;

namespace GreyActors.Greylisting;

/// <summary>Adds the greylist's storage to an actor system.</summary>
public static class GreylistStorageHosting
{
    /// <summary>Prepares the store now, and makes the actor system keep the greylist in it.</summary>
    /// <param name="builder">The actor system.</param>
    /// <param name="storage">The storage engine.</param>
    /// <param name="prepared">Is called once the store is prepared, before anything reads it.</param>
    /// <exception cref="IOException">The store cannot be prepared.</exception>
    /// <exception cref="StartRefusedException">The store must not be used as it is.</exception>
    public static AkkaConfigurationBuilder AddGreylistStorage(
        this AkkaConfigurationBuilder builder, IGreylistStorage storage, Action<IGreylistStorage>? prepared = null)
    {
        storage.Prepare();
        CompleteStore.Check(storage);
        prepared?.Invoke(storage);
        WarmUp.Run();
        storage.AddPlugins(builder);
        return builder
            .AddHocon(PoolDispatcher.Hocon(), HoconAddMode.Prepend)
            .WithCustomSerializer("greylist", GreylistSerializer.Types, system => new GreylistSerializer(system));
    }
}
