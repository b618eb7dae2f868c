using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Files;
using GreyActors.Greylisting;
using GreyActors.Observability;

namespace GreyActors.Storage.Sqlite;

/// <summary>
/// Checks the store's file while it is in use: notices a missing or replaced file and recreates it, checks whether the store can be written, and reports
/// quarantined stores until an operator removes them.
/// </summary>
/// <remarks>
/// SQLite writes on without any error if its open file is removed or renamed, and everything in it is lost when the program ends. All disk work is
/// done on other threads and has a limit: a disk that hangs is reported, and the keeper continues when the disk answers. Sends its parent
/// <see cref="StoreRecreated"/> and <see cref="StoreRecovered"/>. Stops when its parent stops it.
/// </remarks>
public sealed class StoreKeeper : Component, IWithTimers
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    // A full disk must be reported even if no mail arrives.
    private static readonly TimeSpan BetweenChecks = TimeSpan.FromSeconds(10);

    // A write that takes this long may never end: a check is queued after it, with the usual limit.
    private static readonly TimeSpan LongWrite = TimeSpan.FromSeconds(1);

    private readonly StoreSettings _store;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _hungAfter;
    private readonly StoreWriter _writer = StoreWriters.Of(Context.System);
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);
    private IReadOnlyList<string> _aside = [];
    private string? _failure;
    private long _checkedAt;

    private StoreKeeper(Nameplate nameplate, StoreSettings store, TimeProvider clock, TimeSpan hungAfter)
        : base(nameplate)
    {
        _store = store;
        _clock = clock;
        _hungAfter = hungAfter;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props of the keeper of a prepared store.</summary>
    public static Props Props(StoreSettings store, TimeProvider clock, TimeSpan hungAfter) =>
        PropsOf(nameplate => new StoreKeeper(nameplate, store, clock, hungAfter));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(LookTick.Instance, LookTick.Instance, BetweenLooks);
        Look(thenCheck: true, thenLogQuarantined: true);
    }

    private void Keeping(object message)
    {
        switch (message)
        {
            case LookTick:
                Look(_failure is not null || Stopwatch.GetElapsedTime(_checkedAt) > BetweenChecks || _writer.BusyFor > LongWrite);
                break;
            case CheckStore:
                Check();
                break;
            default:
                Always(message);
                break;
        }
    }

    private UntypedReceive AwaitingLook(long since, bool thenCheck, bool thenLogQuarantined) => message =>
    {
        switch (message)
        {
            case Looked looked:
                _aside = looked.Aside;
                if (thenLogQuarantined)
                    LogQuarantined();
                if (looked.IsGone)
                    Recreate();
                else if (thenCheck)
                    Check();
                else
                    Enter(Keeping);
                break;
            case Status.Failure failed:
                // The file may or may not be there: the next look may tell.
                Fails($"its folder cannot be read: {failed.Cause.Message}");
                Enter(Keeping);
                break;
            case LookTick:
                FailIfLong(since);
                break;
            case CheckStore when !thenCheck:
                Enter(AwaitingLook(since, thenCheck: true, thenLogQuarantined));
                break;
            case CheckStore:
                break;
            default:
                Always(message);
                break;
        }
    };

    private UntypedReceive AwaitingCheck(long since) => message =>
    {
        switch (message)
        {
            case WorkDone:
                Works();
                Enter(Keeping);
                break;
            case Status.Failure failed:
                Fails(failed.Cause.Message);
                Enter(Keeping);
                break;
            case LookTick:
                FailIfLong(since);
                break;
            case CheckStore:
                break;
            default:
                Always(message);
                break;
        }
    };

    private UntypedReceive AwaitingNewStore(long since) => message =>
    {
        switch (message)
        {
            case WorkDone:
                Context.Parent.Tell(StoreRecreated.Instance);
                Check();
                break;
            case Status.Failure failed:
                // The next look finds that the file is still missing.
                _log.Error(failed.Cause, "the greylist store {0} cannot be recreated", _store.Path);
                Enter(Keeping);
                break;
            case LookTick:
                FailIfLong(since);
                break;
            case CheckStore:
                break;
            default:
                Always(message);
                break;
        }
    };

    private void Always(object message)
    {
        switch (message)
        {
            case ExpireTriplets:
                LogQuarantined();
                break;
            case GetReadiness:
                Sender.Tell(Readiness.Of(
                    new ReadinessCheck("store-writes", _failure is null, _failure ?? $"{_store.Path} is written"),
                    new ReadinessCheck("store-quarantine", _aside.Count == 0, _aside.Count == 0 ? "no damaged database was found" : string.Join(", ", _aside))));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // The file system may hang, so this is not done on the thread of an actor. One look at a time: a disk that hangs holds one thread.
    private void Look(bool thenCheck, bool thenLogQuarantined = false)
    {
        var (path, written) = (_store.Path, _writer.Identity);
        Task.Run(() => new Looked(IsGone(path, written), QuarantinedStore.Of(path))).PipeTo(Self);
        Enter(AwaitingLook(Stopwatch.GetTimestamp(), thenCheck, thenLogQuarantined));
    }

    private void Recreate()
    {
        _log.Error("the greylist store {0} is gone; it is created again from memory", _store.Path);
        Fails("it is gone");
        var held = StoreWriters.LocationOf(Context.System).Held;
        _writer.Replace(() => StoreFile.Recreate(_store, _clock, held)).PipeTo(Self, success: () => WorkDone.Instance);
        Enter(AwaitingNewStore(Stopwatch.GetTimestamp()));
    }

    private void Check()
    {
        _checkedAt = Stopwatch.GetTimestamp();
        _writer.Do(
            store =>
            {
                store.WriteProbe();
                return false;
            },
            CancellationToken.None).PipeTo(Self, success: () => WorkDone.Instance);
        Enter(AwaitingCheck(_checkedAt));
    }

    // An error that the disk reported before it hung is the better reason.
    private void FailIfLong(long since)
    {
        if (_failure is null && Stopwatch.GetElapsedTime(since) > _hungAfter)
            Fails(string.Create(CultureInfo.InvariantCulture, $"the disk did not answer within {_hungAfter.TotalSeconds:0.#} s"));
    }

    private void Fails(string why)
    {
        if (_failure is null)
            _log.Error("the greylist store {0} cannot be written: {1}", _store.Path, why);
        _failure = why;
        Meters.RecordStore(fails: true, _aside.Count);
    }

    private void Works()
    {
        if (_failure is not null)
        {
            _log.Info("the greylist store {0} can be written again", _store.Path);
            Context.Parent.Tell(StoreRecovered.Instance);
        }

        _failure = null;
        Meters.RecordStore(fails: false, _aside.Count);
    }

    private void LogQuarantined()
    {
        foreach (var name in _aside)
            _log.Error("the greylist store was damaged and moved to {0}; this message is repeated until that file is removed", name);
    }

    // Deleted, renamed or replaced: everything that is written to the open file is lost with the process.
    private static bool IsGone(string path, FileIdentity? written) =>
        FileStatus.Certain(path) is not { } now || (written is { } known && new FileIdentity(now.Device, now.Inode) != known);

    private sealed record Looked(bool IsGone, IReadOnlyList<string> Aside);

    private sealed record WorkDone
    {
        public static readonly WorkDone Instance = new();
    }

    private sealed record LookTick
    {
        public static readonly LookTick Instance = new();
    }
}
