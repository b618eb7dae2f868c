using Akka.Actor;
using GreyActors.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace GreyActors.Observability;

/// <summary>The log levels and the format of the console; both can be changed while the program runs.</summary>
public sealed class LogSwitches : ITextFormatter
{
    private volatile ITextFormatter _formatter;

    /// <summary>The settings of the configuration.</summary>
    public LogSwitches(LogSettings settings)
    {
        _formatter = FormatterOf(settings);
        Own = new LoggingLevelSwitch(settings.Level.ToSerilog());
        Libraries = new LoggingLevelSwitch(Quiet(settings));
    }

    /// <summary>The level of the program itself.</summary>
    public LoggingLevelSwitch Own { get; }

    /// <summary>The level of the libraries, which would log each web request.</summary>
    public LoggingLevelSwitch Libraries { get; }

    /// <summary>Applies other settings.</summary>
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
