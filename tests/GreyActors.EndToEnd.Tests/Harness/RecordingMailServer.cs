using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>
/// A backend that records every command, envelope and byte, and misbehaves on demand. Mail counts as delivered
/// when it said 250 to it, and only then.
/// </summary>
public sealed class RecordingMailServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _commands = new();
    private readonly ConcurrentQueue<ReceivedMessage> _delivered = new();
    private readonly ConcurrentDictionary<Stage, Misbehaviour> _misbehaviours = new();
    private readonly ConcurrentDictionary<Task, byte> _sessions = new();
    private CancellationTokenSource _stop = new();
    private TcpListener _listener;
    private Task _accepting;

    /// <summary>Listens on a port of its own.</summary>
    public RecordingMailServer()
    {
        Port = FreePort.Next();
        (_listener, _accepting) = Listen();
    }

    /// <summary>On 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Every command line of every session, in the order of arrival.</summary>
    public IReadOnlyList<string> Commands => [.. _commands];

    /// <summary>What was said 250 to.</summary>
    public IReadOnlyList<ReceivedMessage> Delivered => [.. _delivered];

    /// <summary>Sessions that are open now.</summary>
    public int OpenSessions => _sessions.Count;

    /// <summary>The extensions it announces; those of a Postfix that has them all but STARTTLS.</summary>
    public IReadOnlyList<string> Extensions { get; init; } =
        ["PIPELINING", "SIZE 52428800", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES"];

    /// <summary>What it says to mail data, with a number of its own in every reply.</summary>
    public string EndOfDataReply { get; init; } = "250 2.0.0 Ok: queued as";

    /// <summary>
    /// It speaks LMTP, and this is what it says to the mail data for a recipient, given its RCPT line: a reply of its own, "" for the right
    /// one; null: it closes. Null when it speaks SMTP.
    /// </summary>
    public Func<string, string?>? Fates { get; init; }

    /// <summary>From now on it does this at that stage, in every session.</summary>
    public void Misbehave(Stage stage, Misbehaviour how) => _misbehaviours[stage] = how;

    /// <summary>From now on it does everything right.</summary>
    public void Behave() => _misbehaviours.Clear();

    /// <summary>Stops listening and closes every session. New connections are refused.</summary>
    public async Task Refuse()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await Task.WhenAll([_accepting, .. _sessions.Keys]);
    }

    /// <summary>Listens again after <see cref="Refuse"/>.</summary>
    public void Welcome()
    {
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        (_listener, _accepting) = Listen();
    }

    /// <summary>The message for this forward-path, when it is delivered.</summary>
    public Task<ReceivedMessage> MessageFor(string forwardPath, TimeSpan? within = null) => Eventually.Find(
        $"a message for {forwardPath} at the backend", () => _delivered.FirstOrDefault(message => message.IsFor(forwardPath)), within);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested)
            await Refuse();

        _stop.Dispose();
    }

    private (TcpListener Listener, Task Accepting) Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start(backlog: 1024);
        return (listener, Accept(listener, _stop.Token));
    }

    private async Task Accept(TcpListener listener, CancellationToken stop)
    {
        try
        {
            while (true)
                Serve(await listener.AcceptSocketAsync(stop), stop);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
        }
    }

    private void Serve(Socket socket, CancellationToken stop)
    {
        var session = new RecordingSession(socket, Extensions, EndOfDataReply, Fates, _misbehaviours, _commands, _delivered);
        var serving = session.Run(stop);
        _sessions[serving] = 0;
        serving.ContinueWith(ended => _sessions.TryRemove(ended, out _), TaskScheduler.Default);
    }
}
