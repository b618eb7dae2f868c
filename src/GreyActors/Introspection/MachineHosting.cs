using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using GreyActors.Cluster.Forwarding;

namespace GreyActors.Introspection;

/// <summary>Registers what the endpoint needs to show other machines.</summary>
public static class MachineHosting
{
    /// <summary>The services; they change nothing without a cluster.</summary>
    internal static IServiceCollection AddMachines(this IServiceCollection services) => services
        .AddSingleton<LocalEndpoint>()
        .AddSingleton<OtherMachines>()
        .AddSingleton<ClusterOutcome>();

    /// <summary>Requests with <c>?node=</c> go to that machine; other machines' requests begin after this point.</summary>
    internal static void UseMachines(this WebApplication app)
    {
        app.UseMiddleware<MachineSelector>();
        var endpoint = app.Services.GetRequiredService<LocalEndpoint>();
        ((IApplicationBuilder)app).Use(following =>
        {
            endpoint.Use(following);
            return following;
        });
        // By default the framework finds the endpoint before everything else, and the requests of other machines would have none.
        app.UseRouting();
    }

    /// <summary>Starts the actors below /user that exchange answers and watch the machines, if this machine is part of a cluster.</summary>
    public static AkkaConfigurationBuilder WithMachineExchange(this AkkaConfigurationBuilder builder, IServiceProvider services) =>
        builder.WithActors((system, registry) =>
        {
            if (((ExtendedActorSystem)system).Provider is IClusterActorRefProvider)
            {
                registry.Register<IntrospectionExchange>(system.ActorOf(
                    IntrospectionExchange.Props(services.GetRequiredService<LocalEndpoint>(), new ForwardingTimes()), IntrospectionExchange.Name));
                var parts = services.GetRequiredService<IntrospectionDependencies>();
                registry.Register<ClusterWatcher>(system.ActorOf(
                    ClusterWatcher.Props([parts.GreylistPath, parts.KnownClientsPath, parts.TrapsPath], parts.MachineKeeperPath, services.GetRequiredService<TimeProvider>()), ClusterWatcher.Name));
            }
        });
}
