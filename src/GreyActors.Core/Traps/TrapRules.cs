using System.Net;

namespace GreyActors.Core.Traps;

/// <summary>Decides how mail to a spam trap changes the trapped clients.</summary>
public static class TrapRules
{
    // A client that sends without a pause must not cause a write for each recipient.
    private static readonly TimeSpan LongestPrecision = TimeSpan.FromMinutes(1);

    // A hundredth of the lifetime is precise enough.
    private const int PrecisionShare = 100;

    /// <summary>The event after a client sent mail to a trap; null if an event a moment ago says nearly the same.</summary>
    public static TrapEvent? Trap(TrapState state, IPAddress client, string trap, TimeSpan lifetime, DateTimeOffset now)
    {
        var (network, at) = (TrappedClient.NetworkOf(client), now.ToUnixTimeMilliseconds());
        if (state.Find(network) is not { } known || known.EndAfter(lifetime) <= at)
            return new TrapEvent.Trapped(new TrappedClient(network, at, at, trap));
        return at - known.Last < PrecisionOf(lifetime)
            ? null
            : new TrapEvent.Trapped(known with { Last = at, Trap = trap });
    }

    private static double PrecisionOf(TimeSpan lifetime) => Math.Min(LongestPrecision.TotalMilliseconds, lifetime.TotalMilliseconds / PrecisionShare);
}
