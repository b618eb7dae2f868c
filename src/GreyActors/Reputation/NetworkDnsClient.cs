using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using GreyActors.Core.Reputation;

namespace GreyActors.Reputation;

/// <summary>Asks resolvers over UDP, and over TCP if the answer is too long for a datagram.</summary>
/// <remarks>
/// Each question gets two attempts, or one at each resolver if there are several. A server's error is an answer: it is not asked again. A package was rejected
/// because of its cost and its weak checks (docs/decisions/0042-dns-on-the-wire-is-our-own.md).
/// </remarks>
public sealed class NetworkDnsClient : IDnsClient, IDisposable
{
    private static readonly DnsAnswer Invalid = DnsAnswer.Void(TimeSpan.FromDays(1));

    private readonly ImmutableArray<IPEndPoint> _resolvers;
    private readonly TimeSpan _timeout;
    private readonly UdpChannel?[] _channels;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _connections;
    private bool _isDisposed;

    /// <summary>A client of these resolvers.</summary>
    /// <param name="resolvers">At least one, in the order of attempts.</param>
    /// <param name="timeout">The time for one attempt.</param>
    /// <param name="maxConnections">The maximum number of connections. An answer that needs another one fails.</param>
    public NetworkDnsClient(ImmutableArray<IPEndPoint> resolvers, TimeSpan timeout, int maxConnections)
    {
        _resolvers = resolvers.Length == 1 ? [resolvers[0], resolvers[0]] : resolvers;
        _timeout = timeout;
        _channels = new UdpChannel?[resolvers.Length];
        _connections = new SemaphoreSlim(maxConnections);
    }

    /// <inheritdoc/>
    public async Task<DnsAnswer> Ask(DnsQuestion question, CancellationToken cancelled)
    {
        if (!DnsQueryMessage.CanAskFor(question.Name))
            return Invalid;
        for (var attempt = 0; attempt < _resolvers.Length; attempt++)
        {
            UdpChannel? channel = null;
            try
            {
                channel = ChannelOf(attempt % _channels.Length);
                var reading = await channel.Ask(question, _timeout, cancelled).ConfigureAwait(false);
                return reading.IsTruncated ? await AskOverTcp(_resolvers[attempt], question, cancelled).ConfigureAwait(false) : reading.Answer;
            }
            catch (TimeoutException)
            {
                // The datagram or its answer was lost, or the resolver is busy or away. The next attempt has another socket, because this machine may have another
                // address than when this one was connected.
                Replace(channel!);
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return DnsAnswer.Failed;
            }
        }

        return DnsAnswer.Failed;
    }

    /// <summary>Closes all sockets; open queries fail.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var channel in _channels)
                channel?.Dispose();
        }
    }

    private UdpChannel ChannelOf(int resolver)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_channels[resolver] is { IsWorn: false } channel)
                return channel;
            _channels[resolver]?.Retire();
            return _channels[resolver] = new UdpChannel(_resolvers[resolver]);
        }
    }

    private void Replace(UdpChannel channel)
    {
        lock (_lock)
        {
            if (Array.IndexOf(_channels, channel) is >= 0 and var resolver)
            {
                _channels[resolver] = null;
                channel.Retire();
            }
        }
    }

    private async Task<DnsAnswer> AskOverTcp(IPEndPoint resolver, DnsQuestion question, CancellationToken cancelled)
    {
        if (!await _connections.WaitAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false))
            return DnsAnswer.Failed;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        limit.CancelAfter(_timeout);
        try
        {
            using var socket = new Socket(resolver.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(resolver, limit.Token).ConfigureAwait(false);
            await using var stream = new NetworkStream(socket);
            return await Exchange(stream, question, limit.Token).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is IOException or SocketException or OperationCanceledException)
        {
            return DnsAnswer.Failed;
        }
        finally
        {
            _connections.Release();
        }
    }

    // RFC 1035 4.2.2: each message has its length before it. The connection is for one question, so that its number need not be random.
    private static async Task<DnsAnswer> Exchange(NetworkStream stream, DnsQuestion question, CancellationToken limit)
    {
        var query = new byte[2 + DnsQueryMessage.Longest];
        var length = DnsQueryMessage.Write(question, 0, query.AsSpan(2));
        BinaryPrimitives.WriteUInt16BigEndian(query, (ushort)length);
        await stream.WriteAsync(query.AsMemory(0, 2 + length), limit).ConfigureAwait(false);
        await stream.ReadExactlyAsync(query.AsMemory(0, 2), limit).ConfigureAwait(false);
        var response = new byte[BinaryPrimitives.ReadUInt16BigEndian(query)];
        await stream.ReadExactlyAsync(response, limit).ConfigureAwait(false);
        return DnsResponseMessage.Read(response, question, out var isTruncated) is { } answer && !isTruncated ? answer : DnsAnswer.Failed;
    }
}
