using System.Collections.Immutable;
using Akka.Actor;
using Akka.Hosting;
using GreyActors.Net;

namespace GreyActors.Hosting;

/// <summary>Starts the reports to the <see cref="ServiceManager"/>, if there is one.</summary>
public static class ServiceManagerHosting
{
    /// <summary>Starts <c>service-reporter</c>, and reports the start of a shutdown. Call it after the actors that the reporter asks.</summary>
    /// <param name="builder">The actor system.</param>
    /// <param name="manager">Null: nothing is reported.</param>
    /// <param name="sources">The paths of the actors to ask; the first is GreylistServer's.</param>
    /// <param name="lifetime">The lifetime of the program.</param>
    /// <param name="stopsWithin">The longest time that a shutdown takes.</param>
    public static AkkaConfigurationBuilder WithServiceManager(
        this AkkaConfigurationBuilder builder, ServiceManager? manager, ImmutableArray<string> sources, IHostApplicationLifetime lifetime, Func<TimeSpan> stopsWithin) =>
        manager is null
            ? builder
            : builder.WithActors((system, _) =>
            {
                var reporter = system.ActorOf(ServiceReporter.Props(manager, sources, TimeProvider.System), "service-reporter");
                // The last registered callback is called first, before the wait for the sessions.
                lifetime.ApplicationStopping.Register(() =>
                {
                    reporter.Tell(Control.Drain.Instance);
                    manager.ReportStopping(stopsWithin());
                });
            });
}
