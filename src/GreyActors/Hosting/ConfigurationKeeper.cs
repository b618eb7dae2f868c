using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;
using GreyActors.Observability;

namespace GreyActors.Hosting;

/// <summary>
/// Reads the configuration again when told to or when one of its files was changed, and has it put in force whole, or says what is wrong
/// with it and leaves everything as it is.
/// </summary>
/// <remarks>
/// One reload at a time; who asks meanwhile is answered by one more behind it, for the files may have changed since. Files are
/// looked at rather than watched: what the system tells of changes gets lost behind links and on network drives, and the look costs
/// nothing to speak of. A file is read when two looks found it changed in the same way: whoever writes it has done so then. What is written
/// while it is read is not put in force. Stops when the actor system does.
/// </remarks>
internal sealed class ConfigurationKeeper : Component, IWithTimers
{
    // Each is a request to the introspection endpoint or a signal, and all are answered by one reload.
    private const int MaxWaiting = 32;

    private static readonly ReloadOutcome ServiceGoesDown = new ReloadOutcome.Ignored("the service goes down");

    // A disk that hangs keeps the reader, who cannot be called back; whoever asks shall hear so before the introspection endpoint gives up.
    private static readonly TimeSpan LongRead = TimeSpan.FromSeconds(15);

    private static readonly ReloadOutcome ReadingDoesNotEnd = new ReloadOutcome.Ignored(
        $"a file of the configuration could not be read to its end within {LongRead.TotalSeconds:0} s, and nothing else is read before that ends: is it on a disk that hangs?");

