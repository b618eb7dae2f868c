using System.Collections.Immutable;
using Akka.Actor;

namespace GreyActors.Introspection;

/// <summary>Tells <see cref="Wakeup"/> to its subscribers whenever an interval is over.</summary>
/// <remarks>Kamaelia: PeriodicWakeup. Stops when the actor system does.</remarks>
public sealed class PeriodicWakeup(Nameplate nameplate, TimeSpan interval, ImmutableArray<IActorRef> subscribers)
    : Component(nameplate), IWithTimers
{
    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props. The interval is longer than zero.</summary>
    public static Props Props(TimeSpan interval, ImmutableArray<IActorRef> subscribers) =>
        PropsOf(nameplate => new PeriodicWakeup(nameplate, interval, subscribers));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(IntervalTick.Instance, IntervalTick.Instance, interval);
        Enter(AwaitingInterval);
    }

    private void AwaitingInterval(object message)
    {
        switch (message)
        {
            case IntervalTick:
                foreach (var subscriber in subscribers)
                    subscriber.Tell(Wakeup.Instance);
                break;

            default:
                Unhandled(message);
                break;
        }
    }

    private sealed record IntervalTick
    {
        public static readonly IntervalTick Instance = new();
    }
}
