using System.Collections.Concurrent;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>New clients at a steady rate, each of which keeps trying until all its mails are acknowledged.</summary>
public sealed class ClusterLoad : IAsyncDisposable
{
    // All loads of a run may use one cluster.
    private static int _triplets;

    private readonly ClusterUnderTest _cluster;
    private readonly ClusterRecorder _recorder;
    private readonly LoadShape _shape;
    private readonly CancellationTokenSource _noMore = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly ConcurrentDictionary<int, Task> _clients = new();
    private readonly Task _starting;

    /// <summary>Starts.</summary>
    public ClusterLoad(ClusterUnderTest cluster, ClusterRecorder recorder, LoadShape shape)
    {
        (_cluster, _recorder, _shape) = (cluster, recorder, shape);
        _starting = StartClients();
    }

    /// <summary>Starts no more clients, and waits until all mail is acknowledged. Returns the triplets whose mail is not.</summary>
    public async Task<IReadOnlyList<int>> Finish(TimeSpan within)
    {
        await _noMore.CancelAsync();
        await _starting;
        _giveUp.CancelAfter(within);
        await Task.WhenAll(_clients.Values);
        return [.. _clients.Where(client => !((Task<bool>)client.Value).Result).Select(client => client.Key).Order()];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _giveUp.CancelAsync();
        await Finish(TimeSpan.Zero);
        _noMore.Dispose();
        _giveUp.Dispose();
    }

    private async Task StartClients()
    {
        using var pace = new PeriodicTimer(_shape.BetweenClients);
        try
        {
            while (true)
            {
                await pace.WaitForNextTickAsync(_noMore.Token);
                var triplet = Interlocked.Increment(ref _triplets);
                var client = new RetryingClient(triplet, _cluster.Machines, _recorder, _shape);
                _clients[triplet] = Task.Run(() => client.Run(_giveUp.Token));
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}

/// <summary>The behaviour of the clients of a <see cref="ClusterLoad"/>.</summary>
public sealed record LoadShape
{
    /// <summary>The time between two new clients.</summary>
    public TimeSpan BetweenClients { get; init; } = TimeSpan.FromSeconds(0.15);

    /// <summary>The shortest time between an attempt and the next.</summary>
    public TimeSpan ShortestPause { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest time between an attempt and the next.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The mails of each client, one after the other.</summary>
    public int Mails { get; init; } = 3;

    /// <summary>How long a client waits for a reply.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);
}
