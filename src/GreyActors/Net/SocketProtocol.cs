using Akka.Actor;

namespace GreyActors.Net;

/// <summary>Connects a <see cref="ConnectedSocketAdapter"/> to the policy that it delivers to.</summary>
public sealed record Linked(IActorRef Policy);

/// <summary>Asks a <see cref="ConnectedSocketAdapter"/> how long its client has been silent.</summary>
public sealed record HowLongSilent
{
    /// <summary>The one instance.</summary>
    public static readonly HowLongSilent Instance = new();
}

/// <summary>The time since the client last sent something or its turn began; zero while the client waits for a reply.</summary>
public sealed record SilentFor(TimeSpan Time);
