namespace GreyActors.Configuration;

/// <summary>What the program goes by at this moment: may be read by anybody at any time, and is replaced as a whole.</summary>
/// <remarks>Who decides about several things that belong together takes it once.</remarks>
public sealed class ConfigurationInForce(RunningConfiguration first)
{
    private volatile RunningConfiguration _now = first;

    /// <summary>The configuration.</summary>
    public RunningConfiguration Now => _now;

    /// <summary>From now on it is this one.</summary>
    public void Replace(RunningConfiguration next) => _now = next;
}
