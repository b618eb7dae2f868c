using System.Collections.Immutable;
using System.Net;

namespace GreyActors.Demo;

/// <summary>Sends the mail of all senders to a service.</summary>
internal sealed class Demonstration(IPEndPoint listener, ImmutableArray<DemoSender> cast, CompressedTime time)
{
    private readonly TimeSpan _began = time.Elapsed;

    /// <summary>The time since the start, on the demo's clock.</summary>
    public TimeSpan Clock => time.Elapsed - _began;

    /// <summary>The attempts so far.</summary>
    public Story Story { get; } = new();

    /// <summary>Runs all senders at the same time, until the last has ended or until cancellation.</summary>
    public Task Play(CancellationToken cancelled) => Task.WhenAll(cast.Select(sender => Play(sender, cancelled)));

    private async Task Play(DemoSender sender, CancellationToken cancelled)
    {
        var (next, first) = (sender.At[0], TimeSpan.Zero);
        for (var attempt = 1; attempt <= sender.At.Length; attempt++)
        {
            var wait = next - Clock;
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancelled);

            var began = Clock;
            if (attempt == 1)
                first = began;
            var (ending, reply) = await OutsideClient.Attempt(listener, sender, attempt, time, cancelled);
            Story.Add(new StoryLine(Clock, sender, attempt, ending, reply, began - first));
            if (ending is Ending.Delivered or Ending.Refused)
                return;
            if (attempt < sender.At.Length)
                next = Clock + sender.At[attempt] - sender.At[attempt - 1];
        }
    }
}