    private readonly ConfigurationKeeperDependencies _parts;
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);
    private readonly List<Asker> _waiting = [];
    private FileStamps _known;
    private bool _readsLong;

    private ConfigurationKeeper(Nameplate nameplate, ConfigurationKeeperDependencies parts)
        : base(nameplate)
    {
        _parts = parts;
        _known = parts.Active.Now.Configuration.Stamps;
        nameplate.About = parts.Active.Now.Configuration.Source;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The keeper of a configuration that is in force.</summary>
    public static Props Props(ConfigurationKeeperDependencies parts) => PropsOf(nameplate => new ConfigurationKeeper(nameplate, parts));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.Watch(_parts.Server);
        Rest(suspect: null);
    }

    // `suspect`: how the files were when they were last looked at, if that was not as they are known.
    private UntypedReceive AwaitingRequest(FileStamps? suspect) => message =>
    {
        switch (message)
        {
            case Reload reload:
                Begin([new Asker(Sender, reload.By)]);
                break;
            case LookTick:
                Task.Run(_known.Now).PipeTo(Self, success: stamps => new Looked(stamps));
                break;
            case Looked looked when looked.Stamps.Equals(_known):
                Rest(suspect: null);
                break;
            case Looked looked when looked.Stamps.Equals(suspect):
                Begin([new Asker(ActorRefs.Nobody, $"a change of {string.Join(", ", looked.Stamps.DifferentFrom(_known))}")], looked.Stamps);
                break;
            case Looked looked:
                Rest(looked.Stamps);
                break;
            case Status.Failure failure:
                _log.Warning(failure.Cause, LogLines.ConfigurationNotLookedAt);
                Rest(suspect);
                break;
            case Terminated:
                GoDown([]);
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private UntypedReceive Reading(ImmutableArray<Asker> askers) => message =>
    {
        switch (message)
        {
            case ConfigurationRead.Good { Outcome: ReloadOutcome.Unchanged } good:
                // Comments and line numbers may be others.
                _parts.Active.Replace(good.Next);
                _parts.Follow(good);
                End(askers, good.Outcome, good.Stamps);
                break;
            case ConfigurationRead.Good good:
                _parts.Server.Tell(new ServeConfiguration(good.Next));
                Enter(AwaitingServer(askers, good.Outcome, good));
                break;
            case ConfigurationRead.Wrong { Renewed: { } renewed } wrong:
                _parts.Server.Tell(new ServeConfiguration(renewed));
                Enter(AwaitingServer(askers, new ReloadOutcome.Refused(wrong.Errors), wrong));
                break;
            case ConfigurationRead.Wrong wrong:
                End(askers, new ReloadOutcome.Refused(wrong.Errors), wrong.Stamps);
                break;
            case ReadsLong:
                _readsLong = true;
                Answer(Report(askers, ReadingDoesNotEnd), askers.Concat(_waiting));
                _waiting.Clear();
                Enter(Reading([.. askers.Select(asker => asker with { ReplyTo = ActorRefs.Nobody })]));
                break;
            case ConfigurationRead.Unsettled unsettled:
                // What is known stays as it was, so that the next look finds the change again.
                End(askers, new ReloadOutcome.Ignored($"while it was read, somebody wrote {string.Join(", ", unsettled.Files)}"), _known);
                break;
            case Status.Failure failure:
                _log.Error(failure.Cause, LogLines.ReloadFailed);
                End(askers, new ReloadOutcome.Refused([new ConfigurationError(_parts.Active.Now.Configuration.Source, 0, $"a bug: {failure.Cause.Message}")]), _known.Now());
                break;
            case Terminated:
                GoDown(askers);
                break;
            default:
                WhileBusy(message);
                break;
        }
    };

    private UntypedReceive AwaitingServer(ImmutableArray<Asker> askers, ReloadOutcome outcome, ConfigurationRead read) => message =>
    {
        switch (message)
        {
            case ConfigurationServed { IsActive: true }:
                if (read is ConfigurationRead.Good good)
                    _parts.Follow(good);
                End(askers, outcome, read.Stamps);
                break;
            case ConfigurationServed:
                if (read is ConfigurationRead.Good unwanted)
                    _parts.GiveUp(unwanted);
                End(askers, ServiceGoesDown, read.Stamps);
                break;
            case Terminated:
                GoDown(askers);
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
            case Reload when _readsLong:
                Sender.Tell(ReadingDoesNotEnd);
                break;
            case Reload when _waiting.Count >= MaxWaiting:
                Sender.Tell(new ReloadOutcome.Ignored("too many ask at once"));
                break;
            case Reload reload:
                _waiting.Add(new Asker(Sender, reload.By));
                break;
            case LookTick or Looked or ReadsLong:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void GoingDown(object message)
    {
        switch (message)
        {
            case Reload:
                Sender.Tell(ServiceGoesDown);
                break;
            case LookTick or Looked or ReadsLong or ConfigurationRead or ConfigurationServed or Status.Failure:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Begin(ImmutableArray<Asker> askers, FileStamps? settled = null)
    {
        Timers.Cancel(LookTick.Instance);
        Context.System.EventStream.Publish(ReloadBegan.Instance);
        var running = _parts.Active.Now;
        Task.Run(() => _parts.Read(running, settled)).PipeTo(Self);
        Timers.StartSingleTimer(ReadsLong.Instance, ReadsLong.Instance, LongRead);
        Enter(Reading(askers));
    }

    private void End(ImmutableArray<Asker> askers, ReloadOutcome outcome, FileStamps stamps)
    {
        _known = stamps;
        _readsLong = false;
        Timers.Cancel(ReadsLong.Instance);
        var report = Report(askers, outcome);
        if (outcome is not ReloadOutcome.Ignored)
            _parts.Active.Note(report);
        Answer(report, askers);
        if (_waiting.Count == 0)
        {
            Rest(suspect: null);
            return;
        }

        ImmutableArray<Asker> next = [.. _waiting];
        _waiting.Clear();
        Begin(next);
    }

    private ReloadReport Report(ImmutableArray<Asker> askers, ReloadOutcome outcome) =>
        new(_parts.Time.GetUtcNow(), string.Join(", ", askers.Select(asker => asker.By).Distinct(StringComparer.Ordinal)), outcome);

    private void Answer(ReloadReport report, IEnumerable<Asker> askers)
    {
        Tell(report);
        foreach (var asker in askers)
            asker.ReplyTo.Tell(report.Outcome);
        Context.System.EventStream.Publish(new ReloadEnded(report.Outcome));
    }

    private void GoDown(ImmutableArray<Asker> askers)
    {
        foreach (var asker in askers.Concat(_waiting))
            asker.ReplyTo.Tell(ServiceGoesDown);
        if (!askers.IsEmpty)
            Context.System.EventStream.Publish(new ReloadEnded(ServiceGoesDown));
        Enter(GoingDown);
    }

    private void Rest(FileStamps? suspect)
    {
        if (_parts.Active.Now.Settings.Reload is { Watch: true } reload)
            Timers.StartSingleTimer(LookTick.Instance, LookTick.Instance, reload.SettleTime);
        Enter(AwaitingRequest(suspect));
    }

    private void Tell(ReloadReport report)
    {
        Meters.CountReload(report.Outcome, report.At);
        var source = _parts.Active.Now.Configuration.Source;
        switch (report.Outcome)
        {
            case ReloadOutcome.Applied applied:
                _log.Info(LogLines.ConfigurationApplied, source, report.By, applied.Changed.Length, applied.Files.Length);
                foreach (var change in applied.Changed)
                    _log.Info(LogLines.SettingChanged, change.InShort());
                foreach (var file in applied.Files)
                    _log.Info(LogLines.SettingFileChanged, file);
                foreach (var change in applied.AwaitingRestart)
                    _log.Warning(LogLines.SettingAwaitsRestart, change.InShort());
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
    }

    private readonly record struct Asker(IActorRef ReplyTo, string By);

    private sealed record Looked(FileStamps Stamps);

    private sealed record LookTick
    {
        public static readonly LookTick Instance = new();
    }
    private sealed record ReadsLong
    {
        public static readonly ReadsLong Instance = new();
    }
}
