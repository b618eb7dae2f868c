namespace GreyActors.Doors.Smtp;

/// <summary>What a mail transaction that begins now goes by; written by the greylist-server, read by every session.</summary>
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
