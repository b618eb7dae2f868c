using System.Net;

namespace GreyActors.Core.Judging;

/// <summary>Everything in a question that the client's identities depend on. As long as it is equal, so are the identities.</summary>
/// <remarks>An identity from another source, for example a host name from the DNS, needs a further field here.</remarks>
/// <param name="Client">The client's address.</param>
public readonly record struct ClientFacts(IPAddress Client)
{
    /// <summary>The facts in a question.</summary>
    public static ClientFacts Of(in RecipientQuestion question) => new(question.Client);
}
