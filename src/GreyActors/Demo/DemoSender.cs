using System.Collections.Immutable;

namespace GreyActors.Demo;

/// <summary>A sender of one mail, with its retry schedule.</summary>
/// <param name="Reason">A short description.</param>
/// <param name="Addresses">The client addresses, used in turn.</param>
/// <param name="Helo">The HELO name.</param>
/// <param name="From">The reverse-path.</param>
/// <param name="To">The forward-path.</param>
/// <param name="At">The times of the attempts since the start. Like a mail server, the sender counts from the end of the last attempt, and stops after acceptance or a permanent refusal.</param>
/// <param name="Expected">The expected final outcome.</param>
public sealed record DemoSender(
    string Reason, ImmutableArray<string> Addresses, string Helo, string From, string To, ImmutableArray<TimeSpan> At, Ending Expected)
{
    /// <summary>The pause before the next command.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(8);
}

/// <summary>The outcome of a mail, or of one attempt.</summary>
public enum Ending
{
    /// <summary>The backend accepted the mail.</summary>
    Delivered,

    /// <summary>The reply was temporary (4yz).</summary>
    Deferred,

    /// <summary>The reply was permanent (5yz).</summary>
    Refused,

    /// <summary>The connection was lost before the reply.</summary>
    CutOff,
}
