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
    private const string ServerPath = "/user/greylist-server";
    private const string MailLogPath = $"{ServerPath}/mail-log";

    // What the rest of the shutdown may take once the sessions have ended.
    private static readonly TimeSpan AfterDrain = TimeSpan.FromSeconds(15);

    /// <summary>The program, not yet started. It ends by SIGTERM, SIGINT or <paramref name="giveUp"/>.</summary>
    /// <param name="configuration">Checked.</param>
    /// <param name="time">The clock of the greylist and of all that shows its times.</param>
    /// <param name="giveUp">Is told the exit code when the service cannot do its work; the host stops by itself then.</param>
    /// <exception cref="IOException">The store or a log file cannot be opened.</exception>
    /// <exception cref="StoreRefusedException">The store is damaged, or laid out in another way.</exception>
    public static WebApplication Build(LoadedConfiguration.Valid configuration, TimeProvider time, Action<int> giveUp)
    {
        var settings = WithinTheProcess(configuration.Settings);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ListenForIntrospection(settings.Introspection);
        builder.Services.AddRoutingCore();
        builder.Services.AddGreyActorsLogs(settings.Log);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.ShutdownTimeout + AfterDrain + AfterDrain);
        builder.Services.AddIntrospection(new IntrospectionParts(configuration, AccessPolicy.Compile(settings.Access), ServerPath), time);
        if (ServiceManager.FromEnvironment() is { } manager)
            builder.Services.AddSingleton(_ => manager);
        builder.Services.AddSingleton(_ => StoreLock.Take(settings.Store.Path));
        builder.Services.AddAkka("greyactors", (akka, services) => Compose(akka, services, settings, configuration, giveUp));
        var app = builder.Build();
        app.MapIntrospection();
        return app;
    }

    private static void Compose(
        AkkaConfigurationBuilder akka,
        IServiceProvider services,
        GreyActorsSettings settings,
        LoadedConfiguration.Valid configuration,
        Action<int> giveUp)
    {
        _ = services.GetRequiredService<StoreLock>();
        _ = services.GetRequiredService<AccessToken>();
        _ = services.GetRequiredService<Tallies>();
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        var time = services.GetRequiredService<TimeProvider>();
        var log = services.GetRequiredService<Serilog.ILogger>();
        var files = services.GetRequiredService<LogFiles>();
        log.Information(
            LogLines.Starting, Path.GetFullPath(configuration.Source), settings.Store.Path, settings.Log.Greylist, settings.Introspection);
        if (settings.Limits.MaxConnections < configuration.Settings.Limits.MaxConnections)
            log.Warning(LogLines.FewOpenFiles, ProcessLimits.OpenFiles(), settings.Limits.MaxConnections, configuration.Settings.Limits.MaxConnections);
        var certificate = ServedCertificate.Of(settings.Tls);
        akka.AddHocon(AkkaSettings.Own(), HoconAddMode.Prepend)
            .WithGreyActorsLogs(settings.Log, log)
            .WithDroppingMailbox()
            .AddGreylistStore(settings.Store, time)
            .WithIntrospection(settings.Log, MailLogPath, time)
            .WithActors((system, registry) =>
            {
                var parts = new ServerParts(
                    settings,
                    services.GetRequiredService<IntrospectionParts>().Access,
                    Greylist.Props(GreylistParts.Of(
                        () => settings.Greylisting.Timing, time, settings.Store, settings.Greylisting.MaxTriplets)),
                    MailLog.Props(log, files),
                    time,
                    code =>
                    {
                        giveUp(code);
                        // Not here: this is an actor, and stopping waits for it.
                        _ = Task.Run(lifetime.StopApplication);
                    })
                {
                    Decisions = registry.Get<DecisionLog>(),
                    Certificate = certificate,
                };
                var server = system.ActorOf(GreylistServer.Props(parts), "greylist-server");
                registry.Register<GreylistServer>(server);
                DrainBeforeShutdown(lifetime, server, settings.ShutdownTimeout + AfterDrain);
            })
            .WithServiceManager(
                services.GetService<ServiceManager>(),
                services.GetRequiredService<IntrospectionParts>().ReadinessSources,
                lifetime,
                settings.ShutdownTimeout + AfterDrain + AfterDrain);
        if (configuration.AkkaOverrides.Length > 0)
            akka.AddHocon(configuration.AkkaOverrides, HoconAddMode.Prepend);
    }

    // The sessions end before anything else does: they need the greylist and the relays, and the operator wants to see them end.
    private static void DrainBeforeShutdown(IHostApplicationLifetime lifetime, IActorRef server, TimeSpan limit) =>
        lifetime.ApplicationStopping.Register(() =>
        {
            try
            {
                server.GracefulStop(limit, Control.Drain.Instance).Wait();
            }
            catch (AggregateException tooLong) when (tooLong.InnerException is TaskCanceledException)
            {
                // Whatever is still open is cut off with the actor system; its clients keep their mail.
            }
        });

    // Each client costs a file descriptor, and each relay: with more clients than descriptors the store and the relays would find none.
    private static GreyActorsSettings WithinTheProcess(GreyActorsSettings settings) => ProcessLimits.OpenFiles() is not { } openFiles
        ? settings
        : settings with
        {
            Limits = settings.Limits with
            {
                MaxConnections = ProcessLimits.ClientsFor(openFiles, settings.Limits.MaxConnections, Relays(settings.Relay)),
            },
        };

    private static int Relays(RelaySettings relay)
    {
        var servers = relay.Routes.SelectMany(route => route.To).Concat(relay.To).Distinct().Count();
        return (int)Math.Min(int.MaxValue / 2, (long)servers * relay.MaxConnections);
    }
}
