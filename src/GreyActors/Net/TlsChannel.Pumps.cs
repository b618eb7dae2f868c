using Akka.Actor;
using Akka.IO;

namespace GreyActors.Net;

/// <content>Reading and writing: one operation at a time in each direction.</content>
public sealed partial class TlsChannel
{
    private void ContinueReading()
    {
        if (_reading || !_wanted)
            return;
        _wanted = false;
        _reading = true;
        Pipe(_tls.Read(), why => new TlsProgress.Unreadable(why));
    }

    private void Enqueue(Tcp.Write write)
    {
        if (_unsentBytes + write.Data.Count > MaxUnsent)
        {
            Sender.Tell(write.FailureMessage);
            return;
        }

        _unsent.Enqueue((write, Sender));
        _unsentBytes += write.Data.Count;
    }

    private void ContinueWriting()
    {
        if (_writing || !_unsent.TryPeek(out var next))
            return;
        _writing = true;
        Pipe(_tls.Write(next.Command.Data), why => new TlsProgress.Unwritable(why));
    }

    private void Acknowledge()
    {
        _writing = false;
        var (command, sender) = _unsent.Dequeue();
        _unsentBytes -= command.Data.Count;
        if (command.WantsAck)
            sender.Tell(command.Ack);
    }

    private void CloseWhenWritten()
    {
        ContinueWriting();
        if (_writing)
            return;
        _writing = true;
        Pipe(_tls.SayEnd(), why => new TlsProgress.Unwritable(why));
    }

    private void CloseConnection(Tcp.CloseCommand close)
    {
        if (_peerEnded && !_side.OutlivesPeersEnd)
        {
            // The connection has ended, and would not reply.
            _parent.Tell(Tcp.PeerClosed.Instance);
            Context.Stop(Self);
            return;
        }

        _connection.Tell(close);
        _connection.Tell(Tcp.ResumeReading.Instance);
        Enter(AwaitingPeersEnd(close));
    }

    private void Pipe(Task<TlsProgress> task, Func<string, TlsProgress> failed) =>
        task.PipeTo(Self, failure: error => failed(InnermostOf(error)));

    // Closed cleanly, so that the TLS alert with the reason is not lost, but without waiting for a peer that does not read it.
    private void Fail(string why)
    {
        _parent.Tell(new TlsProtocol.Failed(why));
        if (!_tls.Wire.IsWriting)
            _connection.Tell(Tcp.Close.Instance);
        Context.Stop(Self);
    }

    // The innermost exception has the message of the TLS library.
    private static string InnermostOf(Exception error)
    {
        while (error.InnerException is { } inner)
            error = inner;
        return error.Message.ReplaceLineEndings(" ").Trim();
    }
}
