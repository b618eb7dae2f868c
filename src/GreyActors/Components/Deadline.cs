using Akka.Actor;

namespace GreyActors.Components;

/// <summary>The time limit for an actor's wait. Only the actor changes it: messages that arrive meanwhile neither extend nor trigger it.</summary>
/// <remarks>
/// Each <see cref="Set"/> schedules a new <see cref="DeadlinePassed"/> as a token: <see cref="Is"/> is true for the last one, and false for one that
/// was already in the mailbox when the deadline was changed or cleared. Akka's receive timeout was rejected: every message restarts it, so a query
/// once a second would keep a hung session alive forever. The actor clears its deadlines in PostStop.
/// </remarks>
public sealed class Deadline(IActorContext context)
{
    private DeadlinePassed? _token;
    private ICancelable? _timer;

    /// <summary>Sends the actor a <see cref="DeadlinePassed"/> after <paramref name="time"/>, and cancels the previous deadline.</summary>
    public void Set(TimeSpan time)
    {
        _timer?.Cancel();
        _token = new DeadlinePassed();
        _timer = context.System.Scheduler.ScheduleTellOnceCancelable(time, context.Self, _token, ActorRefs.NoSender);
    }

    /// <summary>Cancels the deadline.</summary>
    public void Clear()
    {
        _timer?.Cancel();
        (_token, _timer) = (null, null);
    }

    /// <summary>Whether <paramref name="message"/> means that the current deadline has passed.</summary>
    public bool Is(object message) => _token is not null && ReferenceEquals(message, _token);
}
