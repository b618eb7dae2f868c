using System.Collections.Immutable;
using System.Diagnostics;
using Akka.Actor;
using Akka.Hosting;
using GreyActors.Cluster.Machines;
using GreyActors.Cluster.Messages;
using GreyActors.Cluster.Sharding;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Outcome;
using GreyActors.Core.Traps;
using GreyActors.Dispatch;
using GreyActors.Files;
using GreyActors.Greylisting;
using GreyActors.Introspection;
using GreyActors.Known;
using GreyActors.Net;
using GreyActors.Observability;
using GreyActors.Outcome;
using GreyActors.Storage;
using GreyActors.Traps;
using Microsoft.Extensions.Options;

namespace GreyActors.Hosting;

/// <summary>Assembles the program: the actor system with all its parts, the logs and the introspection endpoint.</summary>
public static class GreyActorsHost
{
    private const string ServerPath = "/user/greylist-server";
    private const string MailLogPath = $"{ServerPath}/mail-log";

    // A service manager that kills the process before it has ended by itself would report a failure.
    private static readonly TimeSpan ServiceManagersMargin = TimeSpan.FromSeconds(5);

    /// <summary>The program, not yet started. SIGTERM, SIGINT or <paramref name="giveUp"/> ends it.</summary>
    /// <param name="configuration">The checked configuration.</param>
    /// <param name="time">The clock of the greylist and of everything that shows its times.</param>
    /// <param name="giveUp">Receives the exit code when the service cannot work; the host then stops by itself.</param>
    /// <param name="signals">The signals of the process; null: the host is part of a command, which stops it.</param>
    /// <exception cref="IOException">The store, a certificate or a log file cannot be opened.</exception>
    /// <exception cref="CapacityException">The process may have too few file descriptors.</exception>
    /// <exception cref="StartRefusedException">The database is damaged, or has another layout.</exception>
    public static WebApplication Build(LoadedConfiguration.Valid configuration, TimeProvider time, Action<int> giveUp, ProcessSignals? signals = null)
    {
        var active = new ActiveConfiguration(ConfigurationReading.Make(configuration));
        var settings = active.Now.Settings;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ListenForIntrospection(settings.Introspection, ProcessLimits.HttpConnections);
        builder.Services.AddRoutingCore();
        builder.Services.AddGreyActorsLogs(settings.Log);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = WholeShutdown(settings));
        builder.Services.AddIntrospection(new IntrospectionDependencies(active, ServerPath), time);
        if (ServiceManager.FromEnvironment() is { } manager)
            builder.Services.AddSingleton(_ => manager);
        builder.Services.AddSingleton(services => OpenStore(settings, services.GetRequiredService<TimeProvider>()));
        if (signals is not null)
        {
            builder.Services.AddSingleton(signals);
            builder.Services.AddSingleton<IHostLifetime, SignalLifetime>();
        }

