namespace GreyActors.Core.Known;

/// <summary>The settings of the known clients.</summary>
/// <param name="UsesPairs"><c>known-clients</c> is on: pairs are learned, and let mail pass.</param>
/// <param name="Settle">The time after its first pass when a pair takes effect (<c>known-clients.settle</c>).</param>
/// <param name="PairLifetime">How long a pair stays known after its last mail (<c>greylisting.pass-lifetime</c>).</param>
/// <param name="ReplyLifetime">How long a reply is expected (<c>replies.lifetime</c>); zero if replies are not.</param>
public sealed record KnownTiming(bool UsesPairs, TimeSpan Settle, TimeSpan PairLifetime, TimeSpan ReplyLifetime)
{
    /// <summary>Nothing is learned, and nobody is known.</summary>
    public static KnownTiming Off { get; } = new(false, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Whether the known clients are asked at all.</summary>
    public bool IsUsed => UsesPairs || ReplyLifetime > TimeSpan.Zero;

    /// <summary>When an entry ends without further mail, in Unix milliseconds.</summary>
    public long EndOf(bool isPair, KnownTimes times) => times.LastUsed + Milliseconds(isPair ? PairLifetime : ReplyLifetime);

    /// <summary>When a pair takes effect, in Unix milliseconds.</summary>
    public long StartOf(KnownTimes times) => times.Source == KnownSource.Operator ? times.FirstPass : times.FirstPass + Milliseconds(Settle);

    /// <summary>Whether an entry no longer influences a verdict.</summary>
    public bool HasExpired(bool isPair, KnownTimes times, long now) => now >= EndOf(isPair, times);

    private static long Milliseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMillisecond;
}
