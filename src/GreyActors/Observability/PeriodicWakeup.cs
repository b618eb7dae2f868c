using System.Collections.Immutable;
using Akka.Actor;
using GreyActors.Components;

namespace GreyActors.Observability;

/// <summary>Tells <see cref="Wakeup"/> to its subscribers whenever an interval is over.</summary>
/// <remarks>Kamaelia: PeriodicWakeup. Stops when the actor system does.</remarks>
public sealed class PeriodicWakeup(Nameplate nameplate, Func<TimeSpan?> interval, ImmutableArray<IActorRef> subscribers)
    : Component(nameplate), IWithTimers
{
    // The interval that has begun; null: none has.
    private TimeSpan? _begun;

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>
    /// Props. The interval is longer than zero, or null where nobody is to be woken; it is asked for when one begins, and when
    /// <see cref="IntervalChanged"/> is told.
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

            // Reloads that come faster than the interval must not put it off for ever.
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
