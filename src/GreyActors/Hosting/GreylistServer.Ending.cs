using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Delivery;
using GreyActors.Greylisting;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Hosting;

/// <content>The service goes down: the sessions end, then the listeners, the mail-log, and at last the greylist.</content>
public sealed partial class GreylistServer
{
    // Sessions that are still there when the time to finish is over are told 421, and cut off after this.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    // What may still be left then waits for a disk, and the rest of the process needs a moment to end.
    private static readonly TimeSpan EndsAfterTimeout = TimeSpan.FromSeconds(4);

    private UntypedReceive Draining(ImmutableHashSet<IActorRef> listenersLeft) => message =>
    {
        switch (message)
        {
            case ListenerEvent.Drained:
                AwaitOtherListeners(listenersLeft.Remove(Sender));
                break;
            case Terminated died:
                AwaitOtherListeners(listenersLeft.Remove(died.ActorRef));
                break;
            case LimitOver:
                Timers.StartSingleTimer(PatienceOver.Instance, PatienceOver.Instance, LastWords);
                foreach (var listener in _listeners)
                    listener.Tell(Control.OutOfTime.Instance);
                break;
            case PatienceOver:
                EndListeners();
                break;
            case GetReadiness:
                Sender.Tell(Readiness.Of(new ReadinessCheck("listeners", false, "the service goes down")));
                break;
            default:
                WhileEnding(message);
                break;
        }
    };

    private UntypedReceive EndingListeners(ImmutableHashSet<IActorRef> left) => message =>
    {
        switch (message)
        {
            case Terminated ended when left.Count > 1 || !left.Contains(ended.ActorRef):
                Enter(EndingListeners(left.Remove(ended.ActorRef)));
                break;
            case Terminated:
                EndMailLog();
                break;
            default:
                WhileEnding(message);
                break;
        }
    };

    // What the sessions said last is still in the mailbox of the mail-log: it is written before everything stops.
    private void EndingMailLog(object message)
    {
        switch (message)
        {
            case Terminated ended when ended.ActorRef.Equals(_mailLog):
                EndGreylist();
                break;
            default:
                WhileEnding(message);
                break;
        }
    }

    // It stores what it knows in a form that is read quickly, within its own limit.
    private void EndingGreylist(object message)
    {
        switch (message)
        {
            case Terminated ended when ended.ActorRef.Equals(_greylist):
                Context.Stop(Self);
                break;
            default:
                WhileEnding(message);
                break;
        }
    }

    // What may still come, and makes no difference any more.
    private void WhileEnding(object message)
    {
        switch (message)
        {
            case EndOver:
                Context.Stop(Self);
                break;
            case ServeConfiguration:
                Sender.Tell(new ConfigurationServed(IsActive: false));
                break;
            case OfferInFront or ListenerEvent or Control.Drain or LimitOver or PatienceOver or Terminated or ExpiryDue or GetReadiness:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Drain()
    {
        _log.Info(LogLines.Draining, InWords.Span(Settings.ShutdownTimeout));
        _coming?.Asker.Tell(new ConfigurationServed(IsActive: false));
        Enter(Draining([.. _listeners]));
        Timers.StartSingleTimer(LimitOver.Instance, LimitOver.Instance, Settings.ShutdownTimeout);
        Timers.StartSingleTimer(EndOver.Instance, EndOver.Instance, Settings.ShutdownTimeout + EndsAfterTimeout);
        foreach (var listener in _listeners)
        {
            // Watched anew, because one that died before is told once more then.
            Context.Watch(listener);
            listener.Tell(Control.Drain.Instance);
        }
    }

    private void AwaitOtherListeners(ImmutableHashSet<IActorRef> left)
    {
        if (left.IsEmpty)
            EndListeners();
        else
            Enter(Draining(left));
    }

    // Sessions that are cut off log what becomes of their mail when they stop.
    private void EndListeners()
    {
        Enter(EndingListeners([.. _listeners]));
        foreach (var listener in _listeners)
        {
            Context.Watch(listener);
            Context.Stop(listener);
        }
    }

    private void EndMailLog()
    {
        Enter(EndingMailLog);
        Context.Watch(_mailLog);
        _mailLog.Tell(PoisonPill.Instance);
    }

    private void EndGreylist()
    {
        Enter(EndingGreylist);
        Context.Watch(_greylist);
        _greylist.Tell(DrainGreylist.Instance);
    }

    private sealed record EndOver
    {
        public static readonly EndOver Instance = new();
    }

    private sealed record PatienceOver
    {
        public static readonly PatienceOver Instance = new();
    }

    private sealed record LimitOver
    {
        public static readonly LimitOver Instance = new();
    }
}
