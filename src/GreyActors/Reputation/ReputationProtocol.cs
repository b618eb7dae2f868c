using System.Net;
using GreyActors.Core.Reputation;

namespace GreyActors.Reputation;

/// <summary>Asks the reputation actor for one part of the evidence about a client. The reply is <see cref="LookedUp"/>, sooner or later.</summary>
/// <param name="Client">The client's address; not IPv4-mapped.</param>
public abstract record LookUp(IPAddress Client)
{
    /// <summary>The reverse name of the client.</summary>
    public sealed record ReverseName(IPAddress Client) : LookUp(Client);

    /// <summary>Whether a HELO name resolves to the client's address.</summary>
    /// <param name="Name">The name as the client gave it.</param>
    public sealed record HeloName(IPAddress Client, string Name) : LookUp(Client);

    /// <summary>The result of SPF.</summary>
    /// <param name="Helo">The name in HELO or EHLO.</param>
    /// <param name="ReversePath">Without angle brackets; empty for the null reverse-path.</param>
    public sealed record Spf(IPAddress Client, string Helo, string ReversePath) : LookUp(Client);

    /// <summary>The configured DNS lists.</summary>
    public sealed record Lists(IPAddress Client) : LookUp(Client);
}

/// <summary>The reply to a <see cref="LookUp"/>.</summary>
/// <param name="Question">The question.</param>
/// <param name="Evidence">Only the part that was asked for; that part is never null.</param>
public sealed record LookedUp(LookUp Question, ClientEvidence Evidence)
{
    /// <summary>The reply to a look-up that has no answer, or none in time.</summary>
    public static LookedUp WithoutAnswer(LookUp question) => new(question, LookUpEvaluations.NoAnswer(question));
}

/// <summary>Changes the dependencies of the reputation actor. The answers in its caches stay where they are still valid.</summary>
public sealed record UseReputation(ReputationDependencies Parts);
