using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace GreyActors.Tests.Shared.Dns;

/// <summary>A name server on 127.0.0.1 that answers as a test says, over UDP and TCP.</summary>
internal sealed class MisbehavingDnsServer : IAsyncDisposable
{
    private readonly Socket _datagrams = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket _connections = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<byte[], Task<IEnumerable<byte[]>>> _answer;
    private readonly Func<byte[], byte[]>? _answerOverTcp;
    private readonly CancellationTokenSource _ended = new();
    private int _queries;
    private int _queriesOverTcp;

    /// <summary>A server that sends these datagrams for each query.</summary>
    /// <param name="answer">The datagrams for a query; none for silence.</param>
    /// <param name="answerOverTcp">The message for a query over TCP; null to accept connections and stay silent.</param>
    public MisbehavingDnsServer(Func<byte[], Task<IEnumerable<byte[]>>> answer, Func<byte[], byte[]>? answerOverTcp = null)
    {
        (_answer, _answerOverTcp) = (answer, answerOverTcp);
        while (!IsBound())
        {
        }

        _ = AnswerDatagrams();
        _ = AcceptConnections();
    }

    /// <summary>The same, without a wait.</summary>
    public MisbehavingDnsServer(Func<byte[], IEnumerable<byte[]>> answer, Func<byte[], byte[]>? answerOverTcp = null)
        : this(query => Task.FromResult(answer(query)), answerOverTcp)
    {
    }

    /// <summary>Its address and port, for UDP and TCP.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>The ports that queries over UDP came from, each once.</summary>
    public ConcurrentDictionary<int, bool> Ports { get; } = new();

    /// <summary>The number of queries over UDP so far.</summary>
    public int Queries => Volatile.Read(ref _queries);

    /// <summary>The number of queries over TCP so far.</summary>
    public int QueriesOverTcp => Volatile.Read(ref _queriesOverTcp);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _datagrams.Dispose();
        _connections.Dispose();
        _ended.Dispose();
    }

    private bool IsBound()
    {
        var port = Random.Shared.Next(10_081, 30_000);
        try
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, port);
            _connections.Bind(EndPoint);
            _connections.Listen();
            _datagrams.Bind(EndPoint);
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && !_connections.IsBound)
        {
            return false;
        }
    }

    private async Task AnswerDatagrams()
    {
        var buffer = new byte[4096];
        while (!_ended.IsCancellationRequested)
        {
            var query = await _datagrams.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _ended.Token);
            Ports[((IPEndPoint)query.RemoteEndPoint).Port] = true;
            Interlocked.Increment(ref _queries);
            _ = Answer(buffer[..query.ReceivedBytes], query.RemoteEndPoint);
        }
    }

    private async Task Answer(byte[] query, EndPoint client)
    {
        foreach (var datagram in await _answer(query))
            await _datagrams.SendToAsync(datagram, client, _ended.Token);
    }

    private async Task AcceptConnections()
    {
        while (!_ended.IsCancellationRequested)
            _ = Answer(await _connections.AcceptAsync(_ended.Token));
    }

    private async Task Answer(Socket connection)
    {
        using var stream = new NetworkStream(connection, ownsSocket: true);
        while (true)
        {
            var length = new byte[2];
            await stream.ReadExactlyAsync(length, _ended.Token);
            var query = new byte[(length[0] << 8) | length[1]];
            await stream.ReadExactlyAsync(query, _ended.Token);
            Interlocked.Increment(ref _queriesOverTcp);
            if (_answerOverTcp is null)
                continue;
            var answer = _answerOverTcp(query);
            await stream.WriteAsync((byte[])[(byte)(answer.Length >> 8), (byte)answer.Length, .. answer], _ended.Token);
        }
    }
}
