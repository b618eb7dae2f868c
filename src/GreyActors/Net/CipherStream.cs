using System.Threading.Channels;
using Akka.Actor;
using Akka.IO;

namespace GreyActors.Net;

/// <summary>A connection as a <see cref="Stream"/> of what is on the wire, for an SslStream to sit on.</summary>
/// <remarks>
/// One frame is asked for ahead of the one that is being read, and a write is done when the operating system has it: that is the
/// back-pressure. SslStream reads once and writes once at a time. <see cref="End"/> ends whatever is under way.
/// </remarks>
internal sealed class CipherStream(IActorRef connection, IActorRef owner) : Stream
{
    // As many frames come as were asked for, so its bound is that of asking.
    private readonly Channel<ByteString> _arrived = Channel.CreateUnbounded<ByteString>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly Lock _lock = new();
    private ByteString _unread = ByteString.Empty;
    private TaskCompletionSource? _writing;
    private bool _ended;

    /// <summary>A write is under way.</summary>
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

    /// <summary>Asks for the first frame.</summary>
    public void Start() => AskForFrame();

    /// <summary>A frame came.</summary>
    public void Arrive(ByteString bytes) => _arrived.Writer.TryWrite(bytes);

    /// <summary>No frame comes any more; what has come is still read.</summary>
    public void EndReading() => _arrived.Writer.TryComplete();

    /// <summary>What was written is with the operating system.</summary>
    public void Written() => Release(writing => writing.TrySetResult());

    /// <summary>The connection is of no use any more.</summary>
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
                AskForFrame();
            }
        }

        // A read of nothing waits until there is something.
        var taken = Math.Min(buffer.Length, _unread.Count);
        _unread.Slice(0, taken).CopyTo(ref buffer);
        _unread = taken == _unread.Count ? ByteString.Empty : _unread.Slice(taken);
        return taken;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Its continuation must not run on the actor's thread, in the midst of a message.
        var writing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_ended)
                return ValueTask.FromException(new IOException("the connection has ended"));
            _writing = writing;
        }

        // A copy: when we are ended early SslStream gives its buffer away, while the socket may still be sending.
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

    private void AskForFrame() => connection.Tell(Tcp.ResumeReading.Instance, owner);

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
