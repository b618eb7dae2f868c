using System.Collections.Immutable;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Core.Smtp;
using GreyActors.Dispatch;
using ILogger = Serilog.ILogger;

namespace GreyActors.Observability;

/// <summary>
/// Writes the greylist log in Kamaelia Grey's format or as JSON, the same outcomes as structured events to the console log, and the debug log.
/// Nobody waits for it: its mailbox is bounded, and lines that do not fit are lost, counted and reported.
/// </summary>
/// <remarks>
/// Kamaelia: the logging of MailHandler and GreyListingPolicy (<c>logGreylisting</c>, <c>debug</c>).
/// Stops when its supervisor does; a <see cref="PoisonPill"/> stops it after it has written its queued lines.
/// </remarks>
public sealed class MailLog(Nameplate nameplate, ILogger console, LogFiles files) : Component(nameplate), IWithTimers
{
    private static readonly TimeSpan LossesInterval = TimeSpan.FromSeconds(10);

    private static readonly IMailLogLines AsText = new MailLogText();
    private static readonly IMailLogLines AsJson = new MailLogJson();

    private ImmutableHashSet<string> _problemsBefore = [];
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

    /// <inheritdoc/>
    protected override void PostStop() => ReportLosses();

    private IMailLogLines Lines => files.Format == LogFormat.Json ? AsJson : AsText;

    private void Logging(object message)
    {
        switch (message)
        {
            case MailLogged mail:
                var lines = Lines;
                foreach (var line in lines.HaveRules ? mail.ByJudgement() : [mail])
                    files.Greylist(lines.Of(line));
                console.Information(
                    LogLines.MailHandled,
                    GreylistLogLine.Word(mail.Status), mail.Client, mail.Helo, mail.ReversePath, mail.ForwardPaths, mail.Detail);
                break;

            case DialogueLine dialogue:
                files.Debug(Lines.Of(DateTimeOffset.UtcNow, dialogue));
                break;

            case ClientIdentified found:
                files.Debug(Lines.Of(DateTimeOffset.UtcNow, found));
                break;

            case RecipientObserved observed:
                files.Debug(Lines.Of(DateTimeOffset.UtcNow, observed));
                break;

            case LiveComponents live:
                files.Debug(Lines.Of(DateTimeOffset.UtcNow, live));
                break;

            case LossesTick:
                ReportProblems();
                ReportLosses();
                break;

            default:
                Unhandled(message);
                break;
        }
    }

    // Reported while lines are buffered, not only when lines are lost.
    private void ReportProblems()
    {
        var problems = files.Problems.ToImmutableHashSet();
        foreach (var problem in problems.Except(_problemsBefore))
            console.Warning(LogLines.LogFileFails, problem);
        if (problems.IsEmpty && !_problemsBefore.IsEmpty)
            console.Information(LogLines.LogFilesWork);
        _problemsBefore = problems;
    }

    // An operator would take a log with silent gaps for complete.
    private void ReportLosses()
    {
        var dropped = ((ActorCell)Context).Mailbox?.MessageQueue is DroppingMailbox.Waiting waiting ? waiting.Dropped : 0;
        var crowded = dropped + files.Crowded;
        var lost = crowded + files.Failed;
        if (lost == _lostBefore)
            return;

        Meters.CountLogLinesLost(lost - _lostBefore);
        console.Warning(LogLines.LogLinesLost, lost, crowded, files.Failed);
        _lostBefore = lost;
    }

    private sealed record LossesTick
    {
        public static readonly LossesTick Instance = new();
    }
}
