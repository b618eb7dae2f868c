using System.Net;
using System.Text;
using Akka.Actor;
using GreyActors.Core.Smtp;
using GreyActors.Net;

namespace GreyActors.Delivery;

/// <summary>The session's end of one connection to a backend: the actor, and the state of the dialogue with it.</summary>
/// <param name="tcpClient">The actor.</param>
/// <param name="dialogue">The dialogue at its start.</param>
/// <param name="server">The backend as it is configured.</param>
/// <param name="tls">How a handshake goes, where there is one.</param>
public sealed class Relay(IActorRef tcpClient, RelayDialogue dialogue, EndPoint server, TlsClientSettings tls)
{
    private static readonly byte[] Quit = "QUIT\r\n"u8.ToArray();

    private readonly ReplyReader _replies = new();
    private bool _connected;

    // At the start it owes us its banner.
    private bool _owesReply = true;

    /// <summary>The TcpClient.</summary>
    public IActorRef TcpClient => tcpClient;

    /// <summary>The backend as the configuration writes it.</summary>
    public string Name { get; } = RelayTarget.NameOf(server);

    /// <summary>What is awaited from it.</summary>
    public RelayPhase Phase => dialogue.Phase;

    /// <summary>True before the connection is established: then another address may be tried.</summary>
    public bool IsUnheard => !_connected;

    /// <summary>Complete replies so far.</summary>
    public int Replies { get; private set; }

    /// <summary>The backend knows who the client is.</summary>
    public bool ClientIsKnown => dialogue.ClientIsKnown;

    /// <summary>The connection is established.</summary>
    public void Connected()
    {
        _connected = true;
        if (!dialogue.Plan.Preface.IsEmpty)
            tcpClient.Tell(new TcpOutbox.Lines(dialogue.Plan.Preface));
    }

    /// <summary>Accepts a line; null while the reply is not complete, or another one is on its way.</summary>
    public RelayStep? Accept(ReadOnlySpan<byte> line)
    {
        // A complete reply or the beginning of one: it must not become part of what is said inside TLS (CVE-2011-0411).
        if (Phase == RelayPhase.Handshake)
            return new RelayStep.Failed(SmtpReplies.RelayConfused);

        switch (_replies.Take(line, out var reply))
        {
            case ReplyProgress.Unfinished:
                return null;
            case ReplyProgress.Garbage:
                return dialogue.BreakOff(SmtpReplies.RelayConfused);
        }

        Replies++;
        var step = dialogue.Handle(reply!);
        _owesReply = step is RelayStep.Wait;
        switch (step)
        {
            case RelayStep.Say say:
                Say(say);
                return null;
            case RelayStep.Secure secure:
                dialogue = secure.Next;
                tcpClient.Tell(new TcpOutbox.StartTls(tls));
                return null;
            case RelayStep.Wait wait:
                dialogue = wait.Next;
                return null;
            case RelayStep.RecipientAccepted accepted:
                dialogue = accepted.Next;
                break;
            case RelayStep.RecipientRefused refused:
                dialogue = refused.Next;
                break;
            case RelayStep.GoAhead go:
                dialogue = go.Next;
                break;
        }

        return step;
    }

    /// <summary>The handshake is complete.</summary>
    public void Secured() => Say(dialogue.Secured());

    /// <summary>What the failed handshake means for the client; null: the mail may go in cleartext.</summary>
    public RelayStep? FailSecuring() => dialogue.FailSecuring();

    /// <summary>What it means for the client that the backend is gone.</summary>
    public RelayStep BreakOff() => dialogue.BreakOff(SmtpReplies.RelayLost);

    /// <summary>Names another recipient.</summary>
    public void NameRecipient(MailPath forwardPath, EsmtpParameters parameters) => Say(dialogue.NameRecipient(forwardPath, parameters));

    /// <summary>Asks for the go-ahead.</summary>
    public void AskForData() => Say(dialogue.AskForData());

    /// <summary>Sends a chunk of mail data; with its end, when <paramref name="ended"/>.</summary>
    public void SendData(TcpOutbox.Chunk chunk, bool ended)
    {
        tcpClient.Tell(chunk);
        if (!ended)
            return;
        dialogue = dialogue.DataSent();
        _owesReply = true;
    }

    /// <summary>Ends it: with QUIT if the backend awaits a command, at once if it owes a reply or the mail data is not complete.</summary>
    public void End()
    {
        if (Phase is RelayPhase.MailData or RelayPhase.Handshake || _owesReply)
        {
            tcpClient.Tell(TcpSignal.Abort.Instance);
            return;
        }

        tcpClient.Tell(new TcpOutbox.Lines(Quit));
        tcpClient.Tell(TcpSignal.Finished.Instance);
    }

    /// <summary>Breaks it off: it does not answer.</summary>
    public void Abort() => tcpClient.Tell(TcpSignal.Abort.Instance);

    private void Say(RelayStep.Say say)
    {
        dialogue = say.Next;
        _owesReply = true;
        tcpClient.Tell(new TcpOutbox.Lines(Encoding.UTF8.GetBytes(say.Lines)));
    }
}
