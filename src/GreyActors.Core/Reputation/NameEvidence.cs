namespace GreyActors.Core.Reputation;

/// <summary>Whether a name belongs to the client: a reverse name, or a HELO name.</summary>
/// <param name="Result">The result.</param>
/// <param name="Name">The name in lower case and A-labels: the confirmed one, or the one that was tried first; empty if there is none. The client chose it.</param>
public sealed record NameEvidence(NameResult Result, string Name);

/// <summary>The result of the look-ups for a name.</summary>
public enum NameResult
{
    /// <summary>The name resolves to the client's address.</summary>
    Confirmed,

    /// <summary>No name resolves to the client's address.</summary>
    Unconfirmed,

    /// <summary>The client has no name, or only invalid ones.</summary>
    NoName,

    /// <summary>A look-up failed, or was too late.</summary>
    NoAnswer,
}
