using Xunit;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>Three machines in network namespaces, for several tests of one class.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    private ClusterUnderTest? _cluster;

    /// <summary>The cluster, whole at the start of each test.</summary>
    public async Task<ClusterUnderTest> Whole()
    {
        _cluster ??= await ClusterUnderTest.Start(new ClusterOptions { HasCuts = true });
        await _cluster.IsWhole(TimeSpan.FromSeconds(90));
        return _cluster;
    }

    /// <inheritdoc/>
    public Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }
}
