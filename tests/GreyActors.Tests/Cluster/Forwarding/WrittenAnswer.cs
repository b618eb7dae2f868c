using System.IO.Pipelines;
using GreyActors.Cluster.Forwarding;

namespace GreyActors.Tests.Cluster.Forwarding;

/// <summary>An answer of an endpoint that the test writes.</summary>
internal sealed class WrittenAnswer : ILocalAnswer
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PipeReader Content => _pipe.Reader;

    public PipeWriter Writer => _pipe.Writer;

    public int Status { get; set; } = 200;

    public string ContentType { get; set; } = "application/json";

    public Task Cancelled => _cancelled.Task;

    public void Cancel() => _cancelled.TrySetResult();
}
