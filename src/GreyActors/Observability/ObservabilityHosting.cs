using Akka.Hosting;
using GreyActors.Configuration;
using Serilog;

namespace GreyActors.Observability;

/// <summary>Registers the program's logs.</summary>
public static class ObservabilityHosting
{
    // Late messages to actors of a session that has ended are normal, so dead letters are not logged.
    private const string Quiet = """
        akka {
          stdout-loglevel = WARNING
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
        }
        """;

    /// <summary>
    /// Sends everything logged through Microsoft.Extensions.Logging to the console log, and registers <see cref="LogFiles"/>. Both write their buffers when
    /// the host is disposed: the files first, so that the console can still report their lost lines.
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

    // The mail-log, which reports lost lines while the service runs, has stopped by then.
    private static Action<long> LastLosses(Serilog.ILogger log) => lost => log.Warning(LogLines.LogLinesLostAtEnd, lost);

    /// <summary>Sends Akka's log events to Serilog.</summary>
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
