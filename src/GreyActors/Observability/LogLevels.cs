using Akka.Actor;
using GreyActors.Configuration;
using Serilog.Core;
using Serilog.Events;

namespace GreyActors.Observability;

/// <summary>How much is logged, by everybody who logs; it can be changed while they do.</summary>
public sealed class LogLevels(LogSettings first)
{
    /// <summary>Of the program itself.</summary>
    public LoggingLevelSwitch Own { get; } = new(first.Level.ToSerilog());

    /// <summary>Of the libraries, which tell about each web request.</summary>
    public LoggingLevelSwitch Libraries { get; } = new(Quiet(first));

    /// <summary>From now on this much.</summary>
    public void Change(LogSettings settings, ActorSystem system)
    {
        Own.MinimumLevel = settings.Level.ToSerilog();
        Libraries.MinimumLevel = Quiet(settings);
        system.EventStream.SetLogLevel(settings.Level.ToAkka());
    }

    private static LogEventLevel Quiet(LogSettings settings) =>
        settings.Level.ToSerilog() is var level && level > LogEventLevel.Warning ? level : LogEventLevel.Warning;
}
