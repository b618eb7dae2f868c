using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;
using GreyActors.Observability;

namespace GreyActors.Hosting;

/// <summary>
/// Reloads the configuration on request or when one of its files has changed. Either all of it takes effect, or the errors are reported and
/// nothing changes.
/// </summary>
/// <remarks>
/// One reload runs at a time; requests that arrive meanwhile are answered by one more reload, because the files may have changed again. The files
/// are polled: change notifications get lost for symbolic links and on network drives, and polling costs next to nothing. A changed file is read
/// when two polls have found it in the same state, so that its writer has finished. A configuration that changes while it is read is not applied.
/// Stops when the actor system does.
/// </remarks>
internal sealed class ConfigurationKeeper : Component, IWithTimers
{
    // Each is a request to the introspection endpoint or a signal. One reload answers all of them.
    private const int MaxWaiting = 32;

    private static readonly ReloadOutcome ServiceShutsDown = new ReloadOutcome.Ignored("the service is shutting down");

    // Reading from a disk that hangs cannot be cancelled. The requests are answered before the introspection endpoint times out.
    private static readonly TimeSpan LongRead = TimeSpan.FromSeconds(15);

    private static readonly ReloadOutcome ReadingHangs = new ReloadOutcome.Ignored(
        $"reading the configuration files takes longer than {LongRead.TotalSeconds:0} s (does a disk hang?); no other reload starts before it ends");

