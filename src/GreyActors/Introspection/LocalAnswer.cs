using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using GreyActors.Cluster.Forwarding;
using Microsoft.AspNetCore.Http.Features;

namespace GreyActors.Introspection;

/// <summary>One request of another machine while the endpoints of this machine answer it.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A source of cancellation without a timer has nothing to dispose of.")]
internal sealed class LocalAnswer : ILocalAnswer
{
    // The endpoint waits for the reader after this many bytes.
    private const int Room = 4 * IntrospectionChunk.Most;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: Room, resumeWriterThreshold: Room / 2, useSynchronizationContext: false));
    private readonly CancellationTokenSource _cancelled = new();
    private readonly DefaultHttpContext _context = new();

    /// <inheritdoc/>
    public PipeReader Content => _pipe.Reader;

    /// <inheritdoc/>
    public int Status => _context.Response.StatusCode;

    /// <inheritdoc/>
    public string ContentType => _context.Response.ContentType ?? "";

    /// <inheritdoc/>
    public void Cancel()
    {
        _cancelled.Cancel();
        _pipe.Reader.CancelPendingRead();
        // An endpoint that waits for room continues, and finds that nobody reads.
        _pipe.Reader.Complete();
    }

    /// <summary>Answers; the task never fails, because a failure is the end of <see cref="Content"/>.</summary>
    public async Task Run(RequestDelegate pipeline, IServiceScopeFactory scopes, IntrospectionRequest request)
    {
        await using var scope = scopes.CreateAsyncScope();
        _context.RequestServices = scope.ServiceProvider;
        _context.RequestAborted = _cancelled.Token;
        _context.Features.Set<IHttpResponseBodyFeature>(new PipedBody(_pipe.Writer));
        _context.Request.Method = request.IsHead ? HttpMethods.Head : HttpMethods.Get;
        _context.Request.Scheme = Uri.UriSchemeHttp;
        _context.Request.Host = new HostString("localhost");
        _context.Request.Path = request.Path;
        _context.Request.QueryString = new QueryString(request.Query);
        try
        {
            await pipeline(_context);
            await _pipe.Writer.CompleteAsync();
        }
        // Whatever it is, it belongs to this request only, and the other machine gets it.
        catch (Exception failed)
        {
            await _pipe.Writer.CompleteAsync(failed);
        }
    }

    private sealed class PipedBody(PipeWriter writer) : IHttpResponseBodyFeature
    {
        public Stream Stream { get; } = writer.AsStream(leaveOpen: true);

        public PipeWriter Writer => writer;

        public void DisableBuffering()
        {
        }

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("No endpoint sends a file.");

        public async Task CompleteAsync() => await writer.FlushAsync();
    }
}
