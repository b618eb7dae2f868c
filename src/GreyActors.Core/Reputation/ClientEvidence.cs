namespace GreyActors.Core.Reputation;

/// <summary>Everything that the DNS says about a client. A part is null until its look-up has ended, or if it was never started.</summary>
/// <param name="ReverseName">The reverse name of the client's address (RFC 8601 3, iprev).</param>
/// <param name="HeloName">Whether the name in HELO or EHLO resolves to the client's address.</param>
/// <param name="Spf">The result of SPF for the reverse-path, or for the HELO name if the reverse-path is null (RFC 7208 2.4).</param>
/// <param name="Lists">The DNS lists that contain the client's address (RFC 5782).</param>
public sealed record ClientEvidence(NameEvidence? ReverseName, NameEvidence? HeloName, SpfEvidence? Spf, ListEvidence? Lists)
{
    /// <summary>Nothing is known.</summary>
    public static ClientEvidence None { get; } = new(null, null, null, null);

    /// <summary>Both together; where both have a part, the part of <paramref name="newer"/>.</summary>
    public ClientEvidence With(ClientEvidence newer) => new(
        newer.ReverseName ?? ReverseName, newer.HeloName ?? HeloName, newer.Spf ?? Spf, newer.Lists ?? Lists);
}
