using Akka.Hosting;

namespace GreyActors.Mail;

/// <summary>What the <see cref="MailLog"/> needs from the actor system.</summary>
public static class MailLogHosting
{
    /// <summary>Makes the bounded mailbox of <see cref="MailLog"/> known.</summary>
    public static AkkaConfigurationBuilder WithMailLogMailbox(this AkkaConfigurationBuilder builder) =>
        builder.AddHocon(MailLogMailbox.Hocon(), HoconAddMode.Append);
}
