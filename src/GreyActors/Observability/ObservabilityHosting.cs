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
    /// Everything that logs through Microsoft.Extensions.Logging goes to the console log, and <see cref="LogFiles"/> is available. Both write what they
    /// buffer when the host is disposed: the files first, so that the console can still report what they lost.
    /// </summary>
    public static IServiceCollection AddGreyActorsLogs(this IServiceCollection services, LogSettings settings)
    {
        services.AddLogging(logging => logging.ClearProviders());
        var switches = new LogSwitches(settings);
        services.AddSingleton(switches);
        var lost = new LostLines();
        var console = ConsoleLog.Writer(lost, TimeProvider.System);
        services.AddSingleton(console);
        services.AddSerilog(ConsoleLog.Create(switches, console), dispose: true);
        return services.AddSingleton(parts => LogFiles.Open(settings, TimeProvider.System, lost, console, LastLosses(parts.GetRequiredService<Serilog.ILogger>())));
    }

    // The mail-log, which reports losses while the service runs, has ended by then.
    private static Action<long> LastLosses(Serilog.ILogger log) => lost => log.Warning(LogLines.LogLinesLostAtEnd, lost);

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
