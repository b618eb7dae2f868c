using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using GreyActors.Core.Reputation;

namespace GreyActors.Reputation;

/// <summary>A connected UDP socket to a resolver, for several queries at once.</summary>
/// <remarks>
/// The kernel passes on only datagrams from the resolver's address and port (RFC 5452 9.1). A datagram whose number or question is not that of an open query is
/// ignored, and the query waits on. The channel gets another random port after <see cref="Most"/> queries.
/// </remarks>
internal sealed class UdpChannel : IDisposable
{
    /// <summary>The number of queries after which a channel should be replaced.</summary>
    public const int Most = 500;

    private const int LongestDatagram = 4096;

    private readonly Socket _socket;
    private readonly ConcurrentDictionary<ushort, Pending> _pending = new();
    private int _queries;
    private int _isRetired;

    /// <summary>Opens a socket.</summary>
    /// <exception cref="SocketException">There is no descriptor, or no route to the resolver.</exception>
    public UdpChannel(IPEndPoint resolver)
    {
        _socket = new Socket(resolver.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _socket.Connect(resolver);
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }

        _ = Receive();
    }

    /// <summary>Whether it should be replaced: it has had enough queries, or its socket has failed.</summary>
    public bool IsWorn => Volatile.Read(ref _queries) >= Most;

    /// <summary>Sends a query, and returns what the resolver answers.</summary>
    /// <exception cref="TimeoutException">There is no answer in time.</exception>
    /// <exception cref="OperationCanceledException">The query was cancelled.</exception>
    /// <exception cref="SocketException">The datagram cannot be sent.</exception>
    public async Task<Reading> Ask(DnsQuestion question, TimeSpan timeout, CancellationToken cancelled)
    {
        Interlocked.Increment(ref _queries);
        var pending = new Pending(question);
        var id = Register(pending);
        try
        {
            Send(question, id);
            return await pending.Task.WaitAsync(timeout, cancelled).ConfigureAwait(false);
        }
        finally
        {
            _pending.TryRemove(id, out _);
            CloseIfDone();
        }
    }

    /// <summary>Closes the socket as soon as its queries have ended.</summary>
    public void Retire()
    {
        Volatile.Write(ref _isRetired, 1);
        CloseIfDone();
    }

    /// <summary>Closes the socket now; open queries fail.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        Fail();
    }

    private ushort Register(Pending pending)
    {
        while (true)
        {
            var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
            if (_pending.TryAdd(id, pending))
                return id;
        }
    }

    private void Send(DnsQuestion question, ushort id)
    {
        Span<byte> message = stackalloc byte[DnsQueryMessage.Longest];
        _socket.Send(message[..DnsQueryMessage.Write(question, id, message)]);
    }

    private async Task Receive()
    {
        var buffer = new byte[LongestDatagram];
        while (true)
        {
            try
            {
                var length = await _socket.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false);
                Handle(buffer.AsSpan(0, length));
            }
            catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
            {
                // Nothing listens there: the kernel reports it for all queries that were sent.
                Fail();
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                Volatile.Write(ref _queries, Most);
                Fail();
                return;
            }
        }
    }

    private void Handle(ReadOnlySpan<byte> message)
    {
        if (DnsResponseMessage.IdOf(message) is { } id && _pending.TryGetValue(id, out var pending)
            && DnsResponseMessage.Read(message, pending.Question, out var isTruncated) is { } answer)
        {
            pending.TrySetResult(new Reading(answer, isTruncated));
        }
    }

    private void Fail()
    {
        foreach (var pending in _pending.Values)
            pending.TrySetResult(new Reading(DnsAnswer.Failed, IsTruncated: false));
    }

    private void CloseIfDone()
    {
        if (Volatile.Read(ref _isRetired) == 1 && _pending.IsEmpty)
            _socket.Dispose();
    }

    /// <summary>What a response says.</summary>
    /// <param name="Answer">The answer.</param>
    /// <param name="IsTruncated">Whether it must be asked for again over TCP.</param>
    internal readonly record struct Reading(DnsAnswer Answer, bool IsTruncated);

    // The asker continues on the thread that receives: it only sends a message to an actor.
    private sealed class Pending(DnsQuestion question) : TaskCompletionSource<Reading>
    {
        public DnsQuestion Question { get; } = question;
    }
}
