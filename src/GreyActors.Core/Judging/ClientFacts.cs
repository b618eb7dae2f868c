using System.Net;
using GreyActors.Core.Reputation;

namespace GreyActors.Core.Judging;

/// <summary>Everything that the client's identities depend on. As long as it is equal, so are the identities.</summary>
/// <param name="Client">The client's address.</param>
/// <param name="Evidence">What the DNS says about the client.</param>
public readonly record struct ClientFacts(IPAddress Client, ClientEvidence Evidence);
