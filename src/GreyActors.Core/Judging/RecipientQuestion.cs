using System.Net;
using GreyActors.Core.Smtp;
using GreyActors.Core.Traps;

namespace GreyActors.Core.Judging;

/// <summary>Everything that the judge knows about one recipient of one mail. Every door asks this question, whatever protocol it speaks.</summary>
/// <param name="Client">The client's address.</param>
/// <param name="Helo">The name that the client gave in HELO or EHLO; empty before that.</param>
/// <param name="ReversePath">The sender's address, or the null reverse-path.</param>
/// <param name="ForwardPath">The recipient's address.</param>
/// <param name="Secured">True if the client speaks TLS. No rule depends on it yet.</param>
public readonly record struct RecipientQuestion(IPAddress Client, string Helo, MailPath ReversePath, MailPath ForwardPath, bool Secured = false)
{
    /// <summary>True if an earlier recipient was whitelisted for the whole mail: if no access rule decides, this one passes too, and the greylist is not asked.</summary>
    /// <remarks>Only the door knows the mail transaction, so the door sets it. A door without mail transactions leaves it false.</remarks>
    public bool PassesWithMail { get; init; }

    /// <summary>The door through which the client came.</summary>
    public Door Door { get; init; }

    /// <summary>True if the client has authenticated as one of our users (<c>sasl_username</c> of Postfix).</summary>
    public bool Authenticated { get; init; }

    /// <summary>Why and for how long the client is trapped; null if it is not. The judge finds it.</summary>
    public TrapNote? Trapped { get; init; }
}
