namespace GreyActors.Doors.Policy;

/// <summary>The dependencies of a request that arrives now. The greylist-server writes them, every delegate reads them.</summary>
public sealed class CurrentPolicyDependencies
{
    private volatile PolicyDependencies? _now;

    /// <summary>The parts; null before there were any.</summary>
    public PolicyDependencies? Now
    {
        get => _now;
        set => _now = value;
    }
}
