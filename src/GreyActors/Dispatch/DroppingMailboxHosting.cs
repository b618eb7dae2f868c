using Akka.Hosting;

namespace GreyActors.Dispatch;

/// <summary>What actors with a <see cref="DroppingMailbox"/> need from the actor system.</summary>
public static class DroppingMailboxHosting
{
    /// <summary>Makes it known.</summary>
    public static AkkaConfigurationBuilder WithDroppingMailbox(this AkkaConfigurationBuilder builder) =>
        builder.AddHocon(DroppingMailbox.Hocon(), HoconAddMode.Append);
}
