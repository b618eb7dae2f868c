using System.Collections.Immutable;
using System.Net;

namespace GreyActors.Demo;

/// <summary>Plays the plot against a service.</summary>
internal sealed class Demonstration(IPEndPoint listener, ImmutableArray<Performer> cast, CompressedTime time)
{
    private readonly TimeSpan _began = time.Elapsed;

    /// <summary>Since the beginning, in the demo's time.</summary>
    public TimeSpan Clock => time.Elapsed - _began;

    /// <summary>What has happened so far.</summary>
    public Story Story { get; } = new();

    /// <summary>Everybody plays his part, all at the same time; ends when the last has ended, or by cancellation.</summary>
    public Task Play(CancellationToken cancelled) => Task.WhenAll(cast.Select(performer => Play(performer, cancelled)));

    private async Task Play(Performer performer, CancellationToken cancelled)
    {
        var (next, first) = (performer.At[0], TimeSpan.Zero);
        for (var attempt = 1; attempt <= performer.At.Length; attempt++)
        {
            var wait = next - Clock;
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancelled);

            var began = Clock;
            if (attempt == 1)
                first = began;
            var (ending, reply) = await OutsideClient.Attempt(listener, performer, attempt, time, cancelled);
            Story.Add(new StoryLine(Clock, performer, attempt, ending, reply, began - first));
            if (ending is Ending.Delivered or Ending.Refused)
                return;
            if (attempt < performer.At.Length)
                next = Clock + performer.At[attempt] - performer.At[attempt - 1];
        }
    }
}
