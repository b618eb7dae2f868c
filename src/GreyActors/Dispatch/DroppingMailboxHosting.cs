using Akka.Hosting;

namespace GreyActors.Dispatch;

/// <summary>Adds the <see cref="DroppingMailbox"/> to the actor system.</summary>
public static class DroppingMailboxHosting
{
    /// <summary>Adds its configuration.</summary>
    public static AkkaConfigurationBuilder WithDroppingMailbox(this AkkaConfigurationBuilder builder) =>
        builder.AddHocon(DroppingMailbox.Hocon(), HoconAddMode.Append);
}
