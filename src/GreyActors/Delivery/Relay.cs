using System.Net;
using System.Text;
using Akka.Actor;
using GreyActors.Core.Smtp;
using GreyActors.Net;

namespace GreyActors.Delivery;

/// <summary>A policy's end of one connection to the backend: the actor, and the dialogue with it as far as it has come.</summary>
/// <param name="tcpClient">The actor.</param>
/// <param name="dialogue">The dialogue at its start.</param>
/// <param name="server">The backend as it is configured.</param>
/// <param name="tls">How a handshake goes, where there is one.</param>
public sealed class Relay(IActorRef tcpClient, RelayDialogue dialogue, DnsEndPoint server, TlsClientSettings tls)
{
    private static readonly byte[] Quit = "QUIT\r\n"u8.ToArray();

    private readonly ReplyReader _replies = new();
    private bool _connected;

    // From the start it owes us its banner.
    private bool _owesReply = true;

    /// <summary>The TcpClient.</summary>
    public IActorRef TcpClient => tcpClient;

    /// <summary>The backend as the configuration writes it.</summary>
    public string Name { get; } = RelayTarget.NameOf(server);

    /// <summary>What is awaited from it.</summary>
    public RelayPhase Phase => dialogue.Phase;

    /// <summary>Whether no connection was established, so that another address may be tried.</summary>
    public bool IsUnheard => !_connected;

    /// <summary>Whole replies that have come.</summary>
    public int Replies { get; private set; }

    /// <summary>Whether the backend got the client by XCLIENT.</summary>
    public bool ClientIsKnown => dialogue.ClientIsKnown;

    /// <summary>The connection stands.</summary>
    public void Connected()
    {
        _connected = true;
        if (!dialogue.Plan.Preface.IsEmpty)
            tcpClient.Tell(new TcpOutbox.Lines(dialogue.Plan.Preface));
    }

    /// <summary>Takes a line; null while the reply is not whole, or while another one is on its way.</summary>
    public RelayStep? Take(ReadOnlySpan<byte> line)
    {
        // Be it a whole reply or the beginning of one: it must not become part of what is said under TLS (CVE-2011-0411).
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
        var step = dialogue.Take(reply!);
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

    /// <summary>The handshake is done.</summary>
    public void Secured() => Say(dialogue.Secured());

    /// <summary>The consequence of a failed handshake for the client; null if cleartext may be tried.</summary>
    public RelayStep? FailSecuring() => dialogue.FailSecuring();

    /// <summary>What it means for the client that nothing more comes from it.</summary>
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

    /// <summary>Ends it: in order where the backend awaits a command, at once where it owes a reply or mail data is not complete.</summary>
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

    /// <summary>Breaks it off: it does not answer any more.</summary>
    public void Abort() => tcpClient.Tell(TcpSignal.Abort.Instance);

    private void Say(RelayStep.Say say)
    {
        dialogue = say.Next;
        _owesReply = true;
        tcpClient.Tell(new TcpOutbox.Lines(Encoding.UTF8.GetBytes(say.Lines)));
    }
}
