using Akka.Actor;
using GreyActors.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace GreyActors.Observability;

/// <summary>How much is logged by everybody who logs, and how the console shows it; both can be changed while they do.</summary>
public sealed class LogSwitches : ITextFormatter
{
    private volatile ITextFormatter _formatter;

    /// <summary>As the configuration says.</summary>
    public LogSwitches(LogSettings settings)
    {
        _formatter = FormatterOf(settings);
        Own = new LoggingLevelSwitch(settings.Level.ToSerilog());
        Libraries = new LoggingLevelSwitch(Quiet(settings));
    }

    /// <summary>Of the program itself.</summary>
    public LoggingLevelSwitch Own { get; }

    /// <summary>Of the libraries, which tell about each web request.</summary>
    public LoggingLevelSwitch Libraries { get; }

    /// <summary>From now on as these settings say.</summary>
    public void Change(LogSettings settings, ActorSystem system)
    {
        _formatter = FormatterOf(settings);
        Own.MinimumLevel = settings.Level.ToSerilog();
        Libraries.MinimumLevel = Quiet(settings);
        system.EventStream.SetLogLevel(settings.Level.ToAkka());
    }

    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output) => _formatter.Format(logEvent, output);

    private static ITextFormatter FormatterOf(LogSettings settings) => ConsoleLog.FormatterFor(settings.Console, JournalFormatter.IsRead);

    private static LogEventLevel Quiet(LogSettings settings) =>
        settings.Level.ToSerilog() is var level && level > LogEventLevel.Warning ? level : LogEventLevel.Warning;
}
