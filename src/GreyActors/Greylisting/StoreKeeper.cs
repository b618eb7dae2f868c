using Akka.Actor;
using Akka.Event;
using GreyActors.Configuration;
using GreyActors.Observability;

namespace GreyActors.Greylisting;

/// <summary>
/// Looks after the store's file while it is used: sees when it has gone or is another one and has it made anew, finds out whether it
/// can be written, and complains about damaged stores that were moved aside until somebody takes them away.
/// </summary>
/// <remarks>
/// A file that is removed or moved while SQLite has it open is written on without any error, and everything in it is lost at the end
/// of the program. Tells its parent <see cref="StoreMadeAnew"/> and <see cref="StoreAnswers"/>. Stops when its parent stops it.
/// </remarks>
public sealed class StoreKeeper : Component, IWithTimers
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    // Without any mail, too, it shall be known that the disk is full.
    private static readonly TimeSpan BetweenProofs = TimeSpan.FromSeconds(10);

    private readonly StoreSettings _store;
    private readonly TimeProvider _clock;
    private readonly StoreWriter _writer = StoreWriters.Of(Context.System);
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);
    private IReadOnlyList<string> _aside = [];
    private string? _failure;
    private long _provenAt;

    private StoreKeeper(Nameplate nameplate, StoreSettings store, TimeProvider clock)
        : base(nameplate)
    {
        _store = store;
        _clock = clock;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The keeper of the store, which is ready.</summary>
    public static Props Props(StoreSettings store, TimeProvider clock) => PropsOf(nameplate => new StoreKeeper(nameplate, store, clock));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Look();
        Complain();
        Timers.StartPeriodicTimer(LookTick.Instance, LookTick.Instance, BetweenLooks);
        Prove();
    }

    private void Keeping(object message)
    {
        switch (message)
        {
            case LookTick when IsGone:
                _log.Error("the greylist store {0} is gone; it is made anew, with all that is in memory", _store.Path);
                Fails("it is gone");
                _writer.Replace(() => StoreFile.MakeAnew(_store, _clock)).PipeTo(Self, success: () => WorkDone.Instance);
                Enter(AwaitingNewStore);
                break;
            case LookTick:
                Look();
                if (_failure is not null || _clock.GetElapsedTime(_provenAt) > BetweenProofs)
                    Prove();
                break;
            case ProveStore:
                Prove();
                break;
            default:
                Either(message);
                break;
        }
    }

    private void AwaitingProof(object message)
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
            case LookTick or ProveStore:
                break;
            default:
                Either(message);
                break;
        }
    }

    private void AwaitingNewStore(object message)
    {
        switch (message)
        {
            case WorkDone:
                Context.Parent.Tell(StoreMadeAnew.Instance);
                Prove();
                break;
            case Status.Failure failed:
                // The next look finds that it is still gone.
                _log.Error(failed.Cause, "the greylist store {0} cannot be made anew", _store.Path);
                Enter(Keeping);
                break;
            case LookTick or ProveStore:
                break;
            default:
                Either(message);
                break;
        }
    }

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

    // Deleted, moved away, or another put in its place: what is written on would be lost with the process.
    private bool IsGone => _writer.Identity is { } written ? FileIdentity.Of(_store.Path) != written : !File.Exists(_store.Path);

    private void Prove()
    {
        _provenAt = _clock.GetTimestamp();
        _writer.Do(
            store =>
            {
                store.Prove();
                return false;
            },
            CancellationToken.None).PipeTo(Self, success: () => WorkDone.Instance);
        Enter(AwaitingProof);
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
            Context.Parent.Tell(StoreAnswers.Instance);
        }

        _failure = null;
        Meters.ShowStore(fails: false, _aside.Count);
    }

    private void Look() => _aside = QuarantinedStore.Of(_store.Path);

    private void Complain()
    {
        foreach (var name in _aside)
            _log.Error("the greylist store was damaged and moved to {0}; this is said until that file is taken away", name);
    }

    private sealed record WorkDone
    {
        public static readonly WorkDone Instance = new();
    }

    private sealed record LookTick
    {
        public static readonly LookTick Instance = new();
    }
}
