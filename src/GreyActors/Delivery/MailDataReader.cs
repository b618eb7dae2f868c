using Akka.Actor;
using GreyActors.Core.Smtp;
using GreyActors.Net;

namespace GreyActors.Delivery;

/// <summary>Requests the client's mail data from its socket, and counts it.</summary>
internal sealed class MailDataReader(IActorRef socket)
{
    /// <summary>Bytes of mail data that were read in this session.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Starts to read chunks.</summary>
    public void Start() => socket.Tell(new Outbox.Read(0, Reading.Chunk));

    /// <summary>Releases what the scanner has taken, and requests the next chunk unless the mail data has ended.</summary>
    public void Continue(in MailDataChunk scanned)
    {
        BytesRead += scanned.Taken;
        socket.Tell(new Outbox.Read(scanned.Taken, scanned.Ended ? Reading.Nothing : Reading.Chunk));
    }
}
