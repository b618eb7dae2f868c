using GreyActors.Core.Greylisting;

namespace GreyActors.Core.Reputation;

/// <summary>An identity of a client that the DNS proves.</summary>
/// <param name="Identity">The identity.</param>
/// <param name="Evidence">The proof as a clause for operators: <c>reverse name mail.example.org resolves to the client</c>.</param>
public sealed record ProvenName(ClientIdentity Identity, string Evidence);