        builder.Services.AddAkka("greyactors", (akka, services) => Compose(akka, services, active, giveUp));
        var app = builder.Build();
        app.MapIntrospection();
        return app;
    }

    private static IGreylistStorage OpenStore(GreyActorsSettings settings, TimeProvider time)
    {
        try
        {
            return StorageProviders.Open(settings.Store, time, settings.Cluster.Enabled);
        }
        catch (Exception refused) when (FileProblem.Is(refused) && !refused.Message.StartsWith("store.", StringComparison.Ordinal))
        {
            var key = settings.Store.Provider == StoreProvider.Sqlite ? "store.path" : "store.connection";
            throw new IOException($"{key}: {FileProblem.Describe(refused)}", refused);
        }
    }

    private static void Compose(AkkaConfigurationBuilder akka, IServiceProvider services, ActiveConfiguration active, Action<int> giveUp)
    {
        var storage = services.GetRequiredService<IGreylistStorage>();
        _ = services.GetRequiredService<AccessToken>();
        _ = services.GetRequiredService<Tallies>();
        var (configuration, settings) = (active.Now.Configuration, active.Now.Settings);
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        var time = services.GetRequiredService<TimeProvider>();
        var log = services.GetRequiredService<Serilog.ILogger>();
        var files = services.GetRequiredService<LogFiles>();
        log.Information(
            LogLines.Starting, Path.GetFullPath(configuration.Source), storage.Name, settings.Log.Greylist, settings.Introspection);
        WarnOfLowCapacity(log, active.Now);
        if (settings.Cluster.Enabled)
        {
            ClusterPort.RefuseIfTaken(settings.Cluster.Endpoint);
            akka.WithMachines(() => active.Now.Settings, StorageProviders.MachinesOf(storage), time, GiveUp, lifetime.ApplicationStopping);
        }

        if (settings.Store is { Provider: StoreProvider.Postgresql, PasswordFile: { Length: > 0 } password } && PasswordFiles.IsOpen(password))
            log.Warning(LogLines.PasswordIsOpen, password);
        akka.AddHocon(AkkaSettings.Own(), HoconAddMode.Prepend)
            .WithGreyActorsLogs(settings.Log, log)
            .WithDroppingMailbox()
            .AddGreylistStorage(storage, prepared => Refold(prepared, settings.Greylisting.Timing, time, log))
            .WithIntrospection(active, MailLogPath, time)
            .WithClusterMessages(settings.Cluster.Enabled)
            .WithMachineExchange(services)
            .WithOutcome(OutcomeOf(settings.Cluster, time, active))
            .WithActors((system, registry) =>
            {
                var trapped = new TrappedClients();
                IPartitionPlacement placement = settings.Cluster.Enabled ? ShardedPlacement.Instance : LocalPlacement.Instance;
                var ofGreylist = GreylistDependencies.Of(() => active.Now.Settings.Greylisting.Timing, time, storage, () => active.Now.Settings.Greylisting.MaxTriplets);
                KnownClientsDependencies OfClients(IActorRef greylist) =>
                    KnownClientsDependencies.Of(() => active.Now.Settings.KnownTiming, time, storage, greylist, () => active.Now.Settings.KnownClients.MaxPairs);
                TrapsDependencies OfTraps(IActorRef greylist) => TrapsDependencies.Of(() => active.Now.Settings.Traps.Lifetime, time, storage, greylist, trapped);
                var parts = new GreylistServerDependencies(
                    active,
                    Greylist.Props(ofGreylist with { Placement = placement }),
                    greylist => KnownClients.Props(OfClients(greylist) with { Placement = placement }),
                    greylist => TrapKeeper.Props(OfTraps(greylist) with { Placement = placement }),
                    MailLog.Props(log, files),
                    time,
                    GiveUp)
                {
                    TrappedClients = trapped,
                    Decisions = registry.Get<DecisionLog>(),
                    Outcome = registry.Get<OutcomeKeeper>(),
                    IsMemoryScarce = MemoryGuard.OfProcess().IsScarce,
                    WhenJoined = settings.Cluster.Enabled ? Akka.Cluster.Cluster.Get(system).RegisterOnMemberUp : null,
                };
                var server = system.ActorOf(GreylistServer.Props(parts), "greylist-server");
                registry.Register<GreylistServer>(server);
                Keep(system, services, active, server, registry.Get<PeriodicWakeup>());
                DrainBeforeShutdown(lifetime, server, active);
            })
            .WithServiceManager(
                services.GetService<ServiceManager>(),
                services.GetRequiredService<IntrospectionDependencies>().ReadinessSources,
                lifetime,
                () => WholeShutdown(active.Now.Settings) + ServiceManagersMargin)
            // Last, because it watches all actors that exist already.
            .WithActors((system, _) => system.ActorOf(
                TopLevelGuard.Props(PartsOf(system), IsStopping, GiveUp), "top-level-guard"));
        if (configuration.AkkaOverrides.Length > 0)
            akka.AddHocon(configuration.AkkaOverrides, HoconAddMode.Prepend);

        bool IsStopping() => lifetime.ApplicationStopping.IsCancellationRequested;

        void GiveUp(int code)
        {
            giveUp(code);
            // On another thread: this runs in an actor, and stopping waits for it.
            _ = Task.Run(lifetime.StopApplication);
        }
    }

    // The machines share a database, and each counts for itself.
    private static OutcomeKeeperDependencies OutcomeOf(ClusterSettings cluster, TimeProvider time, ActiveConfiguration active)
    {
        var alone = new OutcomeKeeperDependencies(time, () => TimingOf(active.Now.Settings.Greylisting.Timing));
        return cluster.Enabled ? alone.OfMachine(cluster.Endpoint) : alone;
    }

    private static OutcomeTiming TimingOf(GreylistTiming timing) => new(timing.InitialDelay, timing.RetryWindow);

    private static void Refold(IGreylistStorage storage, GreylistTiming timing, TimeProvider time, Serilog.ILogger log)
    {
        var since = Stopwatch.GetTimestamp();
        if (SenderRefolding.Run(storage, timing, time.GetUtcNow()) is { } refolded)
        {
            log.Information(
                LogLines.SendersRefolded, storage.Name, refolded.Triplets, refolded.Moved, refolded.Merged, refolded.Expired,
                Math.Round(Stopwatch.GetElapsedTime(since).TotalSeconds, 1));
        }
    }

    private static ImmutableArray<IActorRef> PartsOf(ActorSystem system) =>
        [.. ((ActorRefWithCell)((ExtendedActorSystem)system).Guardian).Children];

    private static void Keep(ActorSystem system, IServiceProvider services, ActiveConfiguration active, IActorRef server, IActorRef wakeup)
    {
        var log = services.GetRequiredService<Serilog.ILogger>();
        var switches = services.GetRequiredService<LogSwitches>();
        var host = services.GetRequiredService<IOptions<HostOptions>>().Value;
        var files = services.GetRequiredService<LogFiles>();
        var parts = new ConfigurationKeeperDependencies(active, server, new ConfigurationReading(files).Again, Apply, unwanted => files.Discard(unwanted.Logs), TimeProvider.System);
        var keeper = system.ActorOf(ConfigurationKeeper.Props(parts), "configuration-keeper");
        if (services.GetService<ProcessSignals>() is { } signals)
        {
            signals.OnReload(() => keeper.Tell(new Reload("SIGHUP"), ActorRefs.NoSender));
            signals.OnReopen(files.Reopen);
        }

        void Apply(ConfigurationRead.Good read)
        {
            files.Apply(read.Logs);
            switches.Change(read.Next.Settings.Log, system);
            host.ShutdownTimeout = WholeShutdown(read.Next.Settings);
            wakeup.Tell(IntervalChanged.Instance);
            WarnOfLowCapacity(log, active.Now);
        }
    }

    private static void WarnOfLowCapacity(Serilog.ILogger log, RunningConfiguration running)
    {
        var (wanted, capacity) = (running.Configuration.Settings, running.Capacity);
        if (capacity.Memory.Clients < wanted.Limits.MaxConnections)
            log.Warning(LogLines.LittleMemory, capacity.MemoryBytes >> 20, "limits.max-connections", capacity.Memory.Clients, wanted.Limits.MaxConnections);
        if (capacity.Memory.Triplets < wanted.Greylisting.MaxTriplets)
            log.Warning(LogLines.LittleMemory, capacity.MemoryBytes >> 20, "greylisting.max-triplets", capacity.Memory.Triplets, wanted.Greylisting.MaxTriplets);
        if (running.Settings.KnownClients.MaxPairs < wanted.KnownClients.MaxPairs && wanted.KnownTiming.IsUsed)
            log.Warning(LogLines.LittleMemory, capacity.MemoryBytes >> 20, "known-clients.max-pairs", running.Settings.KnownClients.MaxPairs, wanted.KnownClients.MaxPairs);
        if (running.Settings.Reputation.CacheSize < wanted.Reputation.CacheSize && wanted.Reputation.Dns)
            log.Warning(LogLines.LittleMemory, capacity.MemoryBytes >> 20, "reputation.cache-size", running.Settings.Reputation.CacheSize, wanted.Reputation.CacheSize);
        if (capacity.Descriptors.Clients < capacity.Memory.Clients)
            log.Warning(LogLines.FewOpenFiles, capacity.OpenFiles, "limits.max-connections", capacity.Descriptors.Clients, wanted.Limits.MaxConnections);
        if (capacity.Descriptors.RelaysPerServer < wanted.Relay.MaxConnections)
            log.Warning(LogLines.FewOpenFiles, capacity.OpenFiles, "relay.max-connections", capacity.Descriptors.RelaysPerServer, wanted.Relay.MaxConnections);
    }

    /// <summary>The longest time that a shutdown takes.</summary>
    internal static TimeSpan WholeShutdown(GreyActorsSettings settings) => settings.ShutdownTimeout + StopDeadline.AfterSessions;

    // The sessions end before everything else: they need the greylist and the relays, and the operator wants to see them end.
    private static void DrainBeforeShutdown(IHostApplicationLifetime lifetime, IActorRef server, ActiveConfiguration active) =>
        lifetime.ApplicationStopping.Register(() =>
        {
            try
            {
                server.GracefulStop(WholeShutdown(active.Now.Settings), Control.Drain.Instance).Wait();
            }
            catch (AggregateException tooLong) when (tooLong.InnerException is TaskCanceledException)
            {
                // The actor system ends the sessions that are still open; their clients keep the mail.
            }
        });
}
