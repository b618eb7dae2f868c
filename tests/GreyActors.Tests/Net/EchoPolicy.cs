using System.Text;
using Akka.Actor;
using GreyActors.Net;
using Inbox = GreyActors.Net.Inbox;

namespace GreyActors.Tests.Net;

/// <summary>A policy that echoes its input, and forwards the events of the session to a probe.</summary>
/// <remarks>With TLS settings it uses TLS from the start. QUIT ends; STARTTLS starts a handshake; DATA accepts chunks up to an exclamation mark; BIG is answered with 8 KB; WAIT is not answered; DIE is a bug.</remarks>
internal sealed class EchoPolicy(IActorRef socket, IActorRef probe, string greeting, TlsServerSettings? tls, bool implicitTls) : UntypedActor
{
    public static Props Props(IActorRef socket, IActorRef probe, string greeting = "hello", TlsServerSettings? tls = null, bool implicitTls = false) =>
        Akka.Actor.Props.Create(() => new EchoPolicy(socket, probe, greeting, tls, implicitTls));

    protected override void PreStart()
    {
        if (implicitTls)
            socket.Tell(new Outbox.SpeakTls(tls!));
        else
            Say(greeting, Reading.Line);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Inbox.Line line:
                Hear(Encoding.Latin1.GetString(line.Bytes.Span));
                break;
            case Inbox.BadLine bad:
                Say(bad.Reason.ToString(), Reading.Line);
                break;
            case Inbox.Chunk chunk:
                var text = chunk.Bytes.ToString(Encoding.Latin1);
                var end = text.IndexOf('!', StringComparison.Ordinal);
                socket.Tell(new Outbox.Read(end < 0 ? text.Length : end + 1, end < 0 ? Reading.Chunk : Reading.Nothing));
                if (end >= 0)
                    Say("taken", Reading.Line);
                break;
            case Control.Secured secured:
                probe.Tell(secured.Facts);
                Say(greeting, Reading.Line);
                break;
            case Control.ClientGone or Control.ClientFinished:
                probe.Tell(message);
                Context.Stop(Self);
                break;
            case Control:
                probe.Tell(message);
                SayLast(message.GetType().Name);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Hear(string line)
    {
        switch (line)
        {
            case "QUIT":
                SayLast("bye");
                break;
            case "STARTTLS":
                socket.Tell(new Outbox.StartTls("go ahead\r\n"u8.ToArray(), tls!));
                break;
            case "DATA":
                Say("go on", Reading.Chunk);
                break;
            case "BIG":
                probe.Tell(line);
                Say(new string('x', 8 * 1024), Reading.Line);
                break;
            case "WAIT":
                probe.Tell(line);
                break;
            case "DIE":
                throw new InvalidOperationException("a bug");
            default:
                Say($"you said {line}", Reading.Line);
                break;
        }
    }

    private void Say(string text, Reading next) => socket.Tell(new Outbox.Send(Encoding.Latin1.GetBytes(text + "\r\n"), next));

    private void SayLast(string text)
    {
        Say(text, Reading.Nothing);
        socket.Tell(Signal.Finished.Instance);
        Context.Stop(Self);
    }
}
