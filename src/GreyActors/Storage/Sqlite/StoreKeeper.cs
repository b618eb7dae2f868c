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
/// Looks after the store's file while it is used: notices when the file is gone or replaced and has it recreated, finds out whether it
/// can be written, and reports damaged stores that were moved aside until somebody removes them.
/// </summary>
/// <remarks>
/// A file that is removed or moved while SQLite has it open is written on without any error, and everything in it is lost at the end
/// of the program. All work on the disk is done elsewhere and has a limit: a disk that hangs is reported, and the keeper goes on when the disk
/// answers. Tells its parent <see cref="StoreRecreated"/> and <see cref="StoreRecovered"/>. Stops when its parent stops it.
/// </remarks>
public sealed class StoreKeeper : Component, IWithTimers
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    // A full disk must be reported also while no mail comes.
    private static readonly TimeSpan BetweenProofs = TimeSpan.FromSeconds(10);

    // A write that takes this long may never end: a proof is queued after it, and has the same limit as any other.
    private static readonly TimeSpan LongWrite = TimeSpan.FromSeconds(1);

    private readonly StoreSettings _store;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _hungAfter;
    private readonly StoreWriter _writer = StoreWriters.Of(Context.System);
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);
    private IReadOnlyList<string> _aside = [];
    private string? _failure;
    private long _provenAt;

    private StoreKeeper(Nameplate nameplate, StoreSettings store, TimeProvider clock, TimeSpan hungAfter)
        : base(nameplate)
    {
        _store = store;
        _clock = clock;
        _hungAfter = hungAfter;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The keeper of the store, which is ready.</summary>
    public static Props Props(StoreSettings store, TimeProvider clock, TimeSpan hungAfter) =>
        PropsOf(nameplate => new StoreKeeper(nameplate, store, clock, hungAfter));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(LookTick.Instance, LookTick.Instance, BetweenLooks);
        Look(thenProve: true, thenComplain: true);
    }

    private void Keeping(object message)
    {
        switch (message)
        {
            case LookTick:
                Look(_failure is not null || Stopwatch.GetElapsedTime(_provenAt) > BetweenProofs || _writer.BusyFor > LongWrite);
                break;
            case CheckStore:
                Prove();
                break;
            default:
                Either(message);
                break;
        }
    }

    private UntypedReceive AwaitingLook(long since, bool thenProve, bool thenComplain) => message =>
    {
        switch (message)
        {
            case Looked looked:
                _aside = looked.Aside;
                if (thenComplain)
                    Complain();
                if (looked.IsGone)
                    MakeAnew();
                else if (thenProve)
                    Prove();
                else
                    Enter(Keeping);
                break;
            case Status.Failure failed:
                // Nobody knows whether the file is still there: the next look may find out.
                Fails($"its folder cannot be read: {failed.Cause.Message}");
                Enter(Keeping);
                break;
            case LookTick:
                FailIfLong(since);
                break;
            case CheckStore when !thenProve:
                Enter(AwaitingLook(since, thenProve: true, thenComplain));
                break;
            case CheckStore:
                break;
            default:
                Either(message);
                break;
        }
    };

    private UntypedReceive AwaitingProof(long since) => message =>
    {
        switch (message)
        {
            case WorkDone:
                Answers();
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
                Either(message);
                break;
        }
    };

    private UntypedReceive AwaitingNewStore(long since) => message =>
    {
        switch (message)
        {
            case WorkDone:
                Context.Parent.Tell(StoreRecreated.Instance);
                Prove();
                break;
            case Status.Failure failed:
                // The next look finds that it is still gone.
                _log.Error(failed.Cause, "the greylist store {0} cannot be made anew", _store.Path);
                Enter(Keeping);
                break;
            case LookTick:
                FailIfLong(since);
                break;
            case CheckStore:
                break;
            default:
                Either(message);
                break;
        }
    };

    private void Either(object message)
    {
        switch (message)
        {
            case ExpireTriplets:
                Complain();
                break;
            case GetReadiness:
                Sender.Tell(Readiness.Of(
                    new ReadinessCheck("store-writes", _failure is null, _failure ?? $"{_store.Path} is written"),
                    new ReadinessCheck("store-quarantine", _aside.Count == 0, _aside.Count == 0 ? "no damaged store lies aside" : string.Join(", ", _aside))));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // The file system may not answer, so it is not asked on the thread of an actor. One look at a time: a disk that hangs holds one thread.
    private void Look(bool thenProve, bool thenComplain = false)
    {
        var (path, written) = (_store.Path, _writer.Identity);
        Task.Run(() => new Looked(IsGone(path, written), QuarantinedStore.Of(path))).PipeTo(Self);
        Enter(AwaitingLook(Stopwatch.GetTimestamp(), thenProve, thenComplain));
    }

    private void MakeAnew()
    {
        _log.Error("the greylist store {0} is gone; it is created again from memory", _store.Path);
        Fails("it is gone");
        var held = StoreWriters.LocationOf(Context.System).Held;
        _writer.Replace(() => StoreFile.MakeAnew(_store, _clock, held)).PipeTo(Self, success: () => WorkDone.Instance);
        Enter(AwaitingNewStore(Stopwatch.GetTimestamp()));
    }

    private void Prove()
    {
        _provenAt = Stopwatch.GetTimestamp();
        _writer.Do(
            store =>
            {
                store.Prove();
                return false;
            },
            CancellationToken.None).PipeTo(Self, success: () => WorkDone.Instance);
        Enter(AwaitingProof(_provenAt));
    }

    // What the disk said before it fell silent is the better reason.
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
        Meters.ShowStore(fails: true, _aside.Count);
    }

    private void Answers()
    {
        if (_failure is not null)
        {
            _log.Info("the greylist store {0} can be written again", _store.Path);
            Context.Parent.Tell(StoreRecovered.Instance);
        }

        _failure = null;
        Meters.ShowStore(fails: false, _aside.Count);
    }

    private void Complain()
    {
        foreach (var name in _aside)
            _log.Error("the greylist store was damaged and moved to {0}; this message is repeated until that file is removed", name);
    }

    // Deleted, moved away, or another put in its place: what is written on would be lost with the process.
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
