using System.Collections.Immutable;
using Akka.Actor;
using Akka.Hosting;
using GreyActors.Net;

namespace GreyActors.Hosting;

/// <summary>How the <see cref="ServiceManager"/> is told, where there is one.</summary>
public static class ServiceManagerHosting
{
    /// <summary>Starts <c>service-reporter</c>, and tells when the program begins to stop. Goes behind the actors that it asks.</summary>
    /// <param name="builder">The actor system.</param>
    /// <param name="manager">Null: nobody is told.</param>
    /// <param name="sources">Who is asked how it is; the first is GreylistServer.</param>
    /// <param name="lifetime">The program's.</param>
    /// <param name="stopsWithin">The longest that it takes to stop.</param>
    public static AkkaConfigurationBuilder WithServiceManager(
        this AkkaConfigurationBuilder builder, ServiceManager? manager, ImmutableArray<string> sources, IHostApplicationLifetime lifetime, Func<TimeSpan> stopsWithin) =>
        manager is null
            ? builder
            : builder.WithActors((system, _) =>
            {
                var reporter = system.ActorOf(ServiceReporter.Props(manager, sources, TimeProvider.System), "service-reporter");
                // What was registered last is called first: before the sessions are waited for.
                lifetime.ApplicationStopping.Register(() =>
                {
                    reporter.Tell(Control.Drain.Instance);
                    manager.IsStopping(stopsWithin());
                });
            });
}
