using Akka.Hosting;
using GreyActors.Dispatch;

namespace GreyActors.Greylisting;

/// <summary>Adds the greylist's storage to an actor system.</summary>
public static class GreylistStorageHosting
{
    /// <summary>Prepares the store now, and makes the actor system keep the greylist in it.</summary>
    /// <exception cref="IOException">The store cannot be prepared.</exception>
    /// <exception cref="StoreRefusedException">The store must not be used as it is.</exception>
    public static AkkaConfigurationBuilder AddGreylistStorage(this AkkaConfigurationBuilder builder, IGreylistStorage storage)
    {
        storage.Prepare();
        WarmUp.Run();
        storage.AddPlugins(builder);
        return builder
            .AddHocon(PoolDispatcher.Hocon(), HoconAddMode.Prepend)
            .WithCustomSerializer("greylist", GreylistSerializer.Types, system => new GreylistSerializer(system));
    }
}
