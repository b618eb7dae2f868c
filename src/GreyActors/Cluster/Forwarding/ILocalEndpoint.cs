namespace GreyActors.Cluster.Forwarding;

/// <summary>The endpoint of this machine, without HTTP.</summary>
public interface ILocalEndpoint
{
    /// <summary>Starts to answer a request that only reads.</summary>
    ILocalAnswer Answer(IntrospectionRequest request);
}
