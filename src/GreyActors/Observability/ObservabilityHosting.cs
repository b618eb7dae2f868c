using Akka.Hosting;
using GreyActors.Configuration;
using Serilog;

namespace GreyActors.Observability;

/// <summary>How the program's logs are put together.</summary>
public static class ObservabilityHosting
{
    // Actors of a session that ends get late messages: that is their life, not news.
    private const string Quiet = """
        akka {
          stdout-loglevel = WARNING
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
        }
        """;

    /// <summary>
    /// Everything that logs through Microsoft.Extensions.Logging goes to the console log, and <see cref="LogFiles"/> can be asked
    /// for. Both write out what they buffer when the host is disposed.
    /// </summary>
    public static IServiceCollection AddGreyActorsLogs(this IServiceCollection services, LogSettings settings)
    {
        services.AddLogging(logging => logging.ClearProviders());
        var switches = new LogSwitches(settings);
        services.AddSingleton(switches);
        services.AddSerilog(ConsoleLog.Create(switches), dispose: true);
        return services.AddSingleton(_ =>
        {
            var files = LogFiles.Open(settings, TimeProvider.System);
            files.ReopenOnSignal();
            return files;
        });
    }

    /// <summary>Akka's log events go to Serilog.</summary>
    public static AkkaConfigurationBuilder WithGreyActorsLogs(this AkkaConfigurationBuilder builder, LogSettings settings, Serilog.ILogger log) =>
        builder
            .AddSetup(new SerilogSetup(log))
            .AddHocon(Quiet, HoconAddMode.Prepend)
            .ConfigureLoggers(loggers =>
            {
                loggers.LogLevel = settings.Level.ToAkka();
                loggers.ClearLoggers();
                loggers.AddLogger<SerilogLogger>();
            });
}
