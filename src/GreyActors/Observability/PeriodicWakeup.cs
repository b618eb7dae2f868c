using System.Collections.Immutable;
using Akka.Actor;
using GreyActors.Components;

namespace GreyActors.Observability;

/// <summary>Sends <see cref="Wakeup"/> to its subscribers at regular intervals.</summary>
/// <remarks>Kamaelia: PeriodicWakeup. Stops when the actor system does.</remarks>
public sealed class PeriodicWakeup(Nameplate nameplate, Func<TimeSpan?> interval, ImmutableArray<IActorRef> subscribers)
    : Component(nameplate), IWithTimers
{
    // The current interval; null: none.
    private TimeSpan? _begun;

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>
    /// Props. The function returns the interval, or null to disable the wakeups; it is called at the start of each interval and after
    /// <see cref="IntervalChanged"/>.
    /// </summary>
    public static Props Props(Func<TimeSpan?> interval, ImmutableArray<IActorRef> subscribers) =>
        PropsOf(nameplate => new PeriodicWakeup(nameplate, interval, subscribers));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Begin();
        Enter(AwaitingInterval);
    }

    private void AwaitingInterval(object message)
    {
        switch (message)
        {
            case IntervalTick:
                Begin();
                foreach (var subscriber in subscribers)
                    subscriber.Tell(Wakeup.Instance);
                break;

            // Reloads that are more frequent than the interval must not postpone the wakeup forever.
            case IntervalChanged:
                if (interval() != _begun)
                    Begin();
                break;

            default:
                Unhandled(message);
                break;
        }
    }

    private void Begin()
    {
        _begun = interval();
        if (_begun is { } next)
            Timers.StartSingleTimer(IntervalTick.Instance, IntervalTick.Instance, next);
        else
            Timers.Cancel(IntervalTick.Instance);
    }

    private sealed record IntervalTick
    {
        public static readonly IntervalTick Instance = new();
    }
}
