namespace GreyActors.Components;

/// <summary>
/// What an actor shows to the outside: its behaviour, since when, and what it serves. The actor writes it, the introspector reads it; nothing else
/// may depend on it.
/// </summary>
/// <remarks>
/// It is part of the actor's Props, so no registry is needed that every session would have to join and leave. Times are milliseconds of
/// <see cref="Environment.TickCount64"/>, which is cheap and sufficient for ages.
/// </remarks>
public sealed class Nameplate
{
    private volatile string _behaviour = "Starting";
    private volatile string? _about;
    private long _since = Environment.TickCount64;

    /// <summary>When the actor was created.</summary>
    public long Started { get; } = Environment.TickCount64;

    /// <summary>When the current behaviour was entered.</summary>
    public long Since => Volatile.Read(ref _since);

    /// <summary>The name of the behaviour, without its arguments.</summary>
    public string Behaviour
    {
        get
        {
            var shown = _behaviour;
            var arguments = shown.IndexOf('(', StringComparison.Ordinal);
            return arguments < 0 ? shown : shown[..arguments];
        }
    }

    /// <summary>What the actor serves, for example the client's address; null if its name is enough.</summary>
    public string? About
    {
        get => _about;
        set => _about = value;
    }

    /// <summary>Shows a new behaviour.</summary>
    public void Show(string behaviour)
    {
        _behaviour = behaviour;
        Volatile.Write(ref _since, Environment.TickCount64);
    }
}
