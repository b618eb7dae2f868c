using System.Threading.Channels;
using Akka.Actor;
using Akka.IO;

namespace GreyActors.Net;

/// <summary>Presents a connection as the <see cref="Stream"/> of encrypted bytes below an SslStream.</summary>
/// <remarks>
/// One frame is requested ahead of the one being read, and a write completes when the operating system has accepted it: this is the back-pressure.
/// SslStream has at most one read and one write in progress. <see cref="End"/> ends both.
/// </remarks>
internal sealed class CipherStream(IActorRef connection, IActorRef owner) : Stream
{
    // Only requested frames arrive, so the number of requests bounds the channel.
    private readonly Channel<ByteString> _arrived = Channel.CreateUnbounded<ByteString>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly Lock _lock = new();
    private ByteString _unread = ByteString.Empty;
    private TaskCompletionSource? _writing;
    private bool _ended;

    /// <summary>Whether a write is in progress.</summary>
    public bool IsWriting
    {
        get
        {
            lock (_lock)
                return _writing is not null;
        }
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Requests the first frame.</summary>
    public void Start() => RequestFrame();

    /// <summary>Adds a received frame.</summary>
    public void Arrive(ByteString bytes) => _arrived.Writer.TryWrite(bytes);

    /// <summary>Ends the input; frames that have arrived are still read.</summary>
    public void EndReading() => _arrived.Writer.TryComplete();

    /// <summary>The operating system has accepted the last write.</summary>
    public void Written() => Release(writing => writing.TrySetResult());

    /// <summary>The connection has ended.</summary>
    public void End()
    {
        EndReading();
        lock (_lock)
            _ended = true;
        Release(writing => writing.TrySetException(new IOException("the connection has ended")));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_unread.IsEmpty)
        {
            if (!await _arrived.Reader.WaitToReadAsync(cancellationToken))
                return 0;
            if (_arrived.Reader.TryRead(out var frame))
            {
                _unread = frame;
                RequestFrame();
            }
        }

        // A read into an empty buffer waits for data.
        var taken = Math.Min(buffer.Length, _unread.Count);
        _unread.Slice(0, taken).CopyTo(ref buffer);
        _unread = taken == _unread.Count ? ByteString.Empty : _unread.Slice(taken);
        return taken;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The continuation must not run on the actor's thread while it handles a message.
        var writing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_ended)
                return ValueTask.FromException(new IOException("the connection has ended"));
            _writing = writing;
        }

        // A copy: if the stream ends early, SslStream releases its buffer while the socket may still be sending it.
        connection.Tell(Tcp.Write.Create(ByteString.FromBytes(buffer.ToArray()), CipherWritten.Instance), owner);
        return new ValueTask(writing.Task);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void RequestFrame() => connection.Tell(Tcp.ResumeReading.Instance, owner);

    private void Release(Action<TaskCompletionSource> how)
    {
        TaskCompletionSource? writing;
        lock (_lock)
        {
            writing = _writing;
            _writing = null;
        }

        if (writing is not null)
            how(writing);
    }
}
