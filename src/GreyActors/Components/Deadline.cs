using Akka.Actor;

namespace GreyActors.Components;

/// <summary>The time limit for what an actor waits for. Only the actor moves it: no message that arrives meanwhile prolongs or triggers it.</summary>
/// <remarks>
/// Each <see cref="Set"/> schedules a <see cref="DeadlinePassed"/> of its own, which is the token: <see cref="Is"/> is true for the one
/// that was set last, and false for one that was already in the mailbox when the deadline was moved or cleared.
/// Akka's receive timeout was rejected: every message restarts it, so a query once a second keeps a hung session alive for ever.
/// The actor clears its deadlines in PostStop.
/// </remarks>
public sealed class Deadline(IActorContext context)
{
    private DeadlinePassed? _token;
    private ICancelable? _timer;

    /// <summary>Sends the actor a <see cref="DeadlinePassed"/> after <paramref name="time"/>, and forgets the deadline before.</summary>
    public void Set(TimeSpan time)
    {
        _timer?.Cancel();
        _token = new DeadlinePassed();
        _timer = context.System.Scheduler.ScheduleTellOnceCancelable(time, context.Self, _token, ActorRefs.NoSender);
    }

    /// <summary>Forgets the deadline.</summary>
    public void Clear()
    {
        _timer?.Cancel();
        (_token, _timer) = (null, null);
    }

    /// <summary>True when <paramref name="message"/> says that the deadline which was set last has passed.</summary>
    public bool Is(object message) => _token is not null && ReferenceEquals(message, _token);
}