    private readonly ConfigurationKeeperDependencies _parts;
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);
    private readonly List<Requester> _waiting = [];
    private FileStamps _known;
    private bool _readIsSlow;

    private ConfigurationKeeper(Nameplate nameplate, ConfigurationKeeperDependencies parts)
        : base(nameplate)
    {
        _parts = parts;
        _known = parts.Active.Now.Configuration.Stamps;
        nameplate.About = parts.Active.Now.Configuration.Source;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The keeper of an active configuration.</summary>
    public static Props Props(ConfigurationKeeperDependencies parts) => PropsOf(nameplate => new ConfigurationKeeper(nameplate, parts));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.Watch(_parts.Server);
        Rest(suspect: null);
    }

    // `suspect`: the state of the files at the last poll, if it differed from the state that was read.
    private UntypedReceive AwaitingRequest(FileStamps? suspect) => message =>
    {
        switch (message)
        {
            case Reload reload:
                Begin([new Requester(Sender, reload.By)]);
                break;
            case PollTick:
                Task.Run(_known.Now).PipeTo(Self, success: stamps => new Polled(stamps));
                break;
            case Polled polled when polled.Stamps.Equals(_known):
                Rest(suspect: null);
                break;
            case Polled polled when polled.Stamps.Equals(suspect):
                Begin([new Requester(ActorRefs.Nobody, $"changed: {string.Join(", ", polled.Stamps.DifferentFrom(_known))}")], polled.Stamps);
                break;
            case Polled polled:
                Rest(polled.Stamps);
                break;
            case Status.Failure failure:
                _log.Warning(failure.Cause, LogLines.ConfigurationNotChecked);
                Rest(suspect);
                break;
            case Terminated:
                ShutDown([]);
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private UntypedReceive Reading(ImmutableArray<Requester> requesters) => message =>
    {
        switch (message)
        {
            case ConfigurationRead.Good { Outcome: ReloadOutcome.Unchanged } good:
                // Comments and line numbers may have changed.
                _parts.Active.Replace(good.Next);
                _parts.Apply(good);
                End(requesters, good.Outcome, good.Stamps);
                break;
            case ConfigurationRead.Good good:
                _parts.Server.Tell(new ServeConfiguration(good.Next));
                Enter(AwaitingServer(requesters, good.Outcome, good));
                break;
            case ConfigurationRead.Wrong { Renewed: { } renewed } wrong:
                _parts.Server.Tell(new ServeConfiguration(renewed));
                Enter(AwaitingServer(requesters, new ReloadOutcome.Refused(wrong.Errors), wrong));
                break;
            case ConfigurationRead.Wrong wrong:
                End(requesters, new ReloadOutcome.Refused(wrong.Errors), wrong.Stamps);
                break;
            case ReadIsSlow:
                _readIsSlow = true;
                Answer(Report(requesters, ReadingHangs), requesters.Concat(_waiting));
                _waiting.Clear();
                Enter(Reading([.. requesters.Select(requester => requester with { ReplyTo = ActorRefs.Nobody })]));
                break;
            case ConfigurationRead.Unsettled unsettled:
                // The known state stays the same, so that the next poll finds the change again.
                End(requesters, new ReloadOutcome.Ignored($"files were written while they were read: {string.Join(", ", unsettled.Files)}"), _known);
                break;
            case Status.Failure failure:
                _log.Error(failure.Cause, LogLines.ReloadFailed);
                End(requesters, new ReloadOutcome.Refused([new ConfigurationError(_parts.Active.Now.Configuration.Source, 0, $"a bug: {failure.Cause.Message}")]), _known.Now());
                break;
            case Terminated:
                ShutDown(requesters);
                break;
            default:
                WhileBusy(message);
                break;
        }
    };

    private UntypedReceive AwaitingServer(ImmutableArray<Requester> requesters, ReloadOutcome outcome, ConfigurationRead read) => message =>
    {
        switch (message)
        {
            case ConfigurationServed { IsActive: true }:
                if (read is ConfigurationRead.Good good)
                    _parts.Apply(good);
                End(requesters, outcome, read.Stamps);
                break;
            case ConfigurationServed:
                if (read is ConfigurationRead.Good unwanted)
                    _parts.Discard(unwanted);
                End(requesters, ServiceShutsDown, read.Stamps);
                break;
            case Terminated:
                ShutDown(requesters);
                break;
            default:
                WhileBusy(message);
                break;
        }
    };

    private void WhileBusy(object message)
    {
        switch (message)
        {
            case Reload when _readIsSlow:
                Sender.Tell(ReadingHangs);
                break;
            case Reload when _waiting.Count >= MaxWaiting:
                Sender.Tell(new ReloadOutcome.Ignored("too many requests at once"));
                break;
            case Reload reload:
                _waiting.Add(new Requester(Sender, reload.By));
                break;
            case PollTick or Polled or ReadIsSlow:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void ShuttingDown(object message)
    {
        switch (message)
        {
            case Reload:
                Sender.Tell(ServiceShutsDown);
                break;
            case PollTick or Polled or ReadIsSlow or ConfigurationRead or ConfigurationServed or Status.Failure:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Begin(ImmutableArray<Requester> requesters, FileStamps? settled = null)
    {
        Timers.Cancel(PollTick.Instance);
        Context.System.EventStream.Publish(ReloadBegan.Instance);
        var running = _parts.Active.Now;
        Task.Run(() => _parts.Read(running, settled)).PipeTo(Self);
        Timers.StartSingleTimer(ReadIsSlow.Instance, ReadIsSlow.Instance, LongRead);
        Enter(Reading(requesters));
    }

    private void End(ImmutableArray<Requester> requesters, ReloadOutcome outcome, FileStamps stamps)
    {
        _known = stamps;
        _readIsSlow = false;
        Timers.Cancel(ReadIsSlow.Instance);
        var report = Report(requesters, outcome);
        if (outcome is not ReloadOutcome.Ignored)
            _parts.Active.Note(report);
        Answer(report, requesters);
        if (_waiting.Count == 0)
        {
            Rest(suspect: null);
            return;
        }

        ImmutableArray<Requester> next = [.. _waiting];
        _waiting.Clear();
        Begin(next);
    }

    private ReloadReport Report(ImmutableArray<Requester> requesters, ReloadOutcome outcome) =>
        new(_parts.Time.GetUtcNow(), string.Join(", ", requesters.Select(requester => requester.By).Distinct(StringComparer.Ordinal)), outcome);

    private void Answer(ReloadReport report, IEnumerable<Requester> requesters)
    {
        Record(report);
        foreach (var requester in requesters)
            requester.ReplyTo.Tell(report.Outcome);
        Context.System.EventStream.Publish(new ReloadEnded(report.Outcome));
    }

    private void ShutDown(ImmutableArray<Requester> requesters)
    {
        foreach (var requester in requesters.Concat(_waiting))
            requester.ReplyTo.Tell(ServiceShutsDown);
        if (!requesters.IsEmpty)
            Context.System.EventStream.Publish(new ReloadEnded(ServiceShutsDown));
        Enter(ShuttingDown);
    }

    private void Rest(FileStamps? suspect)
    {
        if (_parts.Active.Now.Settings.Reload is { Watch: true } reload)
            Timers.StartSingleTimer(PollTick.Instance, PollTick.Instance, reload.SettleTime);
        Enter(AwaitingRequest(suspect));
    }

    private void Record(ReloadReport report)
    {
        Meters.CountReload(report.Outcome, report.At);
        var source = _parts.Active.Now.Configuration.Source;
        switch (report.Outcome)
        {
            case ReloadOutcome.Applied applied:
                _log.Info(LogLines.ConfigurationApplied, source, report.By, ReloadWords.Of(applied));
                foreach (var change in applied.Changed)
                    _log.Info(LogLines.SettingChanged, change.Summary());
                foreach (var file in applied.Files)
                    _log.Info(LogLines.SettingFileChanged, file);
                foreach (var change in applied.AwaitingRestart)
                    _log.Warning(LogLines.SettingAwaitsRestart, change.Summary());
                break;
            case ReloadOutcome.Unchanged:
                _log.Info(LogLines.ConfigurationUnchanged, source, report.By);
                break;
            case ReloadOutcome.Refused refused:
                _log.Error(LogLines.ConfigurationRefused, source, report.By, refused.Errors.Length);
                foreach (var error in refused.Errors)
                    _log.Error(LogLines.ConfigurationErrorFound, error.ToString());
                break;
            case ReloadOutcome.Ignored ignored:
                _log.Warning(LogLines.ReloadIgnored, report.By, ignored.Why);
                break;
        }

        if (report.Outcome is not ReloadOutcome.Ignored && _parts.Active.Now.Settings.Greylisting.Mode == GreylistingMode.Observe)
            _log.Warning(LogLines.Observing);
    }

    private readonly record struct Requester(IActorRef ReplyTo, string By);

    private sealed record Polled(FileStamps Stamps);

    private sealed record PollTick
    {
        public static readonly PollTick Instance = new();
    }
    private sealed record ReadIsSlow
    {
        public static readonly ReadIsSlow Instance = new();
    }
}
