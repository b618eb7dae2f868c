using Akka.Actor;

namespace GreyActors.Net;

/// <summary>Tells a <see cref="ConnectedSocketAdapter"/> to whom it delivers.</summary>
public sealed record Linked(IActorRef Policy);

/// <summary>Asks a <see cref="ConnectedSocketAdapter"/> how long its client has been silent.</summary>
public sealed record HowLongSilent
{
    /// <summary>The one instance.</summary>
    public static readonly HowLongSilent Instance = new();
}

/// <summary>Time since the client last sent something or its turn began; zero while it is our turn.</summary>
public sealed record SilentFor(TimeSpan Time);
