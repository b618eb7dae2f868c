using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using GreyActors.Components;
using GreyActors.Greylisting;
using GreyActors.Observability;

namespace GreyActors.Storage.Postgres;

/// <summary>Checks whether the database can be written while the store is in use, and keeps the lock of the store.</summary>
/// <remarks>
/// All work is done on other threads and has a limit: a server that hangs is reported, and the keeper continues when the server answers. Sends its parent
/// <see cref="StoreRecovered"/>. Stops when its parent stops it.
/// </remarks>
internal sealed class PostgresKeeper : Component, IWithTimers
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    // A full disk must be reported even if no mail arrives.
    private static readonly TimeSpan BetweenChecks = TimeSpan.FromSeconds(10);

    private readonly PostgresDatabase _database;
    private readonly PostgresLock _held;
    private readonly PostgresWatch _watch;
    private readonly TimeSpan _hungAfter;
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);
    private string? _failure;
    private long _checkedAt;

    private PostgresKeeper(Nameplate nameplate, PostgresDatabase database, PostgresLock held, PostgresWatch watch, TimeSpan hungAfter)
        : base(nameplate)
    {
        _database = database;
        _held = held;
        _watch = watch;
        _hungAfter = hungAfter;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props of the keeper of a prepared store.</summary>
    public static Props Props(PostgresDatabase database, PostgresLock held, PostgresWatch watch, TimeSpan hungAfter) =>
        PropsOf(nameplate => new PostgresKeeper(nameplate, database, held, watch, hungAfter));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(LookTick.Instance, LookTick.Instance, BetweenLooks);
        FirstWrites.Send(Context.System, Self);
        Check();
    }

    private void Keeping(object message)
    {
        switch (message)
        {
            case LookTick:
                if (_failure is not null || Stopwatch.GetElapsedTime(_checkedAt) > BetweenChecks)
                    Check();
                break;
            case CheckStore:
                Check();
                break;
            default:
                Always(message);
                break;
        }
    }

    private UntypedReceive AwaitingCheck(long since, bool again) => message =>
    {
        switch (message)
        {
            case Proven:
                Works();
                Next(again);
                break;
            case Status.Failure failed:
                Fails(PostgresProblem.Describe(failed.Cause, _database));
                Enter(Keeping);
                break;
            case LookTick:
                if (_failure is null && Stopwatch.GetElapsedTime(since) > _hungAfter)
                    Fails(string.Create(CultureInfo.InvariantCulture, $"the server did not answer within {_hungAfter.TotalSeconds:0.#} s"));
                break;
            case CheckStore when !again:
                // This check may have begun before the failure.
                Enter(AwaitingCheck(since, again: true));
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
                // The server does its own maintenance.
                break;
            case WriteMessageSuccess written:
                FirstWrites.Written(Context.System, written);
                break;
            case WriteMessagesSuccessful:
                break;
            case WriteMessageFailure or WriteMessageRejected or WriteMessagesFailed:
                // The probe reports it, or the partitions do.
                break;
            case GetReadiness:
                Sender.Tell(Readiness.Of(new ReadinessCheck("store-writes", _failure is null, _failure ?? $"{_database.Name} is written")));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Next(bool again)
    {
        if (again)
            Check();
        else
            Enter(Keeping);
    }

    private void Check()
    {
        _checkedAt = Stopwatch.GetTimestamp();
        _watch.Begin();
        var held = _held;
        Task.Run(() => PostgresProbe.Run(held)).PipeTo(Self, success: () => Proven.Instance);
        Enter(AwaitingCheck(_checkedAt, again: false));
    }

    private void Fails(string why)
    {
        if (_failure is null)
            _log.Error("the greylist store {0} cannot be written: {1}", _database.Name, why);
        _failure = why;
        Meters.RecordStore(fails: true, aside: 0);
    }

    private void Works()
    {
        _watch.Works();
        if (_failure is not null)
        {
            _log.Info("the greylist store {0} can be written again", _database.Name);
            Context.Parent.Tell(StoreRecovered.Instance);
        }

        _failure = null;
        Meters.RecordStore(fails: false, aside: 0);
    }

    private sealed record Proven
    {
        public static readonly Proven Instance = new();
    }

    private sealed record LookTick
    {
        public static readonly LookTick Instance = new();
    }
}
