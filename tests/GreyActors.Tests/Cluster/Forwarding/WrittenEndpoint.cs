using System.Collections.Concurrent;
using GreyActors.Cluster.Forwarding;

namespace GreyActors.Tests.Cluster.Forwarding;

/// <summary>An endpoint whose first answer the test writes; later ones stay open.</summary>
internal sealed class WrittenEndpoint : ILocalEndpoint
{
    public WrittenAnswer Written { get; } = new();

    public ConcurrentQueue<IntrospectionRequest> Requests { get; } = new();

    public ILocalAnswer Answer(IntrospectionRequest request)
    {
        Requests.Enqueue(request);
        return Requests.Count == 1 ? Written : new WrittenAnswer();
    }
}
