using GreyActors.Core.Reputation;

namespace GreyActors.Replay;

/// <summary>A host as a trace describes it.</summary>
/// <param name="Ip">The address.</param>
/// <param name="Ptr">The reverse name; empty if there is none.</param>
/// <param name="IsPtrConfirmed">Whether the reverse name resolves to the address.</param>
/// <param name="Helo">The name in HELO.</param>
/// <param name="IsHeloConfirmed">Whether the name in HELO resolves to the address.</param>
/// <param name="Spf">The domain whose SPF record passes; empty if there is none.</param>
internal readonly record struct TraceHost(string Ip, string Ptr, bool IsPtrConfirmed, string Helo, bool IsHeloConfirmed, string Spf)
{
    /// <summary>What the DNS said.</summary>
    public ClientEvidence Evidence => new(
        new NameEvidence(Ptr.Length == 0 ? NameResult.NoName : IsPtrConfirmed ? NameResult.Confirmed : NameResult.Unconfirmed, Ptr),
        new NameEvidence(IsHeloConfirmed ? NameResult.Confirmed : NameResult.Unconfirmed, Helo),
        new SpfEvidence(Spf.Length > 0 ? SpfResult.Pass : SpfResult.None, Spf),
        Lists: null);
}
