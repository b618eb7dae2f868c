using Akka.Actor;
using Akka.Hosting;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using GreyActors.Introspection;
using GreyActors.Mail;
using GreyActors.Observability;

namespace GreyActors.Hosting;

/// <summary>Puts the program together: the actor system with all its parts, the logs and the introspection endpoint.</summary>
public static class GreyActorsHost
{
    private const string MailLogPath = "/user/greylist-server/mail-log";

    // What the rest of the shutdown may take once the sessions have ended.
    private static readonly TimeSpan AfterDrain = TimeSpan.FromSeconds(15);

    /// <summary>The program, not yet started. It ends by SIGTERM, SIGINT or <paramref name="giveUp"/>.</summary>
    /// <param name="configuration">Checked.</param>
    /// <param name="giveUp">Is told the exit code when the service cannot do its work; the host stops by itself then.</param>
    /// <exception cref="IOException">The store or a log file cannot be opened.</exception>
    /// <exception cref="StoreRefusedException">The store is damaged, or laid out in another way.</exception>
    public static WebApplication Build(LoadedConfiguration.Valid configuration, Action<int> giveUp)
    {
        var settings = configuration.Settings;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ListenForIntrospection(settings.Introspection);
        builder.Services.AddRoutingCore();
        builder.Services.AddGreyActorsLogs(settings.Log);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.ShutdownTimeout + AfterDrain + AfterDrain);
        builder.Services.AddAkka("greyactors", (akka, services) => Compose(akka, services, configuration, giveUp));
        var app = builder.Build();
        app.MapIntrospection();
        return app;
    }

    private static void Compose(
        AkkaConfigurationBuilder akka, IServiceProvider services, LoadedConfiguration.Valid configuration, Action<int> giveUp)
    {
        var settings = configuration.Settings;
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        var log = services.GetRequiredService<Serilog.ILogger>();
        var files = services.GetRequiredService<LogFiles>();
        akka.AddHocon(AkkaSettings.Own(settings.ShutdownTimeout + AfterDrain), HoconAddMode.Prepend)
            .WithGreyActorsLogs(settings.Log, log)
            .WithMailLogMailbox()
            .AddGreylistStore(settings.Store, TimeProvider.System)
            .WithActors((system, registry) =>
            {
                var parts = new ServerParts(
                    settings,
                    AccessPolicy.Compile(settings.Access),
                    Greylist.Props(GreylistParts.Of(
                        () => settings.Greylisting.Timing, TimeProvider.System, settings.Store, settings.Greylisting.MaxTriplets)),
                    MailLog.Props(log, files),
                    TimeProvider.System,
                    code =>
                    {
                        giveUp(code);
                        lifetime.StopApplication();
                    });
                var server = system.ActorOf(GreylistServer.Props(parts), "greylist-server");
                registry.Register<GreylistServer>(server);
                DrainOnShutdown(system, server, settings.ShutdownTimeout + AfterDrain);
            })
            .WithIntrospection(settings.Log, MailLogPath);
        if (configuration.AkkaOverrides.Length > 0)
            akka.AddHocon(configuration.AkkaOverrides, HoconAddMode.Prepend);
    }

    // The sessions end before anything else of the actor system does: they need the greylist, and the relays Akka.IO.
    private static void DrainOnShutdown(ActorSystem system, IActorRef server, TimeSpan limit) =>
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "drain", async () =>
        {
            await server.GracefulStop(limit, Control.Drain.Instance);
            return Akka.Done.Instance;
        });
}
