using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Serilog.Core;
using Serilog.Events;
using ILogger = Serilog.ILogger;
using LogEvent = Akka.Event.LogEvent;
using LogLevel = Akka.Event.LogLevel;

namespace GreyActors.Observability;

/// <summary>Writes Akka's log events, including those of our actors, to Serilog, with template and values kept separate.</summary>
/// <remarks>
/// Its mailbox is Akka's logging queue, which is unbounded: actors log rare events only, and send the rest to the mail-log.
/// Stops when the actor system does.
/// </remarks>
public sealed class SerilogLogger : UntypedActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    private readonly ILogger _log = Context.System.Settings.Setup.Get<SerilogSetup>().Value.Log;

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                break;
            case LogEvent logged:
                Write(logged);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Write(LogEvent logged)
    {
        var level = IsInternal(logged) ? LogEventLevel.Debug : logged.LogLevel().ToSerilog();
        var log = _log.ForContext(Constants.SourceContextPropertyName, logged.LogClass.Name).ForContext("ActorPath", logged.LogSource);
        if (logged.Message is LogMessage template)
            log.Write(level, logged.Cause, template.Format, [.. template.Parameters()]);
        else
            log.Write(level, logged.Cause, "{Text:l}", logged.Message?.ToString());
    }

    // Akka reports each attempt to reach a machine, and each step of a hand-over. Our own lines say which machines come and go, and why.
    private static bool IsInternal(LogEvent logged) => logged.LogLevel() < LogLevel.ErrorLevel && logged.LogClass.Namespace switch
    {
        "Akka.Cluster.SBR" => false,
        "Akka.Event" => logged.LogSource.StartsWith("remoting", StringComparison.Ordinal),
        var name => name is not null && (name.StartsWith("Akka.Remote", StringComparison.Ordinal) || name.StartsWith("Akka.Cluster", StringComparison.Ordinal)),
    };
}
