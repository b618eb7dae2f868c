using Akka.Actor;
using Akka.Event;
using GreyActors.Configuration;

namespace GreyActors.Greylisting;

/// <summary>
/// Looks after the store's file while it is used: sees when it has gone and has it made anew, gives back what deleting freed,
/// and complains about damaged stores that were moved aside until somebody takes them away.
/// </summary>
/// <remarks>
/// A file that is removed or moved while SQLite has it open is written on without any error, and everything in it is lost at the end
/// of the program. Tells its parent <see cref="StoreMadeAnew"/>. Stops when its parent stops it.
/// </remarks>
public sealed class StoreKeeper : Component, IWithTimers
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly StoreSettings _store;
    private readonly TimeProvider _clock;
    private readonly StoreWriter _writer = StoreWriters.Of(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();

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
        Complain();
        Timers.StartPeriodicTimer(LookTick.Instance, LookTick.Instance, BetweenLooks);
        Enter(Keeping);
    }

    private void Keeping(object message)
    {
        switch (message)
        {
            case LookTick when IsGone:
                _log.Error("the greylist store {0} is gone; it is made anew, with all that is in memory", _store.Path);
                _writer.Replace(() => StoreFile.MakeAnew(_store, _clock)).PipeTo(Self, success: () => WorkDone.Instance);
                Enter(AwaitingNewStore);
                break;
            case LookTick:
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
                Enter(Keeping);
                break;
            case Status.Failure failed:
                // The next look finds that it is still gone.
                _log.Error(failed.Cause, "the greylist store {0} cannot be made anew", _store.Path);
                Enter(Keeping);
                break;
            case LookTick:
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
            default:
                Unhandled(message);
                break;
        }
    }

    // Deleted, moved away, or another put in its place: what is written on would be lost with the process.
    private bool IsGone => _writer.Identity is { } written ? FileIdentity.Of(_store.Path) != written : !File.Exists(_store.Path);

    private void Complain()
    {
        foreach (var name in QuarantinedStore.Of(_store.Path))
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
