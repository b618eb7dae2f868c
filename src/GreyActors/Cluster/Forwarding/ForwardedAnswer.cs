using System.IO.Pipelines;

namespace GreyActors.Cluster.Forwarding;

/// <summary>The answer of another machine while it arrives: an actor writes it, an HTTP request reads it.</summary>
public sealed class ForwardedAnswer
{
    // The actor waits for the reader after this many bytes.
    private const int Room = IntrospectionChunk.Most;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: Room, resumeWriterThreshold: Room / 2, useSynchronizationContext: false));
    private readonly TaskCompletionSource<ForwardedHead> _head = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The status, as soon as it is known; or the reason why there is no answer.</summary>
    public Task<ForwardedHead> Head => _head.Task;

    /// <summary>The content. It fails with an <see cref="IOException"/> if the rest does not arrive.</summary>
    public PipeReader Content => _pipe.Reader;

    /// <summary>The other side of <see cref="Content"/>.</summary>
    internal PipeWriter Writer => _pipe.Writer;

    /// <summary>Sets the status.</summary>
    internal void Begin(int status, string contentType) => _head.TrySetResult(new ForwardedHead(status, contentType, null));

    /// <summary>The answer is complete.</summary>
    internal void End() => _pipe.Writer.Complete();

    /// <summary>There is no answer, or its rest is missing.</summary>
    internal void Fail(string why)
    {
        _head.TrySetResult(new ForwardedHead(0, "", why));
        _pipe.Writer.Complete(new IOException(why));
    }
}

/// <summary>The beginning of an answer.</summary>
/// <param name="Status">The status.</param>
/// <param name="ContentType">The type of the content; empty if there is none.</param>
/// <param name="WhyNot">The reason why there is no answer; null if there is one.</param>
public sealed record ForwardedHead(int Status, string ContentType, string? WhyNot);
