using Akka.Actor;
using Akka.IO;
using GreyActors.Components;

namespace GreyActors.Net;

/// <summary>Writes replies to a connection: at once, or one byte a second if the session stutters.</summary>
/// <remarks>A part of <see cref="ConnectedSocketAdapter"/>, which delivers no further input while a reply goes out. So only one reply waits, and the client is not silent.</remarks>
internal sealed class StutteredReplies(IActorContext context)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Deadline _next = new(context);
    private StutterPlaces? _places;
    private ByteString _left = ByteString.Empty;

    /// <summary>Whether the session stutters.</summary>
    public bool IsOn => _places is not null;

    /// <summary>Whether bytes of a reply wait for their second.</summary>
    public bool IsSending => !_left.IsEmpty;

    /// <summary>True if the message was for this part: the start, the end, or the next byte.</summary>
    public bool Accepts(object message, IActorRef connection)
    {
        switch (message)
        {
            case Outbox.Stutter start:
                if (!IsOn && start.Places.TryTake())
                    _places = start.Places;
                return true;
            case Outbox.EndStutter:
                SendRest(connection);
                End();
                return true;
            case DeadlinePassed when _next.Is(message):
                SendByte(connection);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes a reply. If the session stutters, its first byte goes out now.</summary>
    public void Write(IActorRef connection, ByteString reply)
    {
        if (!IsOn)
        {
            connection.Tell(Tcp.Write.Create(reply));
            return;
        }

        var isFirst = !IsSending;
        _left = _left.Concat(reply);
        if (isFirst)
            SendByte(connection);
    }

    /// <summary>Writes everything that waits.</summary>
    public void SendRest(IActorRef connection)
    {
        _next.Clear();
        if (IsSending)
            connection.Tell(Tcp.Write.Create(_left));
        _left = ByteString.Empty;
    }

    /// <summary>Returns the place; nothing waits any more.</summary>
    public void End()
    {
        _next.Clear();
        _places?.Return();
        _places = null;
    }

    private void SendByte(IActorRef connection)
    {
        connection.Tell(Tcp.Write.Create(_left.Slice(0, 1)));
        _left = _left.Slice(1);
        if (IsSending)
            _next.Set(Pause);
    }
}
