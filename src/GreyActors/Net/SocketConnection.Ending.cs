using System.Net.Sockets;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.IO;
using GreyActors.Observability;

namespace GreyActors.Net;

/// <content>The end of a connection; everything here is called within the lock.</content>
internal sealed partial class SocketConnection
{
    private void NotePeersEnd()
    {
        _peerEnded = true;
        if (_ourEndIsSent)
        {
            End(_closing!.Value.Command.Event);
        }
        else if (_outlivesPeersEnd)
        {
            _handler!.Tell(Tcp.PeerClosed.Instance, this);
        }
        else
        {
            // Nobody will read the remaining output.
            End(Tcp.PeerClosed.Instance);
        }
    }

    private void CloseWhenSent()
    {
        if (_isClosed || _ourEndIsSent || _closing is not { } closing || _unsent.Count > 0)
            return;
        if (closing.Command is Tcp.ConfirmedClose && !_peerEnded && SendOurEnd())
            _ourEndIsSent = true;
        else
            End(closing.Command.Event);
    }

    private bool SendOurEnd()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (SocketException)
        {
            // The connection has already ended.
            return false;
        }
    }

    private void Fail(SocketError error) => End(new Tcp.ErrorClosed(new SocketException((int)error).Message));

    private void Reset()
    {
        if (_isClosed)
            return;
        try
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (SocketException)
        {
            // The connection has already ended.
        }

        End(Tcp.Aborted.Instance);
    }

    private void End(Tcp.ConnectionClosed how)
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _socket.Dispose();
        _share?.GiveBack();
        _reading?.Dispose();
        _writing?.Dispose();
        while (_unsent.TryDequeue(out var unsent))
            unsent.Sender.Tell(unsent.Command.FailureMessage, this);
        _handler?.Tell(how, this);
        if (_closing is { } closing && !closing.Sender.Equals(_handler))
            closing.Sender.Tell(how, this);
        foreach (var watcher in _watchers ?? [])
            watcher.SendSystemMessage(Ended());
    }

    // These callbacks run on threads without a supervisor: an exception there would end the process.
    private static void EndByBug(SocketConnection connection, Exception bug)
    {
        connection._system.Log.Error(bug, LogLines.ConnectionBug);
        lock (connection._gate)
            connection.End(Tcp.Aborted.Instance);
    }

    private DeathWatchNotification Ended() => new(this, existenceConfirmed: true, addressTerminated: false);
}
