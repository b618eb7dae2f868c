using Akka.Hosting;
using GreyActors.Configuration;
using GreyActors.Dispatch;
using GreyActors.Observability;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace GreyActors.Introspection;

/// <summary>Registers the services and actors of the introspection endpoint.</summary>
public static class IntrospectionHosting
{
    // Far more than any of our requests needs.
    private const int MaxRequestBodyBytes = 64 * 1024;

    // Clients on this machine or in the administrator's network send their request at once, and an idle connection takes the place of another.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Headers = TimeSpan.FromSeconds(10);

    /// <summary>Makes Kestrel listen on the configured address, without a Server header.</summary>
    /// <param name="settings">The address and port.</param>
    /// <param name="maxConnections">The maximum number of open connections.</param>
    public static IWebHostBuilder ListenForIntrospection(this IWebHostBuilder web, IntrospectionSettings settings, int maxConnections) =>
        web.ConfigureServices(services => services.AddSingleton<IConnectionListenerFactory>(provider =>
            new BoundedListeners(ActivatorUtilities.CreateInstance<SocketTransportFactory>(provider), maxConnections)))
        .ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBodyBytes;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
            kestrel.Limits.KeepAliveTimeout = KeepAlive;
            kestrel.Limits.RequestHeadersTimeout = Headers;
            kestrel.Listen(settings.Address, settings.Port);
        });

    /// <summary>Registers the services that <see cref="IntrospectionEndpoint.MapIntrospection"/> needs.</summary>
    public static IServiceCollection AddIntrospection(this IServiceCollection services, IntrospectionDependencies parts, TimeProvider time)
    {
        services.AddSingleton(parts);
        services.AddSingleton(time);
        services.AddSingleton(provider => AccessToken.Open(parts.Settings.TokenFile, provider.GetRequiredService<Serilog.ILogger>()));
        services.AddSingleton<Tallies>();
        services.AddSingleton<DecisionStream>();
        services.AddMachines();
        services.ConfigureHttpJsonOptions(options => IntrospectionJson.Apply(options.SerializerOptions));
        services.AddProblemDetails();
        services.AddOpenApi(options => options.AddDocumentTransformer((document, _, _) => ApiDocument.Complete(document)));
        services.AddPrometheus();
        return services;
    }

    /// <summary>Starts <c>introspector</c>, <c>decision-log</c> and <c>periodic-wakeup</c> below /user. Call it after <see cref="DroppingMailboxHosting"/>.</summary>
    /// <param name="mailLogPath">The path of the mail-log, for example <c>/user/greylist-server/mail-log</c>, which may start later or be restarted.</param>
    /// <param name="active">Determines whether, and how often, the debug log lists the live components.</param>
    /// <param name="time">The clock.</param>
    public static AkkaConfigurationBuilder WithIntrospection(
        this AkkaConfigurationBuilder builder, ActiveConfiguration active, string mailLogPath, TimeProvider time) =>
        builder.WithActors((system, registry) =>
        {
            var introspector = system.ActorOf(Introspector.Props(time, system.ActorSelection(mailLogPath)), "introspector");
            registry.Register<Introspector>(introspector);
            registry.Register<DecisionLog>(system.ActorOf(DecisionLog.Props(time), "decision-log"));
            registry.Register<PeriodicWakeup>(system.ActorOf(
                PeriodicWakeup.Props(
                    () => active.Now.Settings.Log is { Debug.Length: > 0 } log ? log.ComponentsInterval : null, [introspector]),
                "periodic-wakeup"));
        });
}
