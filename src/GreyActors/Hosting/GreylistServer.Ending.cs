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

/// <content>Shutdown: the sessions end, then the listeners, the mail-log, and last the greylist, the known clients and the trapped clients.</content>
public sealed partial class GreylistServer
{
    // Sessions that are still open when the time to finish is over get 421, and are closed after this time.
    private static readonly TimeSpan LastReplies = TimeSpan.FromSeconds(2);

    // Actors that are still running then wait for a disk, and the rest of the process needs a moment to end.
    private static readonly TimeSpan EndsAfterTimeout = TimeSpan.FromSeconds(4);

    private ImmutableHashSet<IActorRef> States => [_greylist, _clients, _traps];

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
                Timers.StartSingleTimer(PatienceOver.Instance, PatienceOver.Instance, LastReplies);
                foreach (var listener in _listeners)
                    listener.Tell(Control.OutOfTime.Instance);
                break;
            case PatienceOver:
                EndListeners();
                break;
            case GetReadiness:
                Sender.Tell(Readiness.Of(new ReadinessCheck("listeners", false, "the service is shutting down")));
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

    // The last lines of the sessions are still in the mailbox of the mail-log. They are written before everything stops.
    private void EndingMailLog(object message)
    {
        switch (message)
        {
            case Terminated ended when ended.ActorRef.Equals(_mailLog):
                EndStates();
                break;
            default:
                WhileEnding(message);
                break;
        }
    }

    // They write their state in a form that loads quickly, within a time limit of their own.
    private UntypedReceive EndingStates(ImmutableHashSet<IActorRef> left) => message =>
    {
        switch (message)
        {
            case Terminated ended when left.Count > 1 || !left.Contains(ended.ActorRef):
                Enter(EndingStates(left.Remove(ended.ActorRef)));
                break;
            case Terminated:
                Context.Stop(Self);
                break;
            default:
                WhileEnding(message);
                break;
        }
    };

    // Messages that may still arrive and no longer matter.
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
            case OfferInFront or ListenerEvent or Control.Drain or LimitOver or PatienceOver or Terminated or ExpireTriplets or GetReadiness:
            case var opening when JoinGate.Contains(opening):
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Drain()
    {
        _log.Info(LogLines.Draining, InWords.Span(Settings.ShutdownTimeout));
        _coming?.Requester.Tell(new ConfigurationServed(IsActive: false));
        Enter(Draining([.. _listeners]));
        Timers.StartSingleTimer(LimitOver.Instance, LimitOver.Instance, Settings.ShutdownTimeout);
        Timers.StartSingleTimer(EndOver.Instance, EndOver.Instance, Settings.ShutdownTimeout + EndsAfterTimeout);
        // In a cluster, the other machines judge while the last sessions end.
        foreach (var state in States)
            state.Tell(HandOverPartitions.Instance);
        foreach (var listener in _listeners)
        {
            // Watching again makes Akka report a listener once more that has already stopped.
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

    // Sessions that are stopped log the outcome of their mail.
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

    private void EndStates()
    {
        Enter(EndingStates(States));
        foreach (var state in States)
        {
            Context.Watch(state);
            state.Tell(DrainGreylist.Instance);
        }
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
