namespace GreyActors.Doors.Smtp;

/// <summary>The dependencies of a mail transaction that begins now. The greylist-server writes them, every session reads them.</summary>
/// <remarks>A message to each of thousands of sessions would find most of them idle until they end.</remarks>
public sealed class CurrentSessionDependencies
{
    private volatile SessionDependencies? _now;

    /// <summary>The parts; null before there were any.</summary>
    public SessionDependencies? Now
    {
        get => _now;
        set => _now = value;
    }
}
