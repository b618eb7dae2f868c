using GreyActors.Cluster.Forwarding;

namespace GreyActors.Introspection;

/// <summary>Runs the requests of other machines through the same endpoints as HTTP requests, but not through the <see cref="AccessGuard"/>: the machine that asks has checked its client.</summary>
/// <param name="scopes">Makes the services of a request.</param>
internal sealed class LocalEndpoint(IServiceScopeFactory scopes) : ILocalEndpoint
{
    private RequestDelegate? _pipeline;

    /// <summary>Sets the endpoints.</summary>
    public void Use(RequestDelegate pipeline) => _pipeline = pipeline;

    /// <inheritdoc/>
    public ILocalAnswer Answer(IntrospectionRequest request)
    {
        var answer = new LocalAnswer();
        _ = answer.Run(_pipeline ?? throw new InvalidOperationException("The endpoints are not mapped."), scopes, request);
        return answer;
    }
}
