namespace GreyActors.Configuration;

/// <summary>Section <c>known-clients</c>: mail of clients that are known for its sender's organisation does not wait.</summary>
/// <param name="Enabled">Whether known pairs count, and whether passes teach them.</param>
/// <param name="Settle">The time from the first pass of a pair until it takes effect.</param>
/// <param name="MaxPairs">The number of known pairs and expected replies that are kept.</param>
public sealed record KnownClientsSettings(bool Enabled, TimeSpan Settle, int MaxPairs)
{
    /// <summary>No known clients.</summary>
    public static KnownClientsSettings Off { get; } = new(false, TimeSpan.Zero, 1000);
}
