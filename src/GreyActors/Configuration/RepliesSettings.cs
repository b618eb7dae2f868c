namespace GreyActors.Configuration;

/// <summary>Section <c>replies</c>: mail of organisations that our users have written to does not wait.</summary>
/// <param name="Lifetime">The time for which a reply is expected after our user's last mail; zero if outgoing mail teaches nothing.</param>
public sealed record RepliesSettings(TimeSpan Lifetime)
{
    /// <summary>No replies are expected.</summary>
    public static RepliesSettings Off { get; } = new(TimeSpan.Zero);
}
