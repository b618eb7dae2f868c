using GreyActors.Configuration;
using Serilog.Events;
using AkkaLevel = Akka.Event.LogLevel;
using OurLevel = GreyActors.Configuration.LogLevel;

namespace GreyActors.Observability;

/// <summary>Converts the level of <see cref="LogSettings"/> to the levels of Serilog and Akka.</summary>
internal static class SerilogLevels
{
    public static LogEventLevel ToSerilog(this OurLevel level) => level switch
    {
        OurLevel.Debug => LogEventLevel.Debug,
        OurLevel.Info => LogEventLevel.Information,
        OurLevel.Warning => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };

    public static AkkaLevel ToAkka(this OurLevel level) => level switch
    {
        OurLevel.Debug => AkkaLevel.DebugLevel,
        OurLevel.Info => AkkaLevel.InfoLevel,
        OurLevel.Warning => AkkaLevel.WarningLevel,
        _ => AkkaLevel.ErrorLevel,
    };

    public static LogEventLevel ToSerilog(this AkkaLevel level) => level switch
    {
        AkkaLevel.DebugLevel => LogEventLevel.Debug,
        AkkaLevel.InfoLevel => LogEventLevel.Information,
        AkkaLevel.WarningLevel => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };
}
