using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Core.Addresses;
using GreyActors.Core.Smtp;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Delivery;

/// <summary>The relays of one session: the open one, and those that are ending. Each keeps its place as long as its connection may exist.</summary>
internal sealed class SessionRelays(IActorContext context, ILoggingAdapter log, DeliveryDependencies dependencies)
{
    private readonly Dictionary<IActorRef, RelayPlace> _places = [];
    private int _opened;
    private int _alive;

    /// <summary>The dependencies of the current mail transaction.</summary>
    public DeliveryDependencies Dependencies { get; set; } = dependencies;

    /// <summary>The relay of the current mail transaction; null while none of its recipients needed one.</summary>
    public Relay? Open { get; private set; }

    /// <summary>The time limit for what is awaited from a backend.</summary>
    public Deadline Deadline { get; } = new(context);

    /// <summary>Measures how long the open relay waits for the client.</summary>
    public RelayHold Hold { get; } = new(new Deadline(context), dependencies.Time);

    /// <summary>When the backend was last asked, for the meters.</summary>
    public long AskedAt { get; set; }

    /// <summary>True while any connection may exist.</summary>
    public bool AnyLeft => _places.Count > 0;

    /// <summary>True if the current message comes from the open relay.</summary>
    public bool IsSender => Open is { } relay && context.Sender.Equals(relay.TcpClient);

    /// <summary>Opens a relay; it keeps the place.</summary>
    public void Connect(RelayTarget target, RelayPlace place, RelayPlan plan)
    {
        var settings = Dependencies.Settings.Relay;
        var tcpClient = context.ActorOf(Dependencies.RelayTo(target), $"relay-{++_opened}");
        context.Watch(tcpClient);
        _alive++;
        Meters.CountRelayOpened();
        _places.Add(tcpClient, place);
        Open = new Relay(tcpClient, RelayDialogue.Start(plan), target.Server, RelaySecurity.For(settings, HostAndPort.HostOf(target.Server)));
        // The TcpClient has its own limit for connecting; this one only guards against a bug there.
        Deadline.Set(settings.ConnectTimeout + settings.ReplyTimeout);
    }

    /// <summary>Passes a line to the open relay; null while nothing follows from it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="patience">The time for the next reply. Only a complete reply renews it: a server that drips lines gains no time.</param>
    public RelayStep? Accept(TcpInbox.Line line, TimeSpan patience)
    {
        var replies = Open!.Replies;
        var step = Open.Accept(line.Bytes.Span);
        if (step is null && Open.Replies > replies)
            Deadline.Set(patience);
        return step;
    }

    /// <summary>True if the message says that the open relay is gone or has not answered in time.</summary>
    public bool IsOver(object message) => message is TcpControl.Lost ? IsSender : Deadline.Is(message);

    /// <summary>Drops the open relay, which is gone or has not answered in time.</summary>
    public void Abandon(object why)
    {
        Hold.Stop();
        if (why is TcpControl.Lost lost)
        {
            Meters.CountRelay(Open is { IsUnheard: true } ? RelayOutcome.Unreachable : RelayOutcome.Lost);
            log.Warning(LogLines.RelayLost, Open?.Name, lost.Why);
            // The connection is gone, though its actor may not be yet: others may have its place, or this session again.
            if (Open is not null && _places.TryGetValue(Open.TcpClient, out var place))
                place.GiveBack();
        }
        else
        {
            Meters.CountRelay(RelayOutcome.Silent);
            log.Warning(LogLines.RelaySilent, Open?.Name, Open?.Phase);
            Open?.Abort();
        }

        Open = null;
    }

    /// <summary>Ends the open relay.</summary>
    public void End()
    {
        Hold.Stop();
        Open?.End();
        Open = null;
    }

    /// <summary>Aborts the open relay within the mail data, so that the backend does not regard the mail as complete.</summary>
    public void Abort()
    {
        Hold.Stop();
        Open?.Abort();
        Open = null;
    }

    /// <summary>Drops the open relay, whose handshake failed: its connection is gone, and its place is given back with its actor.</summary>
    public void Drop() => Open = null;

    /// <summary>The same, but its place stays for another connection to the same backend; null if the place is gone.</summary>
    public RelayPlace? Detach()
    {
        var place = Open is not null && _places.Remove(Open.TcpClient, out var kept) ? kept : null;
        Open = null;
        return place;
    }

    /// <summary>The open relay waits for the client from now on.</summary>
    public void AwaitClient(bool inMailData)
    {
        if (Open is { } relay && _places.TryGetValue(relay.TcpClient, out var place))
            Hold.Await(place, Dependencies.Settings.Relay.Hold, inMailData);
    }

    /// <summary>A relay's actor has stopped.</summary>
    public void Forget(IActorRef tcpClient)
    {
        _alive--;
        Meters.CountRelayClosed();
        if (_places.Remove(tcpClient, out var place))
            place.GiveBack();
    }

    /// <summary>The session's actor stops, and its relays with it.</summary>
    public void CutOff()
    {
        Deadline.Clear();
        Hold.End();
        foreach (var place in _places.Values)
            place.GiveBack();
        while (_alive-- > 0)
            Meters.CountRelayClosed();
    }
}
