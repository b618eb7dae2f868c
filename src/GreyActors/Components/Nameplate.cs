namespace GreyActors.Components;

/// <summary>
/// What an actor hangs on its door: the behaviour it is in, since when, and whom it serves. The actor writes it,
/// the introspector reads it from outside; nothing else may depend on it.
/// </summary>
/// <remarks>
/// It travels in the actor's Props, so that reading it needs no registry that every session would have to enter and leave.
/// Times are <see cref="Environment.TickCount64"/> milliseconds: cheap, and only ages are shown.
/// </remarks>
public sealed class Nameplate
{
    private volatile string _behaviour = "Starting";
    private volatile string? _about;
    private long _since = Environment.TickCount64;

    /// <summary>When the actor was made.</summary>
    public long Started { get; } = Environment.TickCount64;

    /// <summary>When the present behaviour was entered.</summary>
    public long Since => Volatile.Read(ref _since);

    /// <summary>The behaviour's name, without the arguments it was entered with.</summary>
    public string Behaviour
    {
        get
        {
            var shown = _behaviour;
            var arguments = shown.IndexOf('(', StringComparison.Ordinal);
            return arguments < 0 ? shown : shown[..arguments];
        }
    }

    /// <summary>Whom or what the actor serves, for example the client's address; null when its name says it all.</summary>
    public string? About
    {
        get => _about;
        set => _about = value;
    }

    /// <summary>Shows that a behaviour was entered.</summary>
    public void Show(string behaviour)
    {
        _behaviour = behaviour;
        Volatile.Write(ref _since, Environment.TickCount64);
    }
}
