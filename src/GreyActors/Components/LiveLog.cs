using Akka.Actor;
using Akka.Event;
using LogLevel = Akka.Event.LogLevel;

namespace GreyActors.Components;

/// <summary>An actor's log that uses the current log level for each line.</summary>
/// <remarks>Akka's own log reads the level once, so a long-lived actor would keep the level of its start.</remarks>
public sealed class LiveLog : LoggingAdapterBase
{
    private readonly LoggingBus _bus;
    private readonly string _source;
    private readonly Type _type;

    private LiveLog(LoggingBus bus, LogSource source, ILogMessageFormatter formatter)
        : base(formatter)
    {
        _bus = bus;
        _source = source.Source;
        _type = source.Type;
    }

    /// <inheritdoc/>
    public override bool IsDebugEnabled => _bus.LogLevel <= LogLevel.DebugLevel;

    /// <inheritdoc/>
    public override bool IsInfoEnabled => _bus.LogLevel <= LogLevel.InfoLevel;

    /// <inheritdoc/>
    public override bool IsWarningEnabled => _bus.LogLevel <= LogLevel.WarningLevel;

    /// <inheritdoc/>
    public override bool IsErrorEnabled => _bus.LogLevel <= LogLevel.ErrorLevel;

    /// <summary>The log of the actor that is being created.</summary>
    public static LiveLog Of(IActorContext context) =>
        new(context.System.EventStream, LogSource.Create(context, context.System), context.System.Settings.LogFormatter);

    /// <inheritdoc/>
    protected override void NotifyLog(LogLevel logLevel, object message, Exception? cause = null) => _bus.Publish(logLevel switch
    {
        LogLevel.DebugLevel => new Debug(cause, _source, _type, message),
        LogLevel.InfoLevel => new Info(cause, _source, _type, message),
        LogLevel.WarningLevel => new Warning(cause, _source, _type, message),
        _ => (LogEvent)new Error(cause, _source, _type, message),
    });
}
