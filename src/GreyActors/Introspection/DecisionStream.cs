using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace GreyActors.Introspection;

/// <summary>Writes decisions as server-sent events (WHATWG HTML, section 9.2) until the reader disconnects or the host stops.</summary>
/// <remarks>
/// The framework's ServerSentEvents result cannot write comments, but only a write shows that a reader has disconnected. Kestrel's minimum data
/// rate disconnects a reader that reads nothing for a while; until then its feed drops the oldest decisions.
/// </remarks>
internal sealed class DecisionStream(IOptions<JsonOptions> json, IHostApplicationLifetime lifetime)
{
    /// <summary>The media type of server-sent events.</summary>
    public const string ContentType = "text/event-stream";

    /// <summary>The maximum number of decisions queued for one reader.</summary>
    public const int Room = 256;

    // A single decision is written at once. At high rates nobody reads faster than this, and a write for each decision would cost a tenth of the
    // service's throughput. Together with the size of the queue it limits a reader to about a thousand decisions per second.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public async Task Write(HttpContext context, DecisionFeed feed)
    {
        context.Response.ContentType = ContentType;
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await context.Response.WriteAsync(": listening\n\n", ended.Token);
            while (true)
            {
                if (!await SomethingComes(feed, ended.Token))
                {
                    await context.Response.WriteAsync(": still here\n\n", ended.Token);
                    continue;
                }

                for (var taken = 0; taken < Room && feed.TryTake(out var decision, out var dropped); taken++)
                    Encoding.UTF8.GetBytes(EventsOf(decision!, dropped), context.Response.BodyWriter);
                await context.Response.BodyWriter.FlushAsync(ended.Token);
                await Task.Delay(Rest, ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader has disconnected, or the host stops.
        }
    }

    private static async Task<bool> SomethingComes(DecisionFeed feed, CancellationToken ended)
    {
        using var heartbeat = CancellationTokenSource.CreateLinkedTokenSource(ended);
        heartbeat.CancelAfter(Heartbeat);
        try
        {
            await feed.Wait(heartbeat.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ended.IsCancellationRequested)
        {
            return false;
        }
    }

    private string EventsOf(Decision decision, long dropped)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"id: {decision.Id}\nevent: decision\ndata: {JsonSerializer.Serialize(decision, json.Value.SerializerOptions)}\n\n");
        return dropped == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"event: dropped\ndata: {{\"count\":{dropped}}}\n\n{text}");
    }
}
