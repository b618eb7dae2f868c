using Akka.Actor;
using GreyActors.Core.Smtp;
using GreyActors.Introspection;
using GreyActors.Observability;
using ILogger = Serilog.ILogger;

namespace GreyActors.Mail;

/// <summary>
/// Writes the greylist log in Kamaelia Grey's format, the same decisions as structured events to the console log, and the
/// debug log. Nobody waits for it: its mailbox has a bound, what finds no room is lost, and the loss is reported.
/// </summary>
/// <remarks>
/// Kamaelia: the logging of MailHandler and GreyListingPolicy (<c>logGreylisting</c>, <c>debug</c>).
/// Stops when its supervisor does; a <see cref="PoisonPill"/> lets it write first what it has.
/// </remarks>
public sealed class MailLog(Nameplate nameplate, ILogger console, LogFiles files) : Component(nameplate), IWithTimers
{
    private static readonly TimeSpan LossesInterval = TimeSpan.FromSeconds(10);

    private long _lostBefore;

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props with the bounded mailbox; the actor system must have <see cref="DroppingMailbox.Hocon"/>.</summary>
    public static Props Props(ILogger console, LogFiles files)
    {
        var ours = console.ForContext<MailLog>();
        return PropsOf(nameplate => new MailLog(nameplate, ours, files)).WithMailbox(DroppingMailbox.Id);
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(LossesTick.Instance, LossesTick.Instance, LossesInterval);
        Enter(Logging);
    }

    private void Logging(object message)
    {
        switch (message)
        {
            case MailLogged mail:
                files.Greylist(GreylistLogLine.Format(mail.At, mail.Helo, mail.Client, mail.ReversePath, mail.ForwardPaths, mail.Status));
                console.Information(
                    LogLines.MailHandled,
                    GreylistLogLine.Word(mail.Status), mail.Client, mail.Helo, mail.ReversePath, mail.ForwardPaths, mail.Detail);
                break;

            case DialogueLine line:
                files.DebugNow($"{line.Session} {(line.Direction is DialogueDirection.FromClient ? '>' : '<')} {LogText.ForLine(line.Text)}");
                break;

            case LiveComponents live:
                files.Debug(ThreadsLine(live));
                break;

            case LossesTick:
                ReportLosses();
                break;

            default:
                Unhandled(message);
                break;
        }
    }

    // A log that drops silently is taken for the truth.
    private void ReportLosses()
    {
        var dropped = ((ActorCell)Context).Mailbox?.MessageQueue is DroppingMailbox.Waiting waiting ? waiting.Dropped : 0;
        var crowded = dropped + files.Crowded;
        var lost = crowded + files.Failed;
        if (lost == _lostBefore)
            return;

        console.Warning(LogLines.LogLinesLost, lost, crowded, files.Failed);
        _lostBefore = lost;
    }

    // The original printed a Python list of its components' names under this word.
    private static string ThreadsLine(LiveComponents live) =>
        $"*debug* THREADS[{string.Join(", ", live.Names.Order(StringComparer.Ordinal).Select(name => $"'{LogText.ForLine(name)}'"))}]";

    private sealed record LossesTick
    {
        public static readonly LossesTick Instance = new();
    }
}
